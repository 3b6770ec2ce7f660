using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("acclaim-numbers")]
internal struct AcclaimNumbersWire
{
    [Id(0)] public int Critics;
    [Id(1)] public int CriticsLow;
    [Id(2)] public int CriticsHigh;
    [Id(3)] public int Recognition;
    [Id(4)] public int RecognitionLow;
    [Id(5)] public int RecognitionHigh;
    [Id(6)] public int Headline;
    [Id(7)] public int Low;
    [Id(8)] public int High;
}

[RegisterConverter]
internal sealed class AcclaimNumbersConverter : IConverter<AcclaimNumbers, AcclaimNumbersWire>
{
    public AcclaimNumbers ConvertFromSurrogate(in AcclaimNumbersWire wire) => new()
    {
        Critics = wire.Critics,
        CriticsLow = wire.CriticsLow,
        CriticsHigh = wire.CriticsHigh,
        Recognition = wire.Recognition,
        RecognitionLow = wire.RecognitionLow,
        RecognitionHigh = wire.RecognitionHigh,
        Headline = wire.Headline,
        Low = wire.Low,
        High = wire.High,
    };

    public AcclaimNumbersWire ConvertToSurrogate(in AcclaimNumbers numbers) => new()
    {
        Critics = numbers.Critics,
        CriticsLow = numbers.CriticsLow,
        CriticsHigh = numbers.CriticsHigh,
        Recognition = numbers.Recognition,
        RecognitionLow = numbers.RecognitionLow,
        RecognitionHigh = numbers.RecognitionHigh,
        Headline = numbers.Headline,
        Low = numbers.Low,
        High = numbers.High,
    };
}

[GenerateSerializer, Alias("standing-wire")]
internal struct StandingWire
{
    [Id(0)] public FilmId Film;
    [Id(1)] public long Position;
    [Id(2)] public DateTimeOffset Updated;
    [Id(3)] public int Calibration;
    [Id(4)] public SeasonTotals? Totals;
    [Id(5)] public bool Sample;
    [Id(6)] public VerdictSums Verdicts;
    [Id(7)] public CreditSums Credits;
    [Id(8)] public ImmutableArray<YearSums> Years;
    [Id(9)] public AcclaimNumbers Acclaim;
}

[RegisterConverter]
internal sealed class StandingConverter : IConverter<Standing, StandingWire>
{
    public Standing ConvertFromSurrogate(in StandingWire wire) => new()
    {
        Film = wire.Film,
        Position = wire.Position,
        Updated = wire.Updated,
        Calibration = wire.Calibration,
        Totals = wire.Totals,
        Sample = wire.Sample,
        Verdicts = wire.Verdicts,
        Credits = wire.Credits,
        Years = wire.Years,
        Acclaim = wire.Acclaim,
    };

    public StandingWire ConvertToSurrogate(in Standing standing) => new()
    {
        Film = standing.Film,
        Position = standing.Position,
        Updated = standing.Updated,
        Calibration = standing.Calibration,
        Totals = standing.Totals,
        Sample = standing.Sample,
        Verdicts = standing.Verdicts,
        Credits = standing.Credits,
        Years = standing.Years,
        Acclaim = standing.Acclaim,
    };
}
