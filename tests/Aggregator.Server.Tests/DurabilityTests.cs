using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Acknowledged means durable: SIGKILL and loss of power under load, again and again.</summary>
public sealed class DurabilityTests
{
    private const int Rounds = 4;
    private const int Writers = 16;
    private const int FilmCount = 40;

    [Fact]
    public async Task No_acknowledged_verdict_is_lost_or_counted_twice_when_the_process_is_killed()
    {
        using var folder = new Folder();
        await LosesNothing(folder.Path, server => server.Kill());
    }

    [Fact]
    public async Task No_acknowledged_verdict_is_lost_or_counted_twice_when_the_power_goes()
    {
        using var disk = VolatileDisk.Make();
        await LosesNothing(disk.Path, disk.LosePower);
    }

    [Fact]
    public async Task The_first_answer_after_a_kill_shows_all_that_was_acknowledged_before_it()
    {
        using var folder = new Folder();
        var acknowledged = new Acknowledged();
        string? key = null;

        for (var round = 1; round <= Rounds; round++)
        {
            var critic = $"critic-{round}";
            await using (var server = await ServerProcess.Start(folder.Path, key))
            {
                key ??= server.Key;
                if (round == 1) await Acknowledged.Register(server, FilmCount);
                await Acknowledged.Register(server, critic, default);
                var verdicts = new Acknowledged.Verdicts(FilmCount, default);
                for (var film = 0; film < FilmCount; film++)
                    Acknowledged.Taken(await acknowledged.Record(server, critic, film, verdicts));
                await server.Kill();
            }

            await using var again = await ServerProcess.Start(folder.Path, key);
            // The last one was not scored yet.
            for (var film = FilmCount - 1; film >= 0; film--)
            {
                var acclaim = await again.Get($"/v1/films/film-{film}/acclaim");
                Assert.Equal(round, (int)acclaim["critics"]!["verdicts"]!);
            }

            await again.Kill();
        }
    }

    [Fact]
    public async Task The_first_answer_after_a_kill_counts_every_list_of_the_season()
    {
        using var folder = new Folder();
        string? key = null;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            key = server.Key;
            await server.RegisterFilms(2);
            await server.RegisterCritics(2);
            await server.Judge(Writing.Film(2), critic: 1, grade: 8);
            await server.List(1, 2013, Writing.Film(1));
            await Eventually.Get("the first list to be counted for the other film",
                () => server.Get(Unlisted), acclaim => Ballots(acclaim) == 1);
            await server.List(2, 2013, Writing.Film(1));
            await server.Kill();
        }

        await using var again = await ServerProcess.Start(folder.Path, key);
        Assert.Equal(2, Ballots(await again.Get(Unlisted)));
        Assert.Equal(0, await again.Stop());
        await SeasonTests.Verifies(folder.Path);
    }

    private static async Task LosesNothing(string folder, Func<ServerProcess, Task> strike)
    {
        var acknowledged = new Acknowledged();
        string? key = null;

        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerProcess.Start(folder, key);
            key ??= server.Key;
            if (round == 0) await Acknowledged.Register(server, FilmCount);
            var before = acknowledged.Count;
            using var stop = new CancellationTokenSource();
            var verdicts = new Acknowledged.Verdicts(FilmCount, stop.Token);
            var writing = Task.WhenAll(Enumerable.Range(0, Writers)
                .Select(writer => Write(server, $"critic-{round}-{writer}", acknowledged, verdicts)));
            await Eventually.Get("a few hundred acknowledged verdicts",
                () => Task.FromResult(acknowledged.Count - before), count => count > 300);

            await strike(server);
            await stop.CancelAsync();
            await writing;
        }

        await using (var server = await ServerProcess.Start(folder, key))
        {
            await acknowledged.AreThereOnce(server);
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(folder);
    }

    private static string Unlisted => $"/v1/films/{Writing.Film(2)}/acclaim";

    private static int Ballots(JsonObject acclaim) => (int)acclaim["lists"]!["ballots"]!;

    private static async Task Write(
        ServerProcess server, string critic, Acknowledged acknowledged, Acknowledged.Verdicts verdicts)
    {
        try
        {
            await Acknowledged.Register(server, critic, verdicts.Stop);
            for (var n = 0; !verdicts.Stop.IsCancellationRequested; n++)
                Acknowledged.Taken(await acknowledged.Record(server, critic, n, verdicts));
        }
        catch (Exception fault) when (
            fault is HttpRequestException or OperationCanceledException or IOException)
        {
            // The server was killed: what was under way was not acknowledged.
        }
    }
}
