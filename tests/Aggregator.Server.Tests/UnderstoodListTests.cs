using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>A list is understood as its author meant it, and what is doubtful is said.</summary>
public sealed class UnderstoodListTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string Json = "application/json";
    private const string Text = "text/plain";

    [Theory]
    [InlineData(Text, "1. Gravitiy\n2. Film 1", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Text, "1. Insid Llewin Davis (2013)", "mean Inside Llewyn Davis (inside-llewyn-davis-2013)?")]
    [InlineData(Text, "1. Gravity (2015)", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Text, "1. Gravity (Alfonso Cuarón)", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Text, "1. The Gravity, dir. Alfonso Cuarón", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Text, "1. Gravity – Alfonso Cuarón", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Text, "gravty-2013", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Json, """{"places":[["Gravity"]]}""", "Did you mean Gravity (gravity-2013)?")]
    [InlineData(Json, """{"places":[["gravty-2013"]]}""", "Did you mean Gravity (gravity-2013)?")]
    public async Task A_misspelt_film_is_refused_with_the_film_that_it_may_be(
        string kind, string body, string sentence)
    {
        await Register();

        var dry = await Send("?dryRun=true", kind, body);
        var refused = await Send("", kind, body, HttpStatusCode.UnprocessableEntity);

        Assert.NotEmpty(dry["lines"]![0]!["candidates"]!.AsArray());
        Assert.Null(dry["lines"]![0]!["matched"]);
        foreach (var answer in new[] { dry, refused })
        {
            Assert.Equal("film-unknown", (string?)answer["errors"]![0]!["code"]);
            Assert.EndsWith(sentence, (string?)answer["errors"]![0]!["detail"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Grave")]
    [InlineData("Grav")]
    [InlineData("Gravitiy 2003")]
    [InlineData("Gravity of Gravity Falls")]
    public async Task A_film_that_is_not_near_is_not_offered(string line)
    {
        await Register();

        var dry = await Send("?dryRun=true", Text, line);

        Assert.Empty(dry["lines"]![0]!["candidates"]!.AsArray());
        Assert.Equal($"No film is known as \"{line}\".", (string?)dry["errors"]![0]!["detail"]);
    }

    [Fact]
    public async Task A_film_created_though_one_much_like_it_is_known_is_warned_of()
    {
        await Register();
        const string list = "1. Act of Kiling\n2. Newcomer\n3. Film 1";

        var dry = await Send("?createFilms=true&dryRun=true", Text, list);
        var made = await Send("?createFilms=true", Text, list, HttpStatusCode.Created, year: 2014);

        Assert.Equal([true, true, false],
            dry["lines"]!.AsArray().Select(line => (bool?)line!["created"] ?? false));
        Assert.Equal(["act-of-kiling", "newcomer"],
            made["created"]!.AsArray().Select(film => (string?)film));
        foreach (var answer in new[] { dry, made })
        {
            var warning = Assert.Single(answer["warnings"]!.AsArray())!;
            Assert.Equal(("line 1", "film-like-another"), ((string?)warning["at"], (string?)warning["code"]));
            Assert.Contains("the-act-of-killing-2013", (string?)warning["detail"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", false, "list-unnumbered")]
    [InlineData("&ranked=true", true, null)]
    [InlineData("&ranked=false", false, null)]
    public async Task Lines_without_numbers_are_in_no_order_and_a_warning_says_so(
        string query, bool ranked, string? warning)
    {
        var dry = await Send($"?dryRun=true{query}", Text, "Film 2\nFilm 1");

        Assert.Equal(ranked, (bool)dry["ranked"]!);
        Assert.Equal(warning is null ? [] : [warning],
            dry["warnings"]!.AsArray().Select(doubt => (string?)doubt!["code"]));
    }

    [Fact]
    public async Task The_numbers_of_printed_lists_are_no_part_of_the_titles_and_equal_ones_tie()
    {
        const string list = "=1. Film 1\nT-1. Film 2 (2013)\n3= Film 3\n3. Film 4 (tie)\n5th: Film 5\n"
            + "No. 6: Film 6\n7.Film 7\n8\tFilm&#32;8";

        var made = await Send("?createFilms=true", Text, list, HttpStatusCode.Created, year: 2015);

        Assert.Equal(["Film 1", "Film 2", "Film 3", "Film 4", "Film 5", "Film 6", "Film 7", "Film 8"],
            made["list"]!["titles"]!.AsObject().Select(film => (string?)film.Value));
        Assert.StartsWith("""[["film-1-2013","film-2-2013"],["film-3","film-4"],["film-5"],""",
            made["list"]!["places"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("[1,3,5,6,7,8]", made["list"]!["numbers"]!.ToJsonString());
    }

    [Fact]
    public async Task A_heading_over_numbered_lines_is_left_out_and_a_warning_says_so()
    {
        const string list = "Top films of 2001\n1. Film 1\n2. Film 2";

        var dry = await Send("?createFilms=true&dryRun=true", Text, list);
        var made = await Send("?createFilms=true", Text, list, HttpStatusCode.Created, year: 2017);

        Assert.Equal(["line 2", "line 3"], dry["lines"]!.AsArray().Select(line => (string?)line!["at"]));
        Assert.Null(made["created"]);
        foreach (var warnings in new[] { dry["warnings"]!, made["warnings"]! })
        {
            var heading = warnings.AsArray().Single(doubt => (string?)doubt!["code"] == "heading-left-out")!;
            Assert.Equal("line 1", (string?)heading["at"]);
            Assert.Contains("\"Top films of 2001\"", (string?)heading["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_film_is_made_of_words_between_numbered_ones()
    {
        await Register();
        const string list = "2. Film 1\nIt glows.\n1. Film 2\nGravity";

        var dry = await Send("?createFilms=true&dryRun=true", Text, list);
        await Send("?createFilms=true", Text, list, HttpStatusCode.UnprocessableEntity, year: 2009);

        Assert.Equal(["line 2", "line 4"], dry["warnings"]!.AsArray()
            .Where(doubt => (string?)doubt!["code"] == "number-missing")
            .Select(doubt => (string?)doubt!["at"]));
        var error = Assert.Single(dry["errors"]!.AsArray())!;
        Assert.Equal(("line 2", "film-unknown"), ((string?)error["at"], (string?)error["code"]));
    }

    [Theory]
    [InlineData("1. Film 1 / Film 2")]
    [InlineData("1. TIE: Film 1/Film 2")]
    [InlineData("1. Film 1 (2013) / Film 2 (2013)")]
    [InlineData("1. Film 1 and Film 2 (tie)")]
    [InlineData("Runners-up: Film 1, Film 2")]
    public async Task No_film_is_made_of_a_line_that_names_several(string line)
    {
        var dry = await Send("?createFilms=true&dryRun=true", Text, line);
        await Send("?createFilms=true", Text, line, HttpStatusCode.UnprocessableEntity);

        var error = Assert.Single(dry["errors"]!.AsArray())!;
        Assert.Equal("film-unknown", (string?)error["code"]);
        Assert.Contains("It names Film 1 (film-1-2013) and Film 2 (film-2-2013): write each in a line of",
            (string?)error["detail"], StringComparison.Ordinal);
        Assert.Equal(["film-1-2013", "film-2-2013"], dry["lines"]![0]!["candidates"]!.AsArray()
            .Select(film => (string?)film!["film"]));
    }

    [Fact]
    public async Task An_empty_place_is_left_out_and_a_warning_says_so()
    {
        const string list = """{"places":[["film-1-2013"],[],["film-2-2013"]]}""";

        var dry = await Send("?dryRun=true", Json, list);
        var made = await Send("", Json, list, HttpStatusCode.Created, year: 2012);

        foreach (var answer in new[] { dry, made })
        {
            var warning = Assert.Single(answer["warnings"]!.AsArray())!;
            Assert.Equal(("places[1]", "place-empty"), ((string?)warning["at"], (string?)warning["code"]));
        }
    }

    [Theory]
    [InlineData(2011, "2011-12-20", "2011-12-20")]
    [InlineData(2010, "2999-12-20", null)]
    [InlineData(2009, "yesterday", null)]
    [InlineData(2008, "2011-12-20", "2011-12-20", "\"")]
    public async Task A_list_of_Letterboxd_keeps_its_date_its_address_and_what_it_says_of_itself(
        int year, string date, string? published, string mark = "")
    {
        var export = $"{mark}Letterboxd list export v7{mark}\n{mark}Date{mark},Name,Tags,URL,Description\n"
            + $"{date},Best,best,https://boxd.it/aaaa,\"Two lines,\n\none note.\"\n\n"
            + "Position,Name,Year,URL,Description\n1,Film 1,2013,https://boxd.it/aaab,\n";

        var answer = await Send("", "text/csv", export, HttpStatusCode.Created, year);

        var list = await season.Server.Get($"/v1/critics/critic-1/lists/{year}");
        Assert.Equal(published, (string?)list["published"]);
        Assert.Equal(("https://boxd.it/aaaa", "Two lines,\n\none note."),
            ((string?)list["url"], (string?)list["note"]));
        Assert.Equal(published is null,
            answer["warnings"]!.AsArray().Any(doubt => (string?)doubt!["code"] == "heading-left-out"));
    }

    [Fact]
    public async Task A_title_that_would_be_registered_as_a_known_film_means_that_film()
    {
        await season.Server.Put("/v1/films/gee-dee-2013", new { title = "Gee-Dee", year = 2013 });
        const string list = "1. Gee & Dee (2013)\n2. 11:14 (2003)";

        var dry = await Send("?createFilms=true&dryRun=true", Text, list, year: 2007);
        var made = await Send("?createFilms=true", Text, list, HttpStatusCode.Created, year: 2007);

        Assert.Equal("gee-dee-2013", (string?)dry["lines"]![0]!["matched"]!["film"]);
        Assert.Equal("gee-dee-2013", (string?)made["list"]!["places"]![0]![0]);
        Assert.Equal(["11-14-2003"], made["created"]!.AsArray().Select(film => (string?)film));
    }

    [Fact]
    public async Task What_a_list_of_another_season_brought_without_a_year_is_not_in_the_way()
    {
        await Send("?createFilms=true", Text, "1. Nebraska\n2. Solaris", HttpStatusCode.Created, year: 1998);
        await season.Server.Put("/v1/films/nebraska-2014", new { title = "Nebraska", year = 2014 });

        var made = await Send("", Text, "1. Nebraska\n2. Film 1", HttpStatusCode.Created, year: 2016);
        var again = await Send("", Text, "1. Nebraska\n2. Solaris", year: 1998);

        Assert.Equal("nebraska-2014", (string?)made["list"]!["places"]![0]![0]);
        Assert.Equal("nebraska", (string?)again["list"]!["places"]![0]![0]);
    }

    [Theory]
    [InlineData("film-1-2013", 1)]
    [InlineData("imdb:tt0000977", 1)]
    [InlineData("imdb:tt0000978", 0)]
    public async Task A_row_names_a_film_by_its_id_or_a_ref_where_a_title_may_stand(string film, int accepted)
    {
        await season.Server.Put("/v1/films/film-2-2013",
            new { title = "Film 2", year = 2013, refs = new { imdb = "tt0000977" } });
        var rows = Encoding.UTF8.GetBytes($"critic,film,rating,year\nCritic 2,{film},4/5,2013\n");

        foreach (var (kind, how) in new[]
            { ("verdicts", "&dryRun=true"), ("verdicts", ""), ("lists", "&dryRun=true"), ("lists", "") })
        {
            var total = await season.Server.Import(
                $"/v1/import/{kind}?createFilms=true{how}", new MemoryStream(rows));
            Assert.Equal((accepted, 1 - accepted, 0),
                ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
        }
    }

    private async Task Register()
    {
        await season.Server.Put("/v1/films/gravity-2013", new { title = "Gravity", year = 2013 });
        await season.Server.Put(
            "/v1/films/inside-llewyn-davis-2013", new { title = "Inside Llewyn Davis", year = 2013 });
        await season.Server.Put(
            "/v1/films/the-act-of-killing-2013", new { title = "The Act of Killing", year = 2013 });
    }

    private async Task<JsonObject> Send(
        string query, string kind, string body, HttpStatusCode status = HttpStatusCode.OK, int year = 2013)
    {
        using var content = new StringContent(body, Encoding.UTF8, kind);
        using var answer = await season.Server.Http.PutAsync(
            $"/v1/critics/critic-1/lists/{year}{query}", content);
        Assert.Equal(status, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
