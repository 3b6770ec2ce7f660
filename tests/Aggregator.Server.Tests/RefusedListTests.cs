using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>A list is refused whole: nothing of it stays, and it is said where it is wrong.</summary>
public sealed class RefusedListTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string List = "/v1/critics/critic-2/lists/2013";

    [Theory]
    [InlineData(1, """["film-1-2013"],["film-1-2013"]""", 422, "list-repeats-film")]
    [InlineData(1, """["no-such-film"]""", 422, "film-unknown")]
    [InlineData(501, "", 422, "list-too-long")]
    [InlineData(2, "", 412, "list-changed")]
    public async Task A_list_that_is_refused_creates_none_of_its_films(
        int newcomers, string more, int status, string code)
    {
        var before = await Head();
        var places = Enumerable.Range(1, newcomers).Select(film => $$"""[{"title":"Newcomer {{film}}"}]""");
        var body = $"{{\"places\":[{string.Join(',', places.Append(more).Where(place => place != ""))}]}}";

        var problem = await Refused("?createFilms=true", body, status == 412 ? "\"1\"" : null);

        Assert.Equal((status, code), ((int)problem["status"]!, (string?)problem["code"]));
        Assert.Equal(before, await Head());
    }

    [Theory]
    [InlineData("""{"places":[["film-1-2013"],[{"title":"Film 2","year":1}]]}""", "places[1][0].year")]
    [InlineData("""{"places":[["film-1-2013"],[{"year":2013}]]}""", "places[1][0].title")]
    [InlineData("""{"places":[["film-1-2013"],["film-2-2013"]],"numbers":[2,1]}""", "numbers[1]")]
    [InlineData("""{"places":[["film-1-2013"]],"numbers":[1,2]}""", "numbers")]
    public async Task A_refused_list_says_where_it_is_wrong(string body, string at)
    {
        var problem = await Refused("", body);

        Assert.Equal([at], problem["errors"]!.AsArray().Select(error => (string?)error!["at"]));
    }

    [Theory]
    [InlineData("1. Film 1\n\n2. Film 2\n3. Film 1", "list-repeats-film", "line 4", "at line 1 and line 4")]
    [InlineData("Film 1\nFilm 1", "list-repeats-film", "line 2", "at line 1 and line 2")]
    [InlineData("1. Film 1\n0. Film 2", "list-numbers", "line 2", "below 1")]
    public async Task A_refused_list_of_lines_says_which_line_is_wrong(
        string lines, string code, string at, string sentence)
    {
        var problem = await Refused("", lines, kind: "text/plain");

        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal((code, at), ((string?)error["code"], (string?)error["at"]));
        Assert.Contains(sentence, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains(sentence, (string?)error["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "rank,title\n1,Rho Film", "film or film_ref")]
    [InlineData("text/csv", "1,Rho Film\n2,Xi Film", "film or film_ref")]
    [InlineData("text/csv", "place;film;film_year\n1;Rho Film;2013", "by semicolons")]
    [InlineData("text/csv", "\"Position\";\"Const\";\"Title\"\n1;tt1;Rho Film", "by semicolons")]
    [InlineData("text/plain", "Rank,Title,Year\n1,Rho Film,2013", "\"Title\" may be film")]
    [InlineData("text/plain", "Date,Name,Tags,URL,Description\n2013-12-20,x,,,\n", "film or film_ref")]
    [InlineData("text/plain", "place\tfilm\n1\tRho Film", "by tabs")]
    [InlineData("text/csv", "sep=;\nplace;film\n1;Rho Film", "leave it out")]
    [InlineData("text/plain", "Rank;Title\n1;Rho Film", "by semicolons")]
    [InlineData("text/csv", "Title;Year\nRho Film;2013", "\"Title\" may be film")]
    [InlineData("text/csv", "Platz;Film\n1;Rho Film", "by semicolons")]
    [InlineData("text/csv", "Titel;Jahr\nRho Film;2013", "\"Titel\" may be film")]
    [InlineData("text/plain", "Rank\tTitle\tYear\n1\tRho Film\t2013", "by tabs")]
    [InlineData("text/csv", "Titel,Jahr\nRho Film,2013", "\"Titel\" may be film")]
    [InlineData("text/plain", "| Place | Film |\n|---|---|\n| 1 | Rho Film |", "by bars")]
    [InlineData("text/csv", "Letterboxd list export v8\nPosition,Name\n1,Rho Film", "v7 is read")]
    [InlineData("text/plain", "Letterboxd list export v8\nPosition,Name\n1,Rho Film", "v7 is read")]
    public async Task A_table_without_a_column_of_films_is_refused_and_not_made_into_films(
        string kind, string table, string sentence)
    {
        var before = await Head();

        var problem = await Refused("?createFilms=true", table, kind: kind);

        Assert.Equal((400, "csv-header"), ((int)problem["status"]!, (string?)problem["code"]));
        Assert.Contains(sentence, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await Head());
    }

    [Fact]
    public async Task An_address_that_nobody_can_follow_is_refused_in_a_table_as_it_is_in_JSON()
    {
        var problem = await Refused("", "film,url\nFilm 1,javascript:alert(1)\n", kind: "text/csv");

        Assert.Equal("url-unreadable", (string?)problem["code"]);
    }

    [Fact]
    public async Task A_value_of_more_lines_than_a_row_may_have_is_refused_as_that()
    {
        var note = string.Join('\n', Enumerable.Range(1, 120).Select(line => $"line {line}"));

        var problem = await Refused("", $"film,note\nFilm 1,\"{note}\"\nFilm 2,\n", kind: "text/csv");

        Assert.Equal("csv-malformed", (string?)problem["code"]);
        Assert.Contains("within 100 lines and 16 KiB", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16", "Line 1 is not UTF-8, but UTF-16")]
    [InlineData("latin1", "Line 2 is not UTF-8: was the file saved as Windows-1252?")]
    public async Task A_list_that_is_saved_otherwise_than_in_UTF_8_is_told_what_it_is(
        string saved, string sentence)
    {
        var encoding = Encoding.GetEncoding(saved);
        using var body = new ByteArrayContent(
            [.. encoding.GetPreamble(), .. encoding.GetBytes("1. Film 1\n2. Amélie\n")]);
        body.Headers.ContentType = new("text/plain");

        using var answer = await season.Server.Http.PutAsync(List, body);

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("utf8-invalid", (string?)problem["code"]);
        Assert.Contains(sentence, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Contains("in UTF-8.", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_no_film_has_is_named_once()
    {
        const string address = "https://letterboxd.com/film/nebraska/";

        var problem = await Refused("", address, kind: "text/plain");

        Assert.Equal("film-unknown", (string?)problem["code"]);
        Assert.Equal(2, ((string)problem["detail"]!).Split(address).Length);
    }

    [Theory]
    [InlineData("1. Rho Film | Someone")]
    [InlineData("1. Rho Film\tSomeone")]
    [InlineData("Film 1\n(Someone)\nFilm 2\n(Another)")]
    [InlineData("1. Film 1\n2. Film 2\nHonorable mentions (no order): Rho Film")]
    [InlineData("Rho Film\n3. Film 1\n4. Film 2")]
    [InlineData("1. Rho Film - https://example.org")]
    [InlineData("[{\"title\":\"Rho Film\",\"year\":2013}]")]
    public async Task A_line_with_what_no_title_has_creates_no_film(string line)
    {
        var before = await Head();

        var problem = await Refused("?createFilms=true", line, kind: "text/plain");

        Assert.Equal("film-unknown", (string?)problem["code"]);
        Assert.Contains("no film is made of it", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await Head());
    }

    [Fact]
    public async Task A_file_of_another_site_with_as_many_films_as_a_list_may_have_is_not_too_large()
    {
        string Rows(int description) => "Position,Const,Description,Title,Year,URL\n" + string.Concat(
            Enumerable.Range(1, 500).Select(film => $"{film},tt{film:0000000},{new string('x', description)},"
                + $"Rho {film},2013,https://imdb.example/title/tt{film:0000000}/\n"));

        using var taken = await Send("?dryRun=true&createFilms=true", Rows(500), kind: "text/csv");
        using var refused = await Send("?dryRun=true&createFilms=true", Rows(1000), kind: "text/csv");
        using var unread = await Send("?typo=true", Rows(1000), kind: "text/csv");

        Assert.Equal((HttpStatusCode.OK, null), (taken.StatusCode, taken.Headers.ConnectionClose));
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((413, "body-too-large"), ((int)problem["status"]!, (string?)problem["code"]));
        // The rest of what is sent is not read: whoever sent another request behind it would not be answered.
        Assert.True(refused.Headers.ConnectionClose);
        Assert.True(unread.Headers.ConnectionClose);
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_refused_as_that_whatever_its_films_are()
    {
        var places = Enumerable.Range(1, 501).Select(film => $"[\"no-such-film-{film}\"]");

        var problem = await Refused("", $"{{\"places\":[{string.Join(',', places)}]}}");

        Assert.Equal((422, "list-too-long"), ((int)problem["status"]!, (string?)problem["code"]));
        Assert.Null(problem["errors"]);
    }

    [Fact]
    public async Task A_title_where_an_id_should_be_is_refused_with_how_a_title_is_written()
    {
        var problem = await Refused("", """{"places":[["The \"Best\" Film"]]}""");

        Assert.Contains("""a title is written {"title":"The \"Best\" Film"}""", (string?)problem["detail"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_creates_what_has_a_title_and_no_film_by_its_id_alone()
    {
        using var answer = await Send("?createFilms=true&dryRun=true",
            """{"places":[["no-such-film"],[{"title":"Newcomer"}]]}""");
        var understood = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.False((bool)understood["publishable"]!);
        var lines = understood["lines"]!.AsArray();
        Assert.Equal([false, true], lines.Select(line => (bool?)line!["created"] ?? false));
        Assert.Equal("places[0][0]", (string?)understood["errors"]![0]!["at"]);
    }

    private async Task<JsonObject> Refused(
        string query, string body, string? ifMatch = null, string kind = "application/json")
    {
        using var answer = await Send(query, body, ifMatch, kind);
        Assert.InRange(answer.StatusCode, HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<HttpResponseMessage> Send(
        string query, string body, string? ifMatch = null, string kind = "application/json")
    {
        using var ask = new HttpRequestMessage(HttpMethod.Put, List + query)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, kind),
        };
        if (ifMatch is not null) ask.Headers.Add("If-Match", ifMatch);
        return await season.Server.Http.SendAsync(ask);
    }

    private async Task<long> Head() => (long)(await season.Server.Get("/v1/ledger/head"))["position"]!;
}
