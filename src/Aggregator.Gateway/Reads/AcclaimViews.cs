using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Reads;

/// <summary>A film's numbers as they are shown. Integers become decimals with exactly their digits.</summary>
internal static class AcclaimViews
{
    /// <summary>The acclaim as bytes, rendered by its first reader and kept with the film.</summary>
    public static RenderedBody Rendered(Board board, BoardFilm film)
    {
        if (film.Rendered is RenderedBody kept) return kept;

        var bytes = Reply.Render(Of(film, board.Calibration), AggregatorJson.Wire.AcclaimView);
        var tag = string.Create(
            CultureInfo.InvariantCulture, $"{board.Epoch}-{film.Revision}-{Rendition.Mark}");
        var rendered = new RenderedBody(bytes, tag);
        film.Rendered = rendered;
        return rendered;
    }

    public static AcclaimView Of(BoardFilm film, Calibration calibration) =>
        Of(film.Film, film.Standing, calibration) with { Revision = film.Revision };

    /// <summary>The acclaim of a standing that no feed has brought yet: without a revision.</summary>
    public static AcclaimView Of(Film film, Standing standing, Calibration calibration)
    {
        var pending = standing.IsPending(calibration);
        var acclaim = standing.Acclaim;
        return new AcclaimView
        {
            Film = film.Id.Value,
            Title = film.Title,
            Year = film.Year,
            Season = standing.Totals?.Season,
            Refs = CatalogueViews.Refs(film),
            Profile = Profiles.Acclaim,
            Calibration = standing.Calibration,
            Status = pending ? "pending" : "rated",
            Needs = pending ? calibration.VerdictsMin - standing.Verdicts.Count : null,
            Acclaim = pending ? null : Hundredths(acclaim.Headline),
            Interval = pending ? null : Interval(acclaim.Low, acclaim.High),
            Critics = Critics(standing, pending),
            Recognition = new RecognitionView
            {
                Value = Hundredths(acclaim.Recognition),
                Interval = Interval(acclaim.RecognitionLow, acclaim.RecognitionHigh),
                Lift = pending ? null : Hundredths(acclaim.Lift),
            },
            Lists = Lists(standing),
            Honours = Honours(standing),
            Sample = standing.Sample,
            Position = standing.Position,
            Updated = standing.Updated.UtcDateTime,
        };
    }

    /// <summary>9003 reads 90.03.</summary>
    public static decimal Hundredths(int value) => new(value, 0, 0, false, 2);

    public static IReadOnlyList<decimal> Interval(int low, int high) => [Hundredths(low), Hundredths(high)];

    public static decimal Millionths(long value) => Scaled(value, 6);

    /// <summary>Half points: 268 reads 134, 269 reads 134.5.</summary>
    public static decimal Halves(long value) => value % 2 == 0 ? value / 2 : Scaled(value * 5, 1);

    public static decimal Scaled(long value, byte digits) =>
        new(unchecked((int)value), (int)(value >> 32), 0, false, digits);

    public static decimal Signed(long value, byte digits) =>
        value < 0 ? -Scaled(-value, digits) : Scaled(value, digits);

    /// <summary>The sums of one year's lists; zeros where there are none.</summary>
    public static YearSums YearOf(Standing standing, int? year)
    {
        foreach (var sums in standing.Years)
        {
            if (sums.Year == year) return sums;
        }

        return default;
    }

    private static CriticsView Critics(Standing standing, bool pending)
    {
        var (acclaim, verdicts) = (standing.Acclaim, standing.Verdicts);
        var approval = verdicts.Approval;
        return new CriticsView
        {
            Score = pending ? null : Hundredths(acclaim.Critics),
            Interval = pending ? null : Interval(acclaim.CriticsLow, acclaim.CriticsHigh),
            Verdicts = verdicts.Count,
            Rated = verdicts.Rated,
            Positive = verdicts.Positive,
            Approval = approval is { } share ? Hundredths(share.Value) : null,
            ApprovalInterval = approval is { } wilson ? Interval(wilson.Low, wilson.High) : null,
            Mean = verdicts.Mean is { } mean ? Hundredths(mean) : null,
        };
    }

    private static ListCounts Lists(Standing standing)
    {
        var season = standing.Totals?.Season;
        var home = YearOf(standing, season);
        var elsewhere = 0;
        foreach (var year in standing.Years)
        {
            if (year.Year != season) elsewhere += year.Mentions + year.HonourMentions;
        }

        return new ListCounts
        {
            Season = season,
            Ballots = standing.Totals?.Lists ?? 0,
            Mentions = home.Mentions,
            Firsts = home.Firsts,
            Seconds = home.Seconds,
            Elsewhere = elsewhere,
            Points = new ListPoints
            {
                Lists321 = Halves(home.HalfPoints),
                Borda = Millionths(home.Borda),
                Dowdall = Millionths(home.Dowdall),
            },
        };
    }

    private static HonourCounts Honours(Standing standing)
    {
        var home = YearOf(standing, standing.Totals?.Season);
        return new HonourCounts
        {
            Collectives = standing.Totals?.Collectives ?? 0,
            Best = home.Best,
            Shared = home.Shared,
            Mentions = home.HonourMentions,
        };
    }
}
