using System.Text.Json.Nodes;
using Aggregator.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Server.Tests;

/// <summary>How far films have moved since a week ago.</summary>
public sealed class MovedTests
{
    private const int Critics = 8;
    private static readonly string[] Titles = ["one", "two", "three", "late"];

    [Fact]
    public async Task A_ranking_says_how_far_films_have_moved_since_a_week_ago_and_again_after_a_restart()
    {
        using var folder = new Folder();
        await Record(folder, daysAgo: 10, ("One", 9), ("Two", 8), ("Three", 7));
        await Record(folder, daysAgo: 2, ("Late", 10));
        string key;
        string before;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            key = server.Key!;
            await Ranked(server, "acclaim", "late-2013 null, one-2013 -1, two-2013 -1, three-2013 -1");
            for (var critic = 1; critic <= Critics; critic++) await server.Judge("three-2013", critic, 10);
            await server.List(1, 2013, "three-2013");

            const string turned = "three-2013 2, late-2013 null, one-2013 -2, two-2013 -2";
            await Ranked(server, "acclaim", turned);
            await Ranked(server, "acclaim", turned, "all-time");
            await Ranked(server, "approval", "late-2013 null, one-2013 0, three-2013 0, two-2013 0");
            await Ranked(server, "mentions", "three-2013 null");
            // A start counts the list for all films; until then the page is between two states.
            await Eventually.Get("the list to be counted", () => Task.WhenAll(Titles.Select(
                title => server.Get($"/v1/films/{title}-2013/acclaim"))),
                acclaims => acclaims.All(acclaim => (int)acclaim["lists"]!["ballots"]! == 1));
            before = await Page(server);
            Assert.Equal(0, await server.Stop());
        }

        await using var again = await ServerProcess.Start(folder.Path, key);
        await Eventually.Get("the same page", () => Page(again), page => page == before);
    }

    private static async Task Ranked(
        ServerProcess server, string by, string expected, string scope = "2013") =>
        await Eventually.Get($"{by}: {expected}", async () =>
        {
            var page = await server.Get($"/v1/rankings/{scope}?by={by}");
            return string.Join(", ", page["items"]!.AsArray().Select(Said));
        }, said => said == expected);

    private static string Said(JsonNode? item) =>
        $"{item!["film"]} {item["moved"]?.ToJsonString() ?? "null"}";

    private static async Task<string> Page(ServerProcess server) =>
        (await server.Get("/v1/rankings/2013"))["items"]!.ToJsonString();

    /// <summary>Eight critics judge films some days ago, each film with one grade out of ten.</summary>
    private static async Task Record(Folder folder, int daysAgo, params (string Title, int Grade)[] films)
    {
        var moment = TimeProvider.System.GetUtcNow().AddDays(-daysAgo);
        await using var ledger = SqliteLedger.Open(
            folder.Path, new SqliteLedgerOptions(), new Then(moment), NullLogger.Instance);
        var drafts = new List<Draft>();
        for (var n = 1; n <= Critics; n++)
            drafts.Add(new("test", new CriticRegistered(new(Id(n), $"Critic {n}", CriticKind.Person))));
        foreach (var (title, grade) in films)
        {
            var film = new Film(FilmId.Of(Slug.Of(title, "film", "2013")), title) { Year = 2013 };
            drafts.Add(new("test", new FilmRegistered(film)));
            var verdict = new Verdict(RatingReader.Read($"{grade}/10"), null);
            for (var critic = 1; critic <= Critics; critic++)
                drafts.Add(new("test", new VerdictRecorded(film.Id, Id(critic), verdict)));
        }

        Assert.All(await ledger.Append(drafts), receipt => Assert.Null(receipt.Refusal));
    }

    private static CriticId Id(int critic) => CriticId.Of($"critic-{critic}");

    /// <summary>A clock that stands.</summary>
    private sealed class Then(DateTimeOffset moment) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => moment;
    }
}
