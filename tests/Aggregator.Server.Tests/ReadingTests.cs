using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What every read promises, and what dry runs tell.</summary>
public sealed class ReadingTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string Film = "/v1/films/film-1-2013/acclaim";
    private const string Body = "application/json";

    [Fact]
    public async Task A_read_says_how_long_it_may_be_kept_and_is_not_sent_again_to_whoever_has_it()
    {
        using var read = await Ask("GET", Film);
        var tag = read.Headers.ETag!;

        Assert.False(tag.IsWeak);
        Assert.Equal("public, max-age=1, stale-while-revalidate=30",
            read.Headers.NonValidated["Cache-Control"].ToString());
        Assert.NotEmpty(read.Headers.GetValues("Aggregator-Position"));
        Assert.Equal(["*"], read.Headers.GetValues("Access-Control-Allow-Origin"));
        foreach (var known in new[] { $"{tag}", $"W/{tag}", "*", $"\"other\", {tag}" })
        {
            using var again = await Ask("GET", Film, ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag);
        }

        foreach (var other in new[] { "\"other\"", "no tag at all", "" })
        {
            using var again = await Ask("GET", Film, ("If-None-Match", other));
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }
    }

    [Fact]
    public async Task A_read_waits_for_the_position_it_names_and_says_when_that_does_not_come()
    {
        var judged = await season.Server.Judge("film-2-2013", critic: 2, grade: 8);

        using var there = await Ask(
            "GET", "/v1/films/film-2-2013/acclaim", ("Aggregator-Min-Position", $"{judged["position"]}"));
        using var never = await Ask("GET", Film, ("Aggregator-Min-Position", $"{long.MaxValue}"));

        Assert.Equal(1, (int)(await Json(there))["critics"]!["verdicts"]!);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, never.StatusCode);
        Assert.NotNull(never.Headers.RetryAfter);
        var problem = await Json(never);
        Assert.Equal("not-yet", (string?)problem["code"]);
        Assert.Contains($"{long.MaxValue}", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_answers_in_the_order_asked_and_names_what_nobody_knows()
    {
        string[] asked = ["film-2-2013", "no-such-film", "film-1-2013", "imdb:tt0", "film-2-2013"];

        using var answer = await season.Server.Http.PostAsJsonAsync("/v1/acclaim", new { films = asked });
        using var tooMany = await season.Server.Http.PostAsJsonAsync(
            "/v1/acclaim", new { films = Enumerable.Repeat("film-1-2013", 501) });

        var batch = await Json(answer);
        Assert.Equal([asked[0], asked[2], asked[4]],
            batch["items"]!.AsArray().Select(item => (string)item!["asked"]!));
        Assert.Equal([asked[1], asked[3]], batch["unknown"]!.AsArray().Select(item => (string)item!));
        Assert.Equal("batch-too-large", (string?)(await Json(tooMany))["code"]);
    }

    [Fact]
    public async Task A_title_of_two_films_is_refused_with_both_and_a_dry_run_tells_so_and_changes_nothing()
    {
        const string list = "/v1/critics/critic-2/lists/2013";
        using var twin = await season.Server.Http.PostAsJsonAsync(
            "/v1/films", new { title = "Film 2", year = 2013, distinct = true });
        var head = await Head();

        using var refused = await Ask("PUT", list, body: "1. Film 2\n2. Film 1\n");
        using var dry = await Ask("PUT", $"{list}?dryRun=true", body: "1. Film 2\n2. Film 1\n");
        using var well = await Ask("PUT", $"{list}?dryRun=true", body: "1. the film, 1 (2012)\n");

        var problem = await Json(refused);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "film-ambiguous"),
            (refused.StatusCode, (string?)problem["code"]));
        Assert.Contains("film-2-2013, film-2-2013-2", (string?)problem["detail"], StringComparison.Ordinal);
        // Their year is the same.
        Assert.EndsWith("name one by its id or a ref.", (string?)problem["detail"]);
        Assert.Equal("line 1", (string?)problem["errors"]![0]!["at"]);
        var told = await Json(dry);
        Assert.False((bool)told["publishable"]!);
        Assert.Equal(["film-2-2013", "film-2-2013-2"],
            told["lines"]![0]!["candidates"]!.AsArray().Select(candidate => (string)candidate!["film"]!));
        Assert.Equal("film-1-2013", (string?)told["lines"]![1]!["matched"]!["film"]);
        Assert.Equal("film-1-2013", (string?)(await Json(well))["lines"]![0]!["matched"]!["film"]);
        Assert.Equal(head, await Head());
    }

    [Fact]
    public async Task An_import_tells_how_far_it_is_and_a_dry_run_what_it_would_do()
    {
        const int rows = 20_001;
        var films = new StringBuilder("title,year\r\n");
        for (var i = 0; i < rows; i++) films.Append($"Dry {i},1990\r\n");
        var head = await Head();

        using var answer = await Ask(
            "POST", "/v1/import/films?dryRun=true", body: films.ToString(), kind: "text/csv");

        var lines = (await answer.Content.ReadAsStringAsync()).Trim().Split('\n')
            .Select(line => JsonNode.Parse(line)!).ToList();
        Assert.InRange(lines.Count, 2, 10);
        Assert.InRange((int)lines[0]["read"]!, 1, rows);
        Assert.NotNull(lines[0]["accepted"]);
        Assert.Equal((rows, rows, 0),
            ((int)lines[^1]["read"]!, (int)lines[^1]["accepted"]!, (int)lines[^1]["refused"]!));
        Assert.Equal(head, await Head());
    }

    [Fact]
    public async Task A_dry_run_tells_films_apart_whose_titles_leave_the_same_slug()
    {
        const string rows =
            "critic,film,film_year,rating\nDry Critic,東京,1991,4/5\nDry Critic,大阪,1991,3/5\n";

        using var answer = await Ask(
            "POST", "/v1/import/verdicts?createFilms=true&createCritics=true&dryRun=true", body: rows,
            kind: "text/csv");

        var total = JsonNode.Parse((await answer.Content.ReadAsStringAsync()).Trim().Split('\n')[^1])!;
        Assert.Equal((2, 0, 3),
            ((int)total["accepted"]!, (int)total["superseded"]!, (int)total["created"]!));
    }

    [Fact]
    public async Task A_film_of_the_catalogue_says_the_season_that_it_counts_for()
    {
        var listed = (await season.Server.Get("/v1/films?season=2013&first=1"))["items"]![0]!;
        var found = (await season.Server.Get("/v1/search?q=film+1&first=1"))["items"]![0]!["film"]!;

        Assert.Equal((2013, 2013), ((int?)listed["season"], (int?)found["season"]));
    }

    [Theory]
    [InlineData("imdb:TT0137523")]
    [InlineData("IMDB:tt0137523")]
    [InlineData("Wikidata:q190050")]
    public async Task A_ref_is_of_its_film_in_whatever_case_it_is_written(string written)
    {
        await Register("Cased", new { imdb = "TT0137523", wikidata = "Q190050" });
        var row = $"critic,film_ref,thumb\nCritic 1,{written},up\n";

        var read = await season.Server.Get($"/v1/films/{written}");
        using var batch = await Ask(
            "POST", "/v1/acclaim", body: $$"""{"films":["{{written}}"]}""", kind: Body);
        using var list = await Ask("PUT", "/v1/critics/critic-1/lists/2013?dryRun=true",
            body: $$"""{"places":[["{{written}}"]]}""", kind: Body);
        var import = await season.Server.Import(
            "/v1/import/verdicts?dryRun=true", new MemoryStream(Encoding.UTF8.GetBytes(row)));

        Assert.Equal(("cased-2013", "tt0137523"), ((string?)read["film"], (string?)read["refs"]!["imdb"]));
        Assert.Equal("cased-2013", (string?)(await Json(batch))["items"]![0]!["film"]);
        Assert.Equal("cased-2013", (string?)(await Json(list))["lines"]![0]!["matched"]!["film"]);
        Assert.Equal((1, 0), ((int)import["accepted"]!, (int)import["refused"]!));
    }

    [Theory]
    [InlineData("tt0120338")]
    [InlineData(" imdb:TT0120338 ")]
    [InlineData("tmdb:597")]
    public async Task A_search_for_a_ref_finds_the_film_that_bears_it_first(string sought)
    {
        await Register("Sought", new { imdb = "tt0120338", tmdb = "597" });
        await Register("Tt0120338 tmdb 597 imdb", new { });

        var found = await season.Server.Get($"/v1/search?q={Uri.EscapeDataString(sought)}");

        Assert.Equal("sought-2013", (string?)found["items"]![0]!["film"]!["film"]);
        Assert.Single(found["items"]!.AsArray(), item => (string?)item!["film"]?["film"] == "sought-2013");
    }

    [Theory]
    [InlineData("Vergangen 2013", 1)]
    [InlineData("vergangn (2013)", 1)]
    [InlineData("vergangen-2013", 1)]
    [InlineData("vergangen 2014", 1)]
    [InlineData("vergangen 1950", 0)]
    public async Task A_film_is_found_by_its_title_and_year(string sought, int films)
    {
        await Register("Das Vergangene", new { });

        var found = await season.Server.Get($"/v1/search?q={Uri.EscapeDataString(sought)}");

        Assert.Equal(films, found["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/v1/critics", "?name=&kind=")]
    [InlineData("/v1/films", "?title=&year=&season=&first=")]
    [InlineData("/v1/rankings/2013", "?by=&asOf=&first=")]
    [InlineData("/v1/films/film-1-2013/acclaim", "?profile=&asOf=")]
    public async Task What_a_form_leaves_empty_is_not_asked_for(string path, string form)
    {
        var asked = await season.Server.Get(path + form);

        Assert.Equal((await season.Server.Get(path)).ToJsonString(), asked.ToJsonString());
    }

    [Fact]
    public async Task A_file_without_numbers_ranks_nothing_unless_it_says_so()
    {
        const string list = "/v1/critics/critic-1/lists/2013?dryRun=true";

        using var silent = await Ask("PUT", list, body: "film\nFilm 2\nFilm 1\n", kind: "text/csv");
        using var ranked = await Ask(
            "PUT", list, body: "ranked,critic,film\ntrue,Critic 1,Film 2\ntrue,critic-1,Film 1\n",
            kind: "text/csv");

        Assert.False((bool)(await Json(silent))["ranked"]!);
        Assert.True((bool)(await Json(ranked))["ranked"]!);
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("br;q=0.1, gzip", "gzip")]
    [InlineData("gzip;q=0, *", "br")]
    [InlineData("identity", null)]
    [InlineData("gzip", "gzip", "/v1/ledger")]
    public async Task A_large_answer_comes_in_the_coding_the_caller_likes_best(
        string accepted, string? coding, string path = "/v1/profiles")
    {
        using var answer = await Ask("GET", path, ("Accept-Encoding", accepted));

        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
    }

    [Fact]
    public async Task The_record_as_anybody_reads_it_proves_its_hashes()
    {
        var record = await season.Server.Http.GetStringAsync("/v1/ledger");

        var hash = new byte[SHA256.HashSizeInBytes];
        foreach (var line in record.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = JsonNode.Parse(line)!;
            // The bytes as they stand there, not as a reader of JSON would write them again.
            var body = line.Split("\"body\":", 2)[1];
            body = body[..body.LastIndexOf(",\"hash\"", StringComparison.Ordinal)];
            hash = SHA256.HashData(
            [
                .. hash,
                .. Encoding.UTF8.GetBytes(
                    $"{entry["position"]}\n{entry["recordedAt"]}\n{entry["kind"]}\n{entry["actor"]}\n{body}"),
            ]);
            Assert.Equal(Convert.ToHexStringLower(hash), (string?)entry["hash"]);
        }
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, "80.00")]
    public async Task A_mean_is_told_from_five_ratings_on(int ratings, string? mean)
    {
        var rows = new StringBuilder("critic,film,rating\n");
        for (var n = 1; n <= ratings; n++) rows.Append($"Rater {n},Of {ratings} ratings,4/5\n");
        var totals = await season.Server.Import("/v1/import/verdicts?createFilms=true&createCritics=true",
            new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString())));

        var critics = (await season.Server.Acclaim(
            $"of-{ratings}-ratings", (long)totals["position"]!))["critics"]!;

        Assert.Equal(ratings, (int)critics["rated"]!);
        Assert.Equal(mean, critics["mean"]?.ToJsonString());
    }

    private async Task Register(string title, object refs)
    {
        using var answer = await season.Server.Http.PostAsJsonAsync(
            "/v1/films", new { title, year = 2013, refs });
        answer.EnsureSuccessStatusCode();
    }

    private async Task<long> Head() => (long)(await season.Server.Get("/v1/ledger/head"))["position"]!;

    private async Task<HttpResponseMessage> Ask(
        string method, string path, (string Name, string Value)? header = null, string? body = null,
        string kind = "text/plain")
    {
        using var ask = new HttpRequestMessage(new HttpMethod(method), path);
        if (header is { } one) ask.Headers.TryAddWithoutValidation(one.Name, one.Value);
        if (body is not null) ask.Content = new StringContent(body, Encoding.UTF8, kind);
        return await season.Server.Http.SendAsync(ask);
    }

    private static async Task<JsonObject> Json(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
}
