using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>Imports that are cut off, and what imports leave in memory.</summary>
public sealed class ImportTests
{
    private const int Films = 100;
    private const int Critics = 300;
    private const int Verdicts = Films * Critics;
    private const int RowsAtOnce = 1_000;
    private static readonly TimeSpan BetweenRows = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_verdict_import_whose_sender_vanishes_half_way_is_made_whole_by_sending_it_again()
    {
        using var folder = new Folder();
        // Were the first one not let go of, the whole file would find no place.
        await using var server = await Start(folder, ("AGGREGATOR__LIMITS__IMPORTSATONCE", "1"));
        using (var cut = await SendUntilRecorded(server)) cut.LingerState = new LingerOption(true, 0);
        await Eventually.Get("the import to be let go of", () => server.Http.PostAsync(
                "/v1/import/films", new StringContent("title,year\n", Encoding.UTF8, "text/csv")),
            answer => answer.IsSuccessStatusCode, seconds: 60);

        await IsMadeWhole(server);
    }

    [Fact]
    public async Task A_verdict_import_cut_off_by_SIGKILL_is_made_whole_by_sending_it_again()
    {
        using var folder = new Folder();
        string? key;
        await using (var server = await Start(folder))
        {
            using var cut = await SendUntilRecorded(server);
            key = server.Key;
            await server.Kill();
        }

        await using (var server = await ServerProcess.Start(folder.Path, key))
        {
            await IsMadeWhole(server);
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task The_columns_of_files_are_those_that_docs_files_and_the_reference_name()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var cancel = TestContext.Current.CancellationToken;
        var page = await File.ReadAllLinesAsync(
            Path.Combine(Folder.OfTheRepository(), "docs", "files.md"), cancel);
        var reference = (await server.Get("/openapi/v1.json"))["paths"]!["/v1/import/{kind}"]!["post"]!;

        foreach (var kind in new[] { "films", "critics", "verdicts", "lists" })
        {
            var named = page.Single(line => line.StartsWith($"| {kind} | `", StringComparison.Ordinal))
                .Split('`')[1];
            using var answer = await server.Http.PostAsync(
                $"/v1/import/{kind}", new StringContent("x\n", Encoding.UTF8, "text/csv"), cancel);
            Assert.Contains(
                $"must name the columns: {named}. ", await answer.Content.ReadAsStringAsync(cancel),
                StringComparison.Ordinal);
            Assert.Contains($" {kind} {named}", (string)reference["description"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_import_of_films_that_changes_nothing_answers_the_position_of_the_head()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var first = await ImportFilms();

        var again = await ImportFilms();

        Assert.Equal((2, 0, 2), ((int)first["accepted"]!, (int)again["accepted"]!, (int)again["unchanged"]!));
        Assert.Equal((2, 2), ((int)first["position"]!, (int)again["position"]!));

        Task<JsonObject> ImportFilms() => server.Import(
            "/v1/import/films", new MemoryStream("title,year\nHer,2013\nYi Yi,2000\n"u8.ToArray()));
    }

    [Fact]
    public async Task A_row_of_critics_changes_the_kind_that_it_gives_unless_a_list_stands()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Import("name,kind\nSample Circle,person\nSample Poll,person\n");
        await server.Put("/v1/critics/sample-poll/lists/2013?createFilms=true",
            new { ranked = true, places = new[] { new[] { new { title = "Her", year = 2013 } } } });

        var silent = await Import("name\nSample Circle\n");
        var given = await Import("name,kind\nSample Circle,collective\nSample Poll,collective\n");

        Assert.Equal((1, 1, 1),
            ((int)silent["unchanged"]!, (int)given["accepted"]!, (int)given["refused"]!));
        Assert.Equal("collective", await Kind("sample-circle"));
        Assert.Equal("person", await Kind("sample-poll"));

        Task<JsonObject> Import(string rows) =>
            server.Import("/v1/import/critics", new MemoryStream(Encoding.UTF8.GetBytes(rows)));

        async Task<string> Kind(string critic) =>
            (string)(await server.Get($"/v1/critics/{critic}"))["kind"]!;
    }

    [Theory]
    [InlineData("")]
    [InlineData("&dryRun=true")]
    public async Task A_new_film_is_one_however_the_rows_of_one_import_write_its_year(string how)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        const string rows = "critic,film,film_year,film_ref,thumb\n"
            + "Ann,Yi-Yi,,,up\nBob,Yi Yi,2001,,up\nCid,Yi Yi,2000,imdb:tt0244316,up\n";

        var total = await server.Import($"/v1/import/verdicts?createFilms=true&createCritics=true{how}",
            new MemoryStream(Encoding.UTF8.GetBytes(rows)));

        Assert.Equal((3, 0, 4),
            ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
        if (how.Length > 0) return;
        var verdicts = await server.Get("/v1/films/imdb:tt0244316/verdicts");
        Assert.Equal(3, (int)verdicts["total"]!);
    }

    [Theory]
    [InlineData("verdicts", "")]
    [InlineData("verdicts", "&dryRun=true")]
    [InlineData("lists", "")]
    [InlineData("lists", "&dryRun=true")]
    public async Task A_critic_is_made_only_for_what_is_not_refused(string kind, string how)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        const string rows = "critic,year,film,thumb\n"
            + "Ann,2013,Nowhere,up\nBob,2013,Film 1,up\nCid,2012,Nowhere,up\nCid,2013,Film 1,up\n";

        var total = await server.Import($"/v1/import/{kind}?createCritics=true{how}",
            new MemoryStream(Encoding.UTF8.GetBytes(rows)));

        Assert.Equal((2, 2, 2),
            ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
        var made = (await server.Get("/v1/critics"))["items"]!.AsArray();
        Assert.Equal(how is "" ? ["bob", "cid"] : [], made.Select(critic => (string?)critic!["critic"]));
    }

    [Fact]
    public async Task A_critic_is_made_for_a_row_that_comes_long_after_those_that_are_refused()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        var refused = string.Concat(Enumerable.Repeat("Ann,Nowhere,up\n", 6_000));

        var total = await server.Import("/v1/import/verdicts?createCritics=true",
            new MemoryStream(Encoding.UTF8.GetBytes($"critic,film,thumb\n{refused}Ann,Film 1,up\n")));

        Assert.Equal((1, 6_000, 1),
            ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
    }

    [Fact]
    public async Task Films_that_an_import_spoke_of_do_not_stay_in_memory_however_much_was_said_before()
    {
        using var folder = new Folder();
        await using var server = await Start(folder);
        for (var critic = 1; critic <= 5; critic++) await server.JudgeAll(critic, Films, grade: 5 + critic);

        // One that somebody looks at comes to memory, and so shows what is counted.
        await server.Get($"/v1/films/{Writing.Film(1)}/verdicts");

        var inMemory = await Eventually.Get(
            "a film to be in memory", () => FilmsInMemory(server), count => count > 0, seconds: 60);
        Assert.Equal(1, inMemory);
    }

    private static async Task<ServerProcess> Start(
        Folder folder, params (string Name, string Value)[] settings)
    {
        var server = await ServerProcess.Start(folder.Path, settings);
        await server.OrDispose(async () =>
        {
            await server.RegisterFilms(Films);
            await server.RegisterCritics(Critics);
        });
        return server;
    }

    /// <summary>
    /// Sends rows bit by bit, as if there were as many as in the whole file, until some of them are recorded:
    /// most of those that were sent are held back then.
    /// </summary>
    private static async Task<Socket> SendUntilRecorded(ServerProcess server)
    {
        var before = await Position(server);
        var to = server.Http.BaseAddress!;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to.Host, to.Port);
        await Send(socket,
            $"POST /v1/import/verdicts HTTP/1.1\r\nHost: {to.Authority}\r\nContent-Type: text/csv\r\n"
            + $"Authorization: Bearer {server.Key}\r\nContent-Length: 100000000\r\n\r\n{Header}");
        using var pace = new PeriodicTimer(BetweenRows);
        for (var sent = 0; sent + RowsAtOnce < Verdicts; sent += RowsAtOnce)
        {
            await Send(socket, Rows(sent, RowsAtOnce));
            await pace.WaitForNextTickAsync();
            if (await Position(server) > before) return socket;
        }

        throw new TimeoutException($"Sent {Verdicts} rows, and none of them was recorded.");
    }

    /// <summary>The whole file tells apart what is recorded already and what is not.</summary>
    private static async Task IsMadeWhole(ServerProcess server)
    {
        var recorded = await Position(server) - Films - Critics;
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(Header + Rows(0, Verdicts)));
        var totals = await server.Import("/v1/import/verdicts", file);
        using var same = new MemoryStream(file.ToArray());
        var again = await server.Import("/v1/import/verdicts", same);

        Assert.InRange(recorded, 1, Verdicts - 1);
        Assert.Equal((Verdicts, 0), ((int)totals["read"]!, (int)totals["refused"]!));
        Assert.Equal(
            (Verdicts - recorded, recorded), ((long)totals["accepted"]!, (long)totals["unchanged"]!));
        Assert.Equal((0, Verdicts), ((int)again["accepted"]!, (int)again["unchanged"]!));
        Assert.Equal(Films + Critics + Verdicts, await Position(server));
        for (var film = 1; film <= Films; film++)
        {
            var acclaim = await server.Acclaim(Writing.Film(film), (long)totals["position"]!);
            Assert.Equal(Critics, (int)acclaim["critics"]!["verdicts"]!);
            Assert.Equal(Mean(film), (double)acclaim["critics"]!["mean"]!, 0.01);
        }
    }

    private static async Task<long> Position(ServerProcess server) =>
        (long)(await server.Get("/v1/ledger/head"))["position"]!;

    private const string Header = "critic,film,film_year,rating\n";

    private static string Rows(int from, int count) => string.Concat(
        Enumerable.Range(from, count).Select(row => Row(row / Films + 1, row % Films + 1)));

    private static string Row(int critic, int film) =>
        $"Critic {critic},Film {film},2013,{Grade(critic, film)}/10\n";

    private static int Grade(int critic, int film) => (critic * film) % 11;

    private static double Mean(int film) =>
        Enumerable.Range(1, Critics).Average(critic => 10 * Grade(critic, film));

    private static async Task Send(Socket socket, string text)
    {
        for (var rest = Encoding.UTF8.GetBytes(text).AsMemory(); rest.Length > 0;)
            rest = rest[await socket.SendAsync(rest)..];
    }

    private static async Task<int> FilmsInMemory(ServerProcess server)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/operator/grains/DashboardCounters");
        ask.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{server.Key}")));
        using var answer = await server.Http.SendAsync(ask);
        var counters = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        return counters["simpleGrainStats"]!.AsArray()
            .Where(kind => (string?)kind!["grainType"] == "Aggregator.Grains.FilmGrain")
            .Sum(kind => (int)kind!["activationCount"]!);
    }
}
