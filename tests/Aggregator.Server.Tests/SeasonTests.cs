using System.IO.Compression;
using System.Net.Http.Json;
using System.Net;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>The real seasons, imported over HTTP into the real program.</summary>
public sealed class SeasonTests
{
    [Fact]
    public async Task The_season_of_2013_gives_Her_its_published_acclaim()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        await Import2013(server);

        var her = await Eventually.Get("Her at 90.03", () => server.Get("/v1/films/imdb:tt1798709/acclaim"),
            a => (decimal?)a["acclaim"] == 90.03m);
        Assert.Equal("her-2013", (string?)her["film"]);
        Assert.Equal("[84.96,95.10]", Compact(her["interval"]));
        Assert.Equal((240, 227, 94.58m),
            ((int)her["critics"]!["verdicts"]!, (int)her["critics"]!["positive"]!,
            (decimal)her["critics"]!["approval"]!));
        Assert.Equal((149, 84, 20, 10), ((int)her["lists"]!["ballots"]!, (int)her["lists"]!["mentions"]!,
            (int)her["lists"]!["firsts"]!, (int)her["lists"]!["seconds"]!));
        Assert.Equal((31, 6, 1, 9), ((int)her["honours"]!["collectives"]!, (int)her["honours"]!["best"]!,
            (int)her["honours"]!["shared"]!, (int)her["honours"]!["mentions"]!));
        await IsExplained(server, her);
        // Recomputed from the answers of the API alone by a program that shares nothing with this one.
        await Eventually.Get("Her 4th, likely 1st to 14th", () => server.Get("/v1/films/her-2013"), film =>
            (int?)film["place"]!["season"] == 4 && Compact(film["place"]!["seasonInterval"]) == "[1,14]");
        await Ranks(server, 2013, "lists-321",
            ("12-years-a-slave-2013", 171m), ("gravity-2013", 154m), ("her-2013", 134m),
            ("inside-llewyn-davis-2013", 124m));
        await Ranks(server, 2013, "borda",
            ("12-years-a-slave-2013", 717.399038m), ("gravity-2013", 665.961538m));
        await Ranks(server, 2013, "dowdall",
            ("12-years-a-slave-2013", 46.849667m), ("gravity-2013", 42.385207m));
        await Ranks(server, 2013, "mentions", ("12-years-a-slave-2013", 100m), ("gravity-2013", 93m));
        // Recomputed likewise.
        foreach (var likely in new[] { "mentions [1,3][1,4][1,4]", "dowdall [1,2][1,3][1,4]" })
        {
            var by = likely.Split(' ')[0];
            await Eventually.Get($"places by {likely}",
                () => server.Get($"/v1/rankings/2013?by={by}&first=3"),
                page => likely == $"{by} {string.Concat(page["items"]!.AsArray().Select(
                    film => film!["placeInterval"]?.ToJsonString()))}");
        }

        foreach (var by in new[] { "schulze", "ranked-pairs" })
        {
            await Ranks(server, 2013, by, ("12-years-a-slave-2013", 195m), ("gravity-2013", 194m),
                ("inside-llewyn-davis-2013", 193m), ("her-2013", 192m));
        }

        await WentAsAnnounced(server);
        var worths = await Soon(server, "/v1/rankings/2013?by=plackett-luce&first=1");
        Assert.Equal(0.0967623m, (decimal)worths["items"]![0]!["value"]!, 7);
        Assert.Equal(0, await server.Stop());
        await Verifies(folder.Path);
    }

    [Fact]
    public async Task A_season_whose_last_list_is_withdrawn_is_gone()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        await server.List(1, 2013, Writing.Film(1));
        await Eventually.Get(
            "the season to show", () => server.Get("/v1/seasons"), seasons => (int?)seasons["total"] == 1);

        using var withdrawn = await server.Http.DeleteAsync("/v1/critics/critic-1/lists/2013");

        var none = await Eventually.Get(
            "the season to be gone", () => server.Get("/v1/seasons"), seasons => (int?)seasons["total"] == 0);
        Assert.Empty(none["items"]!.AsArray());
        foreach (var path in new[] { "/v1/seasons/2013", "/v1/seasons/2013/lists" })
        {
            using var gone = await server.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task Importing_a_season_again_changes_nothing()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Import2013(server);
        var head = (long)(await server.Get("/v1/ledger/head"))["position"]!;

        var again = await Import2013(server);

        Assert.All(again, totals =>
            Assert.Equal((0, 0), ((int)totals["accepted"]!, (int)totals["created"]!)));
        Assert.Equal(head, (long)(await server.Get("/v1/ledger/head"))["position"]!);
    }

    [Fact]
    public async Task The_lists_of_2010_2011_and_2014_create_the_films_they_name()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        foreach (var year in new[] { 2010, 2011, 2014 })
        {
            var totals = await server.Import(
                "/v1/import/lists?createFilms=true&createCritics=true", RealData.Open($"ballots/{year}.csv"));
            Assert.Equal(0, (int)totals["refused"]!);
        }

        Assert.Equal((107, 133, 203),
            (await Lists(server, 2010), await Lists(server, 2011), await Lists(server, 2014)));
        await Eventually.Get(
            "Boyhood first on 72 lists", () => Firsts(server, "Boyhood"), firsts => firsts == 72);
        Assert.Equal(20, await Firsts(server, "Under the Skin"));
    }

    [Fact]
    public async Task Sight_and_Sounds_critics_of_2012_put_Vertigo_above_Citizen_Kane()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        var films =
            await server.Import("/v1/import/films", RealData.Open("ballots/sight-and-sound-2012-films.csv"));
        var lists = await server.Import("/v1/import/lists?createCritics=true",
            RealData.Open("ballots/sight-and-sound-2012.csv"));

        Assert.Equal((0, 0), ((int)films["refused"]!, (int)lists["refused"]!));
        Assert.Equal(846, await Lists(server, 2012));
        await Eventually.Get("191 mentions of Vertigo", async () =>
        {
            var page = await server.Get("/v1/rankings/2012?by=mentions&first=1");
            return (int)page["items"]![0]!["mentions"]!;
        }, mentions => mentions == 191);
        var top = (await server.Get("/v1/rankings/2012?by=mentions&first=4"))["items"]!.AsArray();
        Assert.Equal(["Vertigo", "Citizen Kane", "Tokyo Story", "La Règle du jeu"],
            top.Select(i => (string)i!["title"]!));
        Assert.Equal([191, 157, 107, 100], top.Select(i => (int)i!["mentions"]!));
    }

    [Fact]
    public async Task Fifty_thousand_verdicts_keep_their_native_ratings()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.Import("/v1/import/films", RealData.Open("reviews/rt-films.csv"));

        await using var verdicts =
            new GZipStream(RealData.Open("reviews/rt-verdicts.csv.gz"), CompressionMode.Decompress);
        var totals = await server.Import("/v1/import/verdicts?createCritics=true", verdicts);

        Assert.Equal((51_710, 360, 0),
            ((int)totals["read"]!, (int)totals["warnings"]!, (int)totals["refused"]!));
        var taken = (int)totals["accepted"]! + (int)totals["unchanged"]! + (int)totals["superseded"]!;
        Assert.Equal(51_710, taken);
        // Of two rows of one critic and film the import keeps the later, as the published constants did.
        var (exit, fitted) = await ServerProcess.Command("calibrate", "--data", folder.Path);
        Assert.True(exit == 0, fitted);
        Assert.Contains("37,296 ratings of 782 films", fitted);
        Assert.Matches("prior_mean +6035 +6093 ", fitted);
        Assert.Contains("Nothing was changed", fitted);
    }

    // What collectives named best bears the day they announced it; all else counts from today here.
    private static async Task WentAsAnnounced(ServerProcess server)
    {
        foreach (var (day, expected) in new[]
        {
            ("2013-12-02", "[]"), ("2013-12-03", """[["american-hustle-2013",1]]"""),
            ("2013-12-04", """[["american-hustle-2013",1],["her-2013",1]]"""),
        })
        {
            var page = await Soon(server, $"/v1/rankings/2013?by=honours&first=2&asOf={day}");
            var films = page["items"]!.AsArray().Select(film => $"""["{film!["film"]}",{film["place"]}]""");
            Assert.Equal(expected, $"[{string.Join(',', films)}]");
        }

        var went = (await Soon(server, "/v1/films/her-2013/history"))["items"]!.AsArray();
        // Until critics' lists named it, it competed in the year of its release.
        Assert.Equal(("2013-12-04", 2014), ((string)went[0]!["day"]!, (int)went[0]!["season"]!));
        Assert.Equal((90.03m, 240, 84, 6, 4), ((decimal)went[^1]!["acclaim"]!, (int)went[^1]!["verdicts"]!,
            (int)went[^1]!["mentions"]!, (int)went[^1]!["best"]!, (int)went[^1]!["place"]!));
        var places = (await Soon(server, "/v1/rankings/2013/history?by=honours&top=3"))["items"]!.AsArray();
        Assert.Equal("2013-12-03", (string)places[0]!["day"]!);
        var now = (await Soon(server, "/v1/rankings/2013?by=honours&first=3"))["items"]!.AsArray();
        Assert.Equal(now.Select(film => (string)film!["film"]!),
            places[^1]!["films"]!.AsArray().Take(3).Select(film => (string)film!["film"]!));
    }

    private static async Task IsExplained(ServerProcess server, JsonObject her)
    {
        var why = await server.Get("/v1/films/imdb:tt1798709/explanation?profile=acclaim-1");

        Explanations.AddsUpTo(her, why);
        var (critics, recognition) = (why["critics"]!, why["recognition"]!);
        Assert.Equal((240, 84, 9), (critics["verdicts"]!.AsArray().Count,
            recognition["lists"]!.AsArray().Count, recognition["honours"]!.AsArray().Count));
        Assert.Equal("""{"rated":0,"marks":0.00,"squares":0.0000,"thumbsUp":227,"thumbsDown":13}""",
            Compact(critics["sums"]));
        Assert.Equal("82.7234 of 221", $"{recognition["numerator"]} of {recognition["denominator"]}");
        Assert.Equal("(69.3070 + 2 * 6.7082) / (149 + 2 * 31 + 10)",
            (string?)why["formula"]!.AsArray().Single(line => (string)line!["name"]! == "r")!["numbers"]);
    }

    internal static async Task<JsonObject[]> Import2013(ServerProcess server) =>
    [
        await server.Import("/v1/import/films", RealData.Open("season-2013/films.csv")),
        await server.Import("/v1/import/lists?createCritics=true", RealData.Open("season-2013/ballots.csv")),
        await server.Import("/v1/import/lists?createCritics=true", RealData.Open("season-2013/honours.csv")),
        await server.Import("/v1/import/verdicts?createCritics=true",
            RealData.Open("season-2013/verdicts.csv")),
    ];

    internal static async Task Verifies(string folder)
    {
        var (exit, output) = await ServerProcess.Command("verify", "--data", folder);
        Assert.True(exit == 0, output);
    }

    private static async Task Ranks(
        ServerProcess server, int season, string by, params (string, decimal)[] top)
    {
        var page = await Soon(server, $"/v1/rankings/{season}?by={by}&first={top.Length}");
        var items = page["items"]!.AsArray();
        Assert.Equal(top, items.Select(i => ((string)i!["film"]!, (decimal)i["value"]!)));
    }

    // What is computed of a whole season is "not yet" there while the machine is busy.
    private static async Task<JsonObject> Soon(ServerProcess server, string path) =>
        (await Eventually.Get<JsonObject?>(path, async () =>
        {
            using var answer = await server.Http.GetAsync(path);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonObject>() : null;
        }, page => page is not null))!;

    private static async Task<int> Lists(ServerProcess server, int season) =>
        (int)(await server.Get($"/v1/seasons/{season}"))["lists"]!;

    private static async Task<int> Firsts(ServerProcess server, string title)
    {
        var items = (await server.Get("/v1/rankings/2014?by=mentions&first=50"))["items"]!.AsArray();
        var found = items.SingleOrDefault(i => (string)i!["title"]! == title);
        return (int?)found?["firsts"] ?? 0;
    }

    private static string Compact(JsonNode? node) => node!.ToJsonString();
}
