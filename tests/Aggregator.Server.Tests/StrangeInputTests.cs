using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>
/// What strangers send: a mistake of theirs is a 4xx with a code and a sentence, never a 5xx.
/// </summary>
public sealed class StrangeInputTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Text = "text/plain";
    private const string Film = "/v1/films/film-1-2013";
    private const string Verdict = "/v1/films/film-1-2013/verdicts/critic-1";
    private const string List = "/v1/critics/critic-1/lists/2013";

    // Method, address, kind of body, body, status, code, and what the sentence names.
    internal static readonly (string Method, string Path, string? Kind, string? Body, int Status, string Code,
        string Names)[] Mistakes =
    [
        ("PUT", Verdict, Json, "{", 400, "json-malformed", "line 1"),
        ("PUT", Verdict, Json, "[]", 400, "field-type", "an array"),
        ("PUT", Verdict, Json, """{"rating":4}""", 400, "field-type", "the number 4"),
        ("PUT", Verdict, Json, """{"rating":"\ud800"}""", 400, "field-text", "rating"),
        ("PUT", Verdict, Json, """{"rating":"4\u0000/5"}""", 400, "field-text", "rating"),
        ("PUT", Verdict, Json, "{\"quote\":\"\u00ff\"}", 422, "verdict-empty", "a rating, a thumb"),
        ("PUT", Verdict, Json, """{"rating":"five bananas"}""", 422, "rating-unreadable", "five bananas"),
        ("PUT", Verdict, Json, """{"rating":"6/5"}""", 422, "rating-above-scale", "6/5"),
        ("PUT", Verdict, Json, """{"rating":"★★★½"}""", 422, "rating-unreadable",
            "cannot be read: it does not say out of how many. Write 3.5/4, or ★★★½☆"),
        ("PUT", Verdict, Json, """{"rating":"2.1/2"}""", 422, "rating-unreadable", "is taken for 2½"),
        ("PUT", Verdict, Json, """{"rating":"3/7"}""", 422, "rating-unreadable",
            "Scales are of 3, 4, 5, 6, 8, 10, 20 or 100"),
        ("PUT", Verdict, Json, """{"thumb":"sideways"}""", 422, "thumb-unknown", "sideways"),
        ("PUT", Verdict, Json, """{"thumb":"up","published":"2999-01-01"}""", 422, "published-in-future",
            "2999-01-01"),
        ("PUT", Verdict, Json, """{"thumb":"up","published":"2013-02-30"}""", 400, "field-type",
            "2013-02-30"),
        ("PUT", Verdict, Json + "; charset=utf-16", "{}", 415, "charset-unknown", "utf-16"),
        ("PUT", Verdict, Json + "; charset=\"UTF-8\"", "{}", 422, "verdict-empty", "a rating, a thumb"),
        ("PUT", List, Text + "; charset=iso-8859-1", "Film 1", 415, "charset-unknown", "iso-8859-1"),
        ("POST", "/v1/import/films", Csv + ";charset=windows-1252", "title", 415, "charset-unknown",
            "windows-1252"),
        ("PUT", Verdict, Text, "up", 415, "content-type-unknown", "application/json"),
        ("PUT", "/v1/films/no-such/verdicts/critic-1", Json, """{"thumb":"up"}""", 404, "film-unknown",
            "no-such"),
        ("PUT", "/v1/films/film-1-2013/verdicts/nobody", Json, """{"thumb":"up"}""", 404, "critic-unknown",
            "nobody"),
        ("PUT", Film, Json, """{"title":"A","year":1e99}""", 400, "field-type", "1e99"),
        ("PUT", Film, Json, """{"title":"A","year":99999}""", 422, "year-unreadable", "99999"),
        ("PUT", Film, Json, """{"title":"A","released":"2201-01-01"}""", 422, "year-unreadable", "2201"),
        ("PUT", Film, Json, """{"title":"A","refs":{"x":"a b"}}""", 422, "ref-unreadable", "x:a b"),
        ("PUT", Film, Json, """{"title":"A","refs":{"imdb":"tt1","IMDb":"tt2"}}""", 422, "ref-unreadable",
            "imdb:tt2"),
        ("PUT", Film, Json, """{"title":"A","refs":{"imdb":1}}""", 400, "field-type", "refs.imdb"),
        ("PUT", "/v1/films/Film-1", Json, """{"title":"A"}""", 400, "id-unreadable", "Film-1"),
        ("PUT", List, Json, """{"ranked":true,"places":["film-1-2013"]}""", 400, "field-type",
            "The field places[0]"),
        ("PUT", List, Json, """{"ranked":true,"places":[["film-1-2013"]],"numbers":[1.5]}""", 400,
            "field-type", "The field numbers[0]"),
        ("PUT", List, Json, """{"ranked":true,"places":[["film-1-2013"],["film-1-2013"]]}""", 422,
            "list-repeats-film", "film-1-2013"),
        ("PUT", List, Json, """{"ranked":true,"places":[["no-such"]]}""", 422, "film-unknown",
            "places[0][0]"),
        ("PUT", List, Json, """{"ranked":true,"places":[]}""", 422, "list-empty", "no film"),
        ("PUT", List, Csv, "position,title,const,year\n1,Film 1,tt0000001,2014\n1,Film 1,tt2\n", 422,
            "list-repeats-film", "film-1-2013"),
        ("PUT", List, Csv, "place,film,film\n1,Film 1,Film 2\n", 400, "csv-header", "film twice"),
        ("PUT", List, Csv, "place,film\n1,\"Film 1\n2,Film 2\n", 422, "csv-malformed", "line 2"),
        ("PUT", List, Csv, "critic,place,film\nCritic 1,1,Film 1\nCritic 2,2,Film 2\n", 422,
            "list-of-another", "Critic 2"),
        ("PUT", List, Csv, "year,place,film\n2012,1,Film 1\n", 422, "list-of-another", "2012"),
        ("PUT", List, Text, "1. Film 1\n2. Nothing (1950)\n", 422, "film-unknown", "\"Nothing\" (1950)"),
        ("PUT", List, "application/pdf", "x", 415, "content-type-unknown", "text/csv"),
        ("PUT", "/v1/critics/critic-1/lists/13", Json, "{}", 422, "year-unreadable", "13"),
        ("GET", "/v1/critics/critic-1/lists/13", null, null, 422, "year-unreadable", "13"),
        ("PUT", List, Text, "1. Film\uFFFE 9\n2. Film 1\n", 422, "film-unknown", "line 1"),
        ("GET", "/v1/critics/critic-1/lists/02013", null, null, 422, "year-unreadable", "02013"),
        ("DELETE", "/v1/critics/critic-1/lists/13", null, null, 422, "year-unreadable", "13"),
        ("DELETE", "/v1/critics/critic-1/lists/13/text", null, null, 422, "year-unreadable", "13"),
        ("POST", "/v1/import/verdicts", Json, "{}", 415, "content-type-unknown", "application/x-ndjson"),
        ("POST", "/v1/import/verdicts", Csv, "", 400, "csv-header", "empty"),
        ("POST", "/v1/import/verdicts", Csv, "critic,film,Film\na,b,c\n", 400, "csv-header", "film twice"),
        ("POST", "/v1/import/verdicts", Csv, "critic,film\rA,B\r", 400, "csv-header", "CR alone"),
        ("POST", "/v1/import/verdicts?dryRun=perhaps", Csv, "critic\n", 400, "query-unreadable", "perhaps"),
        ("POST", "/v1/import/films?dry_run=true", Csv, "title\nA\n", 400, "parameter-unknown", "dryRun"),
        ("PUT", List + "?dry_run=true", Text, "1. Film 1\n", 400, "parameter-unknown",
            "\"dry_run\" is no parameter of this address; createFilms, dryRun, ranked are."),
        ("PUT", Verdict + "?dry-run", Json, """{"thumb":"up"}""", 400, "parameter-unknown", "it has none"),
        ("PUT", Verdict + "?dryRun=1", Json, """{"thumb":"up"}""", 400, "parameter-unknown", "it has none"),
        ("DELETE", List + "?year=2012", null, null, 400, "parameter-unknown", "year"),
        ("DELETE", "/v1/keys/k3y4u5e6?force=1", null, null, 400, "parameter-unknown", "force"),
        ("POST", "/v1/acclaim", Json, """{"films":[1]}""", 400, "field-type", "films[0]"),
        ("POST", "/v1/keys", Json, """{"role":"king","name":"x"}""", 422, "role-unknown", "king"),
        ("POST", "/v1/keys", Json, """{"role":"critic","subject":"nobody","name":"x"}""", 422,
            "critic-unknown", "nobody"),
        ("GET", "/v1/seasons/abc", null, null, 422, "year-unreadable", "abc"),
        ("GET", "/v1/seasons/13/lists", null, null, 422, "year-unreadable", "13"),
        ("GET", "/v1/films/%FF", null, null, 404, "film-unknown", "%FF"),
        ("GET", "/v1/rankings/2013?by=nonsense", null, null, 400, "ranking-unknown", "nonsense"),
        ("GET", "/v1/rankings/2013?first=-1", null, null, 400, "first-out-of-range", "-1"),
        ("GET", "/v1/rankings/2013?first=99999999999999999999", null, null, 400, "first-out-of-range",
            "99999999999999999999"),
        ("GET", "/v1/rankings/2013?after=%00nonsense", null, null, 400, "cursor-unreadable", "nonsense"),
        ("GET", "/v1/films/film-1-2013/acclaim?profile=borda", null, null, 400, "profile-unknown",
            "acclaim-1"),
        ("GET", "/v1/ledger?after=-1", null, null, 400, "after-unreadable", "-1"),
        ("GET", "/v1/changes?after=0&wait=31", null, null, 400, "wait-out-of-range", "31"),
        ("GET", "/v1/nowhere", null, null, 404, "route-unknown", "/v1/nowhere"),
        ("DELETE", Film, null, null, 405, "method-not-allowed", "DELETE"),
    ];

    [Fact]
    public async Task Every_mistake_is_refused_with_a_code_and_a_sentence_that_names_it()
    {
        var server = season.Server;
        var head = (long)(await server.Get("/v1/ledger/head"))["position"]!;

        foreach (var (method, path, kind, body, status, code, names) in Mistakes)
        {
            var (answered, said) = await Send(server, method, path, kind, body);

            var asked = $"{method} {path} {body} answered {answered} {said}";
            Assert.True((int)answered == status, asked);
            var problem = JsonNode.Parse(said)!;
            Assert.True((string?)problem["code"] == code, asked);
            Assert.True(((string?)problem["detail"])!.Contains(names, StringComparison.Ordinal), asked);
            Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
        }

        Assert.Equal(head, (long)(await server.Get("/v1/ledger/head"))["position"]!);
    }

    [Fact]
    public async Task Bytes_of_any_kind_are_refused_wherever_a_body_is_read()
    {
        var server = season.Server;
        byte[][] bodies =
        [
            [0xFF, 0xFE, 0x00], Encoding.UTF8.GetBytes(new string('[', 5_000)), new byte[7_000],
            Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 40) + new string(']', 40) + "}"),
        ];

        foreach (var path in new[] { Film, Verdict, List, "/v1/critics/critic-1" })
        {
            foreach (var kind in path == List ? new[] { Json, Csv } : [Json])
            {
                foreach (var body in bodies)
                {
                    var (status, said) = await SendBytes(server, "PUT", path, kind, body);
                    Assert.True((int)status is 400 or 422, $"{path} {kind} answered {said}");
                    Assert.NotNull((string?)JsonNode.Parse(said)!["code"]);
                }
            }
        }
    }

    [Theory]
    [InlineData("PUT", Verdict, Json)]
    [InlineData("PUT", List, Text)]
    [InlineData("POST", "/v1/acclaim", Json)]
    [InlineData("POST", "/v1/import/verdicts", Csv)]
    public async Task A_compressed_body_is_refused_as_what_it_is(string method, string path, string kind)
    {
        using var ask = new HttpRequestMessage(new HttpMethod(method), path);
        ask.Content = new ByteArrayContent([0x1F, 0x8B, 8, 0]);
        ask.Content.Headers.ContentType = new MediaTypeHeaderValue(kind);
        ask.Content.Headers.ContentEncoding.Add("gzip");

        using var answer = await season.Server.Http.SendAsync(ask);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("content-encoding-unknown", (string?)problem["code"]);
    }

    [Fact]
    public async Task An_import_names_each_row_it_refuses_and_takes_the_others()
    {
        var server = season.Server;
        var rows = "critic,film,film_year,film_ref,rating,thumb\n"
            + "Critic 1,Film 1,2013,,4/5,\n"
            + "Critic 1,Nirgendwo,2013,,4/5,\n"
            + "Critic 1,Film 2,2013,imdb:tt999,4/5,\n"
            + "Critic 1,Film 2,2013,,sehr schön,\n"
            + "Critic 2,Film 2,2013,,\"sehr „schön\"\"\",up\n"
            + "Critic 2,\"Film 1,2013,,4/5,\n"
            + "Критик,Film 1,2013,,4/5,\n";

        var (status, said) = await Send(server, "POST", "/v1/import/verdicts", Csv, rows);

        Assert.Equal(HttpStatusCode.OK, status);
        var lines = said.Trim().Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var totals = lines[^1];
        Assert.Equal((7, 3, 4), ((int)totals["read"]!, (int)totals["accepted"]!, (int)totals["refused"]!));
        Assert.Contains("sehr „schön\\\"", said, StringComparison.Ordinal);
        Assert.Contains("\\\"Критик\\\"", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ranking_of_nothing_says_what_was_asked_for()
    {
        var server = season.Server;

        foreach (var (scope, by) in new[] { ("all-time", "mean"), ("1999", "borda"), ("2001", "acclaim") })
        {
            var page = await server.Get($"/v1/rankings/{scope}?by={by}");
            Assert.Equal((scope, by, 0), ((string)page["scope"]!, (string)page["by"]!, (int)page["total"]!));
        }
    }

    [Fact]
    public async Task Titles_without_a_letter_of_ascii_are_films_of_their_own()
    {
        var server = season.Server;

        const string tokyo = """{"title":"東京物語","year":1953}""";
        const string ugetsu = """{"title":"雨月物語","year":1953}""";

        var (first, _) = await Send(server, "POST", "/v1/films", Json, tokyo);
        var (other, said) = await Send(server, "POST", "/v1/films", Json, ugetsu);
        var (again, _) = await Send(server, "POST", "/v1/films", Json, tokyo);

        HttpStatusCode[] wanted = [HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.OK];
        Assert.Equal(wanted, new[] { first, other, again });
        Assert.Equal("film-1953-2", (string?)JsonNode.Parse(said)!["film"]);
    }

    [Fact]
    public async Task A_list_was_recorded_when_the_ledger_says_so_however_often_it_is_told()
    {
        var server = season.Server;
        var told = await server.List(1, 2013, "film-1-2013");

        var again = await server.List(1, 2013, "film-1-2013");

        var stands = await server.Get(List);
        Assert.Equal((string?)stands["recordedAt"], (string?)told["list"]!["recordedAt"]);
        Assert.Equal((string?)stands["recordedAt"], (string?)again["list"]!["recordedAt"]);
    }

    [Fact]
    public async Task A_film_answers_to_a_ref_with_a_slash_in_it()
    {
        var server = season.Server;
        await server.Put(Film, new { title = "Film 1", year = 2013, refs = new { web = "a/b?c" } });

        var (read, _) = await Send(server, "GET", "/v1/films/web:a%2Fb%3Fc/acclaim", null, null);
        var (written, _) = await Send(
            server, "PUT", "/v1/films/web:a%2Fb%3Fc/verdicts/critic-2", Json, """{"thumb":"up"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (read, written));
    }

    [Fact]
    public async Task Whatever_can_be_read_answers_for_its_head_alone()
    {
        var server = season.Server;
        await server.List(1, 2013, "film-1-2013");

        string[] readable =
        [
            Film, "/v1/ledger", "/v1/keys", "/openapi/v1.json", "/docs/", "/", "/seasons/2013",
            "/films/film-1-2013",
        ];

        foreach (var path in readable)
        {
            var (status, body) = await Send(server, "HEAD", path, null, null);
            Assert.True(status == HttpStatusCode.OK, $"HEAD {path} answered {status}.");
            Assert.Empty(body);
        }
    }

    private static Task<(HttpStatusCode Status, string Body)> Send(
        ServerProcess server, string method, string path, string? kind, string? body) =>
        SendBytes(server, method, path, kind, Encoding.UTF8.GetBytes(body ?? ""));

    private static async Task<(HttpStatusCode Status, string Body)> SendBytes(
        ServerProcess server, string method, string path, string? kind, byte[] body)
    {
        using var ask = new HttpRequestMessage(new HttpMethod(method), path);
        if (kind is not null)
        {
            ask.Content = new ByteArrayContent(body);
            ask.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(kind);
        }

        using var answer = await server.Http.SendAsync(ask);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
