namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("verdict-sums")]
internal struct VerdictSumsWire
{
    [Id(0)] public int Rated;
    [Id(1)] public long Marks;
    [Id(2)] public long Squares;
    [Id(3)] public int ThumbsUp;
    [Id(4)] public int ThumbsDown;
    [Id(5)] public int Positive;
    [Id(6)] public long Ratings;
}

[RegisterConverter]
internal sealed class VerdictSumsConverter : IConverter<VerdictSums, VerdictSumsWire>
{
    public VerdictSums ConvertFromSurrogate(in VerdictSumsWire wire) => new()
    {
        Rated = wire.Rated,
        Marks = wire.Marks,
        Squares = wire.Squares,
        ThumbsUp = wire.ThumbsUp,
        ThumbsDown = wire.ThumbsDown,
        Positive = wire.Positive,
        Ratings = wire.Ratings,
    };

    public VerdictSumsWire ConvertToSurrogate(in VerdictSums sums) => new()
    {
        Rated = sums.Rated,
        Marks = sums.Marks,
        Squares = sums.Squares,
        ThumbsUp = sums.ThumbsUp,
        ThumbsDown = sums.ThumbsDown,
        Positive = sums.Positive,
        Ratings = sums.Ratings,
    };
}

[GenerateSerializer, Alias("credit-sums")]
internal struct CreditSumsWire
{
    [Id(0)] public long Lists;
    [Id(1)] public long ListSquares;
    [Id(2)] public long Honours;
    [Id(3)] public long HonourSquares;
}

[RegisterConverter]
internal sealed class CreditSumsConverter : IConverter<CreditSums, CreditSumsWire>
{
    public CreditSums ConvertFromSurrogate(in CreditSumsWire wire) => new()
    {
        Lists = wire.Lists,
        ListSquares = wire.ListSquares,
        Honours = wire.Honours,
        HonourSquares = wire.HonourSquares,
    };

    public CreditSumsWire ConvertToSurrogate(in CreditSums sums) => new()
    {
        Lists = sums.Lists,
        ListSquares = sums.ListSquares,
        Honours = sums.Honours,
        HonourSquares = sums.HonourSquares,
    };
}

[GenerateSerializer, Alias("year-sums")]
internal struct YearSumsWire
{
    [Id(0)] public int Year;
    [Id(1)] public int Mentions;
    [Id(2)] public int Firsts;
    [Id(3)] public int Seconds;
    [Id(4)] public long HalfPoints;
    [Id(5)] public long Borda;
    [Id(6)] public long Dowdall;
    [Id(7)] public long HonourCredit;
    [Id(8)] public int Best;
    [Id(9)] public int Shared;
    [Id(10)] public int HonourMentions;
}

[RegisterConverter]
internal sealed class YearSumsConverter : IConverter<YearSums, YearSumsWire>
{
    public YearSums ConvertFromSurrogate(in YearSumsWire wire) => new()
    {
        Year = wire.Year,
        Mentions = wire.Mentions,
        Firsts = wire.Firsts,
        Seconds = wire.Seconds,
        HalfPoints = wire.HalfPoints,
        Borda = wire.Borda,
        Dowdall = wire.Dowdall,
        HonourCredit = wire.HonourCredit,
        Best = wire.Best,
        Shared = wire.Shared,
        HonourMentions = wire.HonourMentions,
    };

    public YearSumsWire ConvertToSurrogate(in YearSums sums) => new()
    {
        Year = sums.Year,
        Mentions = sums.Mentions,
        Firsts = sums.Firsts,
        Seconds = sums.Seconds,
        HalfPoints = sums.HalfPoints,
        Borda = sums.Borda,
        Dowdall = sums.Dowdall,
        HonourCredit = sums.HonourCredit,
        Best = sums.Best,
        Shared = sums.Shared,
        HonourMentions = sums.HonourMentions,
    };
}

[GenerateSerializer, Alias("season-totals")]
internal struct SeasonTotalsWire
{
    [Id(0)] public int Season;
    [Id(1)] public int Lists;
    [Id(2)] public int Collectives;
    [Id(3)] public long Position;
}

[RegisterConverter]
internal sealed class SeasonTotalsConverter : IConverter<SeasonTotals, SeasonTotalsWire>
{
    public SeasonTotals ConvertFromSurrogate(in SeasonTotalsWire wire) =>
        new(wire.Season, wire.Lists, wire.Collectives, wire.Position);

    public SeasonTotalsWire ConvertToSurrogate(in SeasonTotals totals) => new()
    {
        Season = totals.Season,
        Lists = totals.Lists,
        Collectives = totals.Collectives,
        Position = totals.Position,
    };
}
