using System.Buffers;
using System.Collections.Immutable;

namespace Aggregator.Ledgers;

/// <summary>
/// A standing in varints, in the order of README.md. Derived data: whoever changes the order raises
/// <see cref="Version"/>, and old rows are refused. The film and its position stand beside it.
/// </summary>
internal static class StandingBytes
{
    private const int Version = 1;

    public static void Write(ArrayBufferWriter<byte> bytes, Standing standing)
    {
        bytes.WriteVarint(Version);
        bytes.WriteVarint(standing.Calibration);
        bytes.WriteVarint(standing.Totals is null ? 0 : 1);
        if (standing.Totals is { } totals) Write(bytes, totals);
        bytes.WriteVarint(standing.Updated.ToUnixTimeMilliseconds());
        bytes.WriteVarint(standing.Sample ? 1 : 0);
        Write(bytes, standing.Verdicts);
        Write(bytes, standing.Credits);
        Write(bytes, standing.Acclaim);
        bytes.WriteVarint(standing.Years.Length);
        foreach (var year in standing.Years) Write(bytes, year);
    }

    public static void Write(ArrayBufferWriter<byte> bytes, SeasonTotals totals)
    {
        bytes.WriteVarint(totals.Season);
        bytes.WriteVarint(totals.Lists);
        bytes.WriteVarint(totals.Collectives);
        bytes.WriteVarint(totals.Position);
    }

    public static Standing Read(FilmId film, long position, ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        var (calibration, totals) = Head(ref reader);
        return new Standing
        {
            Film = film,
            Position = position,
            Calibration = calibration,
            Totals = totals,
            Updated = DateTimeOffset.FromUnixTimeMilliseconds(reader.Long()),
            Sample = reader.Long() == 1,
            Verdicts = Verdicts(ref reader),
            Credits = new CreditSums
            {
                Lists = reader.Long(),
                ListSquares = reader.Long(),
                Honours = reader.Long(),
                HonourSquares = reader.Long(),
            },
            Acclaim = Acclaim(ref reader),
            Years = Years(ref reader),
        };
    }

    /// <summary>
    /// What it was scored with: all that is needed to tell which of two standings is newer.
    /// </summary>
    public static (int Calibration, SeasonTotals? Totals) ReadHead(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        return Head(ref reader);
    }

    public static SeasonTotals ReadTotals(ReadOnlySpan<byte> bytes)
    {
        var reader = new VarintReader(bytes);
        return Totals(ref reader);
    }

    private static (int Calibration, SeasonTotals? Totals) Head(ref VarintReader reader)
    {
        if (reader.Long() is var version and not Version)
            throw new LedgerFormatException(
                $"A standing is kept in version {version}; this program knows {Version}. Nothing is "
                + "changed.");
        return (reader.Int(), reader.Long() == 1 ? Totals(ref reader) : null);
    }

    private static SeasonTotals Totals(ref VarintReader reader) =>
        new(reader.Int(), reader.Int(), reader.Int(), reader.Long());

    private static void Write(ArrayBufferWriter<byte> bytes, VerdictSums sums)
    {
        bytes.WriteVarint(sums.Rated);
        bytes.WriteVarint(sums.Marks);
        bytes.WriteVarint(sums.Squares);
        bytes.WriteVarint(sums.ThumbsUp);
        bytes.WriteVarint(sums.ThumbsDown);
        bytes.WriteVarint(sums.Positive);
        bytes.WriteVarint(sums.Ratings);
    }

    private static VerdictSums Verdicts(ref VarintReader reader) => new()
    {
        Rated = reader.Int(),
        Marks = reader.Long(),
        Squares = reader.Long(),
        ThumbsUp = reader.Int(),
        ThumbsDown = reader.Int(),
        Positive = reader.Int(),
        Ratings = reader.Long(),
    };

    private static void Write(ArrayBufferWriter<byte> bytes, CreditSums sums)
    {
        bytes.WriteVarint(sums.Lists);
        bytes.WriteVarint(sums.ListSquares);
        bytes.WriteVarint(sums.Honours);
        bytes.WriteVarint(sums.HonourSquares);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, AcclaimNumbers numbers)
    {
        bytes.WriteVarint(numbers.Critics);
        bytes.WriteVarint(numbers.CriticsLow);
        bytes.WriteVarint(numbers.CriticsHigh);
        bytes.WriteVarint(numbers.Recognition);
        bytes.WriteVarint(numbers.RecognitionLow);
        bytes.WriteVarint(numbers.RecognitionHigh);
        bytes.WriteVarint(numbers.Headline);
        bytes.WriteVarint(numbers.Low);
        bytes.WriteVarint(numbers.High);
    }

    private static AcclaimNumbers Acclaim(ref VarintReader reader) => new()
    {
        Critics = reader.Int(),
        CriticsLow = reader.Int(),
        CriticsHigh = reader.Int(),
        Recognition = reader.Int(),
        RecognitionLow = reader.Int(),
        RecognitionHigh = reader.Int(),
        Headline = reader.Int(),
        Low = reader.Int(),
        High = reader.Int(),
    };

    private static void Write(ArrayBufferWriter<byte> bytes, YearSums year)
    {
        bytes.WriteVarint(year.Year);
        bytes.WriteVarint(year.Mentions);
        bytes.WriteVarint(year.Firsts);
        bytes.WriteVarint(year.Seconds);
        bytes.WriteVarint(year.HalfPoints);
        bytes.WriteVarint(year.Borda);
        bytes.WriteVarint(year.Dowdall);
        bytes.WriteVarint(year.HonourCredit);
        bytes.WriteVarint(year.Best);
        bytes.WriteVarint(year.Shared);
        bytes.WriteVarint(year.HonourMentions);
    }

    private static ImmutableArray<YearSums> Years(ref VarintReader reader)
    {
        var years = ImmutableArray.CreateBuilder<YearSums>(reader.Int());
        while (years.Count < years.Capacity)
            years.Add(new YearSums
            {
                Year = reader.Int(),
                Mentions = reader.Int(),
                Firsts = reader.Int(),
                Seconds = reader.Int(),
                HalfPoints = reader.Long(),
                Borda = reader.Long(),
                Dowdall = reader.Long(),
                HonourCredit = reader.Long(),
                Best = reader.Int(),
                Shared = reader.Int(),
                HonourMentions = reader.Int(),
            });
        return years.MoveToImmutable();
    }
}
