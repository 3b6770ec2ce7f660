using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>The demo season, as a newcomer meets it.</summary>
public sealed class DemoTests(DemoTests.Demo demo) : IClassFixture<DemoTests.Demo>
{
    private const string PublicAddress = "http://localhost:5213";

    // Whoever follows changes is answered until somebody hangs up.
    private const int CurlTimedOut = 28;

    [Fact]
    public async Task What_the_readme_tells_to_ask_and_tell_works_as_printed()
    {
        var asked = Printed().ToList();
        Assert.True(asked.Count > 10, $"Only {asked.Count} commands were found.");

        foreach (var command in asked)
        {
            var (exit, said) = await Type(command);
            Assert.True(exit == 0 || (exit == CurlTimedOut && command.Contains("curl -N")),
                $"{command}\nended with {exit}: {said}");
            Assert.NotEmpty(said);
        }
    }

    [Fact]
    public async Task Critics_are_invented_and_say_so_and_what_collectives_named_best_is_real()
    {
        var her = await demo.Server.Get("/v1/films/her-2013/acclaim");
        Assert.Equal((6, 1), ((int)her["honours"]!["best"]!, (int)her["honours"]!["shared"]!));
        Assert.Equal(31, (int)her["honours"]!["collectives"]!);

        var persons = Items(await demo.Server.Get("/v1/critics?kind=person&first=200"));
        Assert.All(persons, critic =>
            Assert.Matches("^(Sample Critic \\d\\d|... Example)$", (string)critic["name"]!));
        var ranked = Items(await demo.Server.Get("/v1/rankings/2013?first=200"));
        Assert.InRange(ranked.Count(film => (int)film["verdicts"]! >= 7), 30, 200);
        Assert.All(ranked, film => Assert.True((bool)film["sample"]!));

        var lists = Items(await demo.Server.Get("/v1/seasons/2013/lists?first=200"));
        var (theirs, honours) = (Of(lists, "person"), Of(lists, "collective"));
        Assert.Contains(theirs, list => (bool)list["ranked"]! && !Ties(list) && !HasRest(list));
        Assert.Contains(theirs, list => (bool)list["ranked"]! && Ties(list) && !HasRest(list));
        Assert.Contains(theirs, list => (bool)list["ranked"]! && HasRest(list));
        Assert.Contains(theirs, list => !(bool)list["ranked"]!);
        Assert.All(honours, list => Assert.NotNull(list["url"]));
        Assert.All(honours, list => Assert.NotNull(list["published"]));
        Assert.Contains(honours, list => Notes(list, "the day is not recorded"));
        Assert.Contains(honours, list => Notes(list, "Deduced"));
    }

    [Fact]
    public async Task Nothing_of_the_season_counts_from_the_day_of_the_first_start()
    {
        var today = await demo.Server.Get("/v1/films/her-2013/acclaim");

        var then = await demo.Server.Get("/v1/films/her-2013/acclaim?asOf=2014-03-01");

        Assert.Equal((string?)today["acclaim"]!.ToJsonString(), then["acclaim"]!.ToJsonString());
        Assert.Equal(31, (int)then["honours"]!["collectives"]!);
        var history = Items(await demo.Server.Get("/v1/films/her-2013/history?by=day"));
        Assert.StartsWith("2014-", (string?)history[^1]["day"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Printed()
    {
        var readme = File.ReadAllText(Path.Combine(Folder.OfTheRepository(), "README.md"));
        return
            from rest in readme.Split("```sh\n").Skip(1)
            let block = rest.Split("```")[0]
            from command in block.Replace("\\\n", " ").Replace("|\n", "| ").Split('\n')
            where command.Contains("curl ", StringComparison.Ordinal)
            select command;
    }

    private async Task<(int Exit, string Said)> Type(string command)
    {
        var here = command.Replace(PublicAddress, demo.Server.Http.BaseAddress!.ToString().TrimEnd('/'))
            .Replace("curl ", "curl --silent --show-error --fail-with-body ")
            .Replace("--max-time 60", "--max-time 2");
        var start = new ProcessStartInfo("bash", ["-c", here])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KEY"] = demo.Server.Key;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await error);
    }

    private static List<JsonNode> Items(JsonObject page) =>
        [.. page["items"]!.AsArray().Select(item => item!)];

    private static List<JsonNode> Of(List<JsonNode> lists, string kind) =>
        [.. lists.Where(list => (string?)list["kind"] == kind)];

    private static bool HasRest(JsonNode list) => list["numbers"]!.AsArray().Any(number => number is null);

    private static bool Ties(JsonNode list) =>
        list["places"]!.AsArray().Any(place => place!.AsArray().Count > 1);

    private static bool Notes(JsonNode list, string word) =>
        ((string?)list["note"])?.Contains(word, StringComparison.Ordinal) == true;

    public sealed class Demo : IAsyncLifetime
    {
        private readonly Folder _folder = new();

        public ServerProcess Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Server = await ServerProcess.Start(_folder.Path, key: null, "--demo");

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _folder.Dispose();
        }
    }
}
