using Aggregator.Client;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Lists;

/// <summary>How a written list was understood, as its author reads it.</summary>
internal static class ListViews
{
    public static DryRunAnswer DryRun(Board board, ListReading reading, Critic critic, ListAsk ask)
    {
        var errors = reading.Errors;
        if (errors.IsEmpty && reading.Make(critic, ask.Address.Year).Refusal is { } refusal)
            errors = refusal.Errors is { IsEmpty: false } where ? where
                : [new RefusalAt("places", refusal.Code, refusal.Detail)];
        return new DryRunAnswer
        {
            Publishable = errors.IsEmpty,
            Ranked = reading.Written.Ranked,
            Lines = [.. reading.Lines.Select(line => new DryRunLine
            {
                At = line.Film.At,
                Written = line.Film.Written,
                Number = line.Film.Number,
                Matched = line.Match.Film is { } film ? CatalogueViews.Of(board, film) : null,
                Candidates =
                [
                    .. line.Match.Candidates.Concat(line.Several).Union(line.Near)
                        .Select(film => CatalogueViews.Of(board, film)),
                ],
                Created = line.Coming is not null,
            })],
            Warnings = Doubts(reading, ask.Address.Year),
            Errors = [.. errors.Select(Http.Problems.View)],
        };
    }

    public static IReadOnlyList<Doubt> Doubts(ListReading reading, int year) =>
        [.. reading.Doubts(year).Select(Http.Doubts.View)];
}
