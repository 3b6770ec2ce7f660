using System.CommandLine;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>acclaim FILM</c>: what critics make of a film.</summary>
internal static class AcclaimCommand
{
    public static Command Make()
    {
        var film = Flags.Film();
        var asOf = Flags.AsOf();
        var acclaim = new Command("acclaim", "Show what critics make of a film.") { film, asOf };
        acclaim.Does(async (server, asked, cancel) => server.Show(
            asked.GetValue(asOf) is { } day
                ? await server.Client.GetAcclaimAsync(asked.GetRequiredValue(film), day, cancel)
                : await server.Client.GetAcclaimAsync(asked.GetRequiredValue(film), cancel),
            Print));
        return acclaim;
    }

    /// <summary>A film's acclaim, in few lines.</summary>
    public static void Print(AcclaimView film)
    {
        Say.Line($"{Say.Titled(film.Title, film.Year)}, {film.Film}");
        List<string[]> rows =
        [
            ["acclaim", Headline(film)],
            ["critics", Critics(film.Critics)],
            ["lists", Lists(film.Lists)],
            ["honours", Honours(film.Honours, film.Season)],
        ];
        if (film.AsOf is { } day) rows.Add(["as of", Say.Text($"{day:yyyy-MM-dd}")]);
        if (film.Sample) rows.Add(["sample", "rests on critics invented for a demo"]);
        Say.Table(rows);
    }

    private static string Headline(AcclaimView film)
    {
        if (film.Acclaim is not { } acclaim)
            return $"pending: {Say.Counted(film.Needs ?? 0, "more verdict")} needed";
        var lift = film.Recognition.Lift is { } points and > 0
            ? Say.Text($", {points:0.00} of it by lists and honours") : "";
        return Say.Text($"{acclaim:0.00}{Between(film.Interval)}{lift}");
    }

    private static string Critics(CriticsView critics)
    {
        var verdicts = Say.Counted(critics.Verdicts, "verdict");
        if (critics.Score is not { } score) return verdicts;
        return Say.Text(
            $"{score:0.00}{Between(critics.Interval)}, {critics.Positive:N0} of {verdicts} positive");
    }

    private static string Lists(ListCounts lists) => lists switch
    {
        { Ballots: 0 } => "no list of its season yet",
        { Mentions: 0 } => $"on none of {OfSeason(lists)}",
        _ => Say.Text($"on {lists.Mentions:N0} of {OfSeason(lists)}, first on {lists.Firsts:N0}, ")
            + Say.Text($"second on {lists.Seconds:N0}"),
    };

    private static string OfSeason(ListCounts lists) =>
        Say.Text($"{Say.Counted(lists.Ballots, "list")} of {lists.Season}");

    private static string Honours(HonourCounts honours, int? season)
    {
        if (season is null) return "no season, so no honours";
        if (honours.Collectives == 0) return $"no collective has spoken of {season} yet";
        var collectives = Say.Counted(honours.Collectives, "collective");
        if (honours.Mentions == 0) return $"named by none of {collectives}";
        var shared = honours.Shared == 0 ? ""
            : honours.Shared == honours.Best ? " (shared)" : Say.Text($" ({honours.Shared:N0} shared)");
        return Say.Text(
            $"best of {honours.Best:N0} of {collectives}{shared}, named by {honours.Mentions:N0}");
    }

    private static string Between(IReadOnlyList<decimal>? interval) =>
        interval is [var low, var high] ? Say.Text($" ({low:0.00} to {high:0.00})") : "";
}
