using Aggregator.Client;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Lists;

/// <summary>How a written list was understood, as its author reads it.</summary>
internal static class ListViews
{
    public static DryRunAnswer DryRun(ListReading reading, Critic critic, int year, bool createFilms)
    {
        var errors = reading.Errors.Where(error => !createFilms || error.Code != "film-unknown").ToList();
        if (reading.Errors.IsEmpty && reading.Make(critic, year).Refusal is { } refusal)
            errors.Add(new RefusalAt("places", refusal.Code, refusal.Detail));
        return new DryRunAnswer
        {
            Publishable = errors.Count == 0,
            Ranked = reading.Written.Ranked,
            Lines = [.. reading.Lines.Select(line => new DryRunLine
            {
                At = line.Film.At,
                Written = line.Film.Written,
                Number = line.Film.Number,
                Matched = line.Match.Film is { } film ? CatalogueViews.Of(film) : null,
                Candidates = [.. line.Match.Candidates.Select(CatalogueViews.Of)],
                Created = createFilms && line.Match is { Film: null, Candidates: [] },
            })],
            Warnings = Doubts(reading, year),
            Errors = [.. errors.Select(Http.Problems.View)],
        };
    }

    public static IReadOnlyList<Doubt> Doubts(ListReading reading, int year) =>
    [
        .. reading.Doubts(year).Select(doubt => new Doubt
        {
            At = doubt.At.Length == 0 ? null : doubt.At,
            Code = doubt.Code,
            Detail = doubt.Detail,
        }),
    ];
}
