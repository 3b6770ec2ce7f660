using System.CommandLine;
using System.Globalization;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>ranking SCOPE</c>: films in order.</summary>
internal static class RankingCommand
{
    private const string AllTime = "all-time";
    private const string ByAcclaim = "acclaim";
    private const int FirstByDefault = 20;
    private static readonly string[] EverywhereBy = [ByAcclaim, "mean", "approval"];
    private static readonly int[] NumberColumns = [0, 2];

    public static Command Make()
    {
        var scope = Flags.Id("SCOPE", "A season, such as 2013, or all-time.");
        var by = new Option<string>("--by")
        {
            Description = "acclaim, mean, approval; of a season also mentions, honours, lists-321, borda, "
                + "dowdall, schulze, ranked-pairs, plackett-luce.",
            HelpName = "BY",
            DefaultValueFactory = _ => ByAcclaim,
        };
        var first = new Option<int>("--first")
        {
            Description = "How many films, 1 to 200.",
            HelpName = "N",
            CustomParser = Flags.Whole,
            DefaultValueFactory = _ => FirstByDefault,
        };
        var asOf = Flags.AsOf();
        var ranking = new Command("ranking", "Show the films of a season in order.")
        {
            scope, by, first, asOf,
        };
        ranking.Does(async (server, asked, cancel) =>
        {
            var (of, order) = (asked.GetRequiredValue(scope), asked.GetRequiredValue(by));
            var page = new PageOf(asked.GetValue(first));
            server.Show(
                asked.GetValue(asOf) is { } day
                    ? await server.Client.GetRankingAsync(of, day, order, page, cancel)
                    : await server.Client.GetRankingAsync(of, order, page, cancel),
                Print);
        });
        return ranking;
    }

    private static void Print(RankingPage ranking)
    {
        if (ranking.Items is not [var best, ..])
        {
            Say.Line(ranking.Scope == AllTime && !EverywhereBy.Contains(ranking.By)
                ? $"By {ranking.By} films are in order within a season alone: ask for one, such as 2013."
                : $"No film has a place in {ranking.Scope} by {ranking.By}.");
            return;
        }

        // By acclaim films stand as high as they stand at least, so that few voices do not win.
        var value = ranking.By == ByAcclaim ? "at least" : $"{ranking.By} ({best.Unit})";
        // Below each other at the point.
        var digits = ranking.Items.Max(film => film.Value.Scale);
        Say.Table(
            [
                ["place", "film", value],
                .. from film in ranking.Items
                   select new[]
                   {
                       film.Place.ToString(CultureInfo.InvariantCulture),
                       Say.Titled(film.Title, film.Year),
                       film.Value.ToString($"F{digits}", CultureInfo.InvariantCulture),
                   },
            ],
            NumberColumns);
        if (ranking.Next is not null)
            Say.Aside(Say.Text(
                $"The first {ranking.Items.Count:N0} of {Say.Counted(ranking.Total, "film")}."));
        if (ranking.AsOf is { } day) Say.Aside(Say.Text($"As of {day:yyyy-MM-dd}."));
        if (ranking.Items.Any(film => film.Sample))
            Say.Aside("It rests on critics invented for a demo.");
    }
}
