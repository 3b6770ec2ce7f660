using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What an import makes of the rows that people send.</summary>
public sealed class ImportedRowsTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    [Fact]
    public async Task A_row_whose_title_has_two_lines_is_one_row_and_a_line_of_blanks_is_none()
    {
        var total = await Import("films", "title,year\n\"Line\nBreak\",1999\n  \nLine Unbroken,2013\n");

        Assert.Equal((2, 2, 0),
            ((int)total["read"]!, (int)total["accepted"]!, (int)total["refused"]!));
        Assert.Equal(1999, (int)(await season.Server.Get("/v1/films/line-break-1999"))["year"]!);
    }

    [Fact]
    public async Task Two_films_of_a_title_a_year_apart_that_one_critic_rates_are_told_to_be_taken_for_one()
    {
        const string rows = "critic,film,film_year,rating,published\n"
            + "Critic 1,Whiplash,2014,9/10,2014-10-12\nCritic 1,Whiplash,2013,7/10,2014-01-20\n"
            + "Critic 2,Whiplash,2013,8/10,2014-10-12\n";

        var foreseen = await Told(rows, "&dryRun=true");
        var before = await Told(rows);
        await Import("films", "title,year\nWhiplash,2013\nWhiplash,2014\n");
        var after = await Told(rows);

        var warning = Assert.Single(before, line => (string?)line["warning"] == "film-years-apart");
        Assert.Equal(3, (int)warning["line"]!);
        Assert.Contains(foreseen, line => (string?)line["warning"] == "film-years-apart");
        Assert.Contains("says 2013 and line 2 says 2014, by one critic", (string?)warning["detail"]);
        Assert.DoesNotContain(after, line => line["warning"] is not null);
        Assert.Equal("7/10", (string?)(await season.Server.Get(
            "/v1/films/whiplash-2013/verdicts/critic-1"))["rating"]);

        Task<List<JsonNode>> Told(string text, string how = "") =>
            this.Told($"verdicts?createFilms=true{how}", text);
    }

    [Theory]
    [InlineData("films", "title,year\nSheet 1,2013\n,\n", "Sheet 2,2013\n\"\", \n,\n")]
    [InlineData("lists", "critic,year,film\nCritic 1,2022,Film 1\n,,\n", "Critic 1,2022,Film 2\n,,\n")]
    public async Task Rows_of_commas_that_a_spreadsheet_leaves_are_none(string kind, string some, string more)
    {
        var total = await Import(kind, some + more);

        Assert.Equal((2, 2, 0),
            ((int)total["read"]!, (int)total["accepted"]!, (int)total["refused"]!));
    }

    [Theory]
    [InlineData("text/csv", "critic,year,place,film,film_year\nCritic 1,2023,1.0,Film 1,2013.0\n", 1)]
    [InlineData("text/csv", "critic,year,place,film,film_year\nCritic 1,2023,1.5,Film 1,2013.\n", 0)]
    [InlineData("application/x-ndjson",
        """{"critic":"Critic 1","year":2024.0,"place":1.0,"film":"Film 1","film_year":2013.00}""", 1)]
    public async Task A_whole_number_may_be_written_with_a_nought_behind_its_point(
        string type, string rows, int accepted)
    {
        using var body = new StringContent(rows, Encoding.UTF8, type);
        using var answer = await season.Server.Http.PostAsync("/v1/import/lists", body);

        var told = (await answer.Content.ReadAsStringAsync()).Trim().Split('\n');
        Assert.Equal(accepted, (int)JsonNode.Parse(told[^1])!["accepted"]!);
    }

    [Theory]
    [InlineData("lists", "critic,year,rank,film,notes\nCritic 1,2020,1,Film 1,x\n", "rank", "place")]
    [InlineData("verdicts", "critic,film,Film Year,rating\nCritic 1,Film 1,2013,4/5\n",
        "Film Year", "film_year")]
    [InlineData("verdicts", "critic,film,film_year,rating,date\nCritic 1,Film 1,2013,4/5,2013-12-01\n",
        "date", "published")]
    [InlineData("films", "title,year,release_date,imdb_id\nFilm 1,2013,2013-12-01,tt1\n", "imdb_id", "refs")]
    public async Task A_column_that_nobody_reads_is_named_and_so_is_the_one_that_may_be_meant(
        string kind, string rows, string column, string meant)
    {
        var told = await Told($"{kind}?dryRun=true", rows);

        var warnings = told.Where(line => (string?)line["warning"] == "field-unknown").ToList();
        Assert.All(warnings, warning => Assert.Equal(1, (int)warning["line"]!));
        Assert.Contains($"Nothing here reads the column \"{column}\". Is \"{meant}\" the one that is meant?",
            warnings.Select(warning => (string?)warning["detail"]));
        Assert.Equal((0, warnings.Count), ((int)told[^1]["refused"]!, (int)told[^1]["warnings"]!));
    }

    [Fact]
    public async Task A_column_that_nobody_reads_says_nothing_although_another_import_has_one_of_its_name()
    {
        var total = await Import("verdicts?createFilms=true",
            "critic,film,film_year,rating,kind\nCritic 1,Kind Hearts,1949,4/5,review\n");

        Assert.Equal((1, 1), ((int)total["accepted"]!, (int)total["warnings"]!));
    }

    [Theory]
    [InlineData("tt2802154")]
    [InlineData("TT2802154")]
    public async Task A_number_of_IMDb_alone_is_a_ref_as_it_is_in_a_list(string reference)
    {
        await Import("films",
            "title,year,refs\nLeviathan,2012,imdb:tt1600512\nLeviathan,2014,imdb:tt2802154\n");

        var total = await Import("verdicts",
            $"critic,film,film_ref,thumb\nCritic 1,Leviathan,{reference},up\n");

        Assert.Equal(0, (int)total["refused"]!);
        Assert.NotNull(await season.Server.Get("/v1/films/leviathan-2014/verdicts/critic-1"));
    }

    [Fact]
    public async Task A_year_in_brackets_behind_a_title_is_the_films_where_no_column_says_it()
    {
        await Import("films", "title,year\nBracket Known,2012\nBracket Whole (1871),2000\n");

        var total = await Import("lists?createFilms=true",
            "critic,year,film,film_year\nCritic 1,2012,Bracket Known (2012),\n"
            + "Critic 1,2012,Bracket New (2011),\nCritic 1,2012,Bracket Whole (1871),\n");
        var verdicts = await Import("verdicts", "critic,film,thumb\nCritic 1,Bracket New (2011),up\n");

        Assert.Equal((3, 1, 1),
            ((int)total["accepted"]!, (int)total["created"]!, (int)verdicts["accepted"]!));
        var made = await season.Server.Get("/v1/films/bracket-new-2011");
        Assert.Equal(("Bracket New", 2011), ((string?)made["title"], (int)made["year"]!));
    }

    [Fact]
    public async Task A_catalogue_without_years_of_its_own_says_them_in_brackets()
    {
        const string films = "title,year,refs\nToy Sample (1995),,tt0114709\n\"Sample, The (1950)\",1950,\n"
            + "Toy Sample,1995,https://www.IMDb.com/title/tt0114709/?ref_=x\n"
            + "The Sample,1950,https://www.themoviedb.org/movie/17-sample\n";

        var total = await Import("films", films);
        var again = await Import("films", films);
        await season.Server.Put("/v1/films/toy-sample-1995", new
        {
            title = "Toy Sample",
            year = 1995,
            refs = new { imdb = "https://imdb.com/title/tt0114709/" },
        });

        Assert.Equal((3, 1, 0),
            ((int)total["accepted"]!, (int)total["unchanged"]!, (int)total["refused"]!));
        Assert.Equal(4, (int)again["unchanged"]!);
        var toy = await season.Server.Get("/v1/films/imdb:tt0114709");
        Assert.Equal(("toy-sample-1995", "Toy Sample", 1995),
            ((string?)toy["film"], (string?)toy["title"], (int)toy["year"]!));
        Assert.Equal("sample-the-1950", (string?)(await season.Server.Get("/v1/films/tmdb:17"))["film"]);
    }

    [Fact]
    public async Task A_film_that_was_registered_with_its_year_in_the_title_is_given_both_apart()
    {
        await season.Server.Put("/v1/films/old-sample-1995", new { title = "Old Sample (1995)" });
        await season.Server.Put(
            "/v1/films/race-sample-1975", new { title = "Race Sample 2000", year = 1975 });

        var total = await Import("films",
            "title,year\nOld Sample (1995),1995\nOld Sample,1995\nRace Sample (2000),\n");

        Assert.Equal((2, 1), ((int)total["accepted"]!, (int)total["unchanged"]!));
        var film = await season.Server.Get("/v1/films/old-sample-1995");
        Assert.Equal(("Old Sample", 1995), ((string?)film["title"], (int)film["year"]!));
    }

    [Fact]
    public async Task A_title_that_looks_like_a_ref_can_be_registered_and_a_ref_makes_no_film()
    {
        var total = await Import("verdicts?createFilms=true", "critic,film,film_year,film_ref,thumb\n"
            + "Critic 1,Re:Sample,2014,,up\nCritic 1,tmdb:99999,2014,,up\nCritic 1,tt9999999,,,up\n"
            + "Critic 2,Re:Sample,,https://www.imdb.com/title/tt0077777/,up\n");

        Assert.Equal((1, 2), ((int)total["created"]!, (int)total["refused"]!));
        var film = await season.Server.Get("/v1/films/re-sample-2014");
        Assert.Equal(("Re:Sample", 0), ((string?)film["title"], film["refs"]!.AsObject().Count));
    }

    [Fact]
    public async Task A_name_that_two_critics_have_means_neither_and_makes_no_third()
    {
        foreach (var id in new[] { "sam-ple", "sam-ple-daily" })
            await season.Server.Put($"/v1/critics/{id}", new { name = "Sam Ple", kind = "person" });

        var verdicts = await Told("verdicts?createCritics=true",
            "critic,film,film_year,thumb\nsam ple,Film 1,2013,up\n");
        var lists = await Told("lists?createCritics=true", "critic,year,film\nSam Ple,2013,Film 1\n");
        var critics = await Told("critics", "name\nSam Ple\n");

        foreach (var told in new[] { verdicts, lists, critics })
        {
            Assert.Contains(told, line => (string?)line["code"] == "critic-ambiguous"
                && ((string)line["detail"]!).Contains("sam-ple, sam-ple-daily", StringComparison.Ordinal));
            Assert.Equal((1, 0), ((int)told[^1]["refused"]!, (int)told[^1]["created"]!));
        }

        using var list = new StringContent("critic,film\nSam Ple,Film 1\n", Encoding.UTF8, "text/csv");
        using var put = await season.Server.Http.PutAsync("/v1/critics/sam-ple/lists/2013", list);
        Assert.True(put.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Two_critics_whose_names_differ_by_an_accent_are_revised_each_by_its_own()
    {
        await season.Server.Put("/v1/critics/rene-ple", new { name = "Rene Ple", kind = "person" });
        await season.Server.Put("/v1/critics/rene-ple-2", new { name = "René Ple", kind = "person" });

        await Import("critics", "name,publication\nRene Ple,Variety\nRené Ple,Le Monde\n");

        Assert.Equal("Variety", (string?)(await season.Server.Get("/v1/critics/rene-ple"))["publication"]);
        Assert.Equal("Le Monde", (string?)(await season.Server.Get("/v1/critics/rene-ple-2"))["publication"]);
    }

    [Fact]
    public async Task A_title_that_would_be_registered_as_a_known_film_means_that_film()
    {
        await Import("films", "title,year\nCee-Dee,2013\n");

        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var total = await Import($"verdicts?createFilms=true{how}", "critic,film,film_year,thumb\n"
                + "Critic 1,Cee & Dee,2013,up\nCritic 2,Cee-Dee (2013),,up\nCritic 2,11:14,2003,up\n");

            Assert.Equal((3, 0, 1),
                ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
        }
    }

    [Fact]
    public async Task Rows_that_call_a_new_film_differently_mean_one_by_its_ref_whoever_says_it()
    {
        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var total = await Import($"verdicts?createFilms=true&createCritics=true{how}",
                "critic,film,film_year,film_ref,thumb\nCritic 1,Sixth,1999,bfi:106,up\n"
                + "New Critic Six,Sixth Again,1999,bfi:106,up\nNew Critic Seven,Sixth,,bfi:106,down\n");

            Assert.Equal((3, 0, 3),
                ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!));
        }
    }

    [Fact]
    public async Task A_line_of_JSON_names_refs_as_the_body_of_a_film_does()
    {
        using var rows = new StringContent(
            """{"title":"Yi Yi","year":2000,"refs":{"imdb":"tt0244316","tmdb":"25538"}}""",
            Encoding.UTF8, "application/x-ndjson");

        using var answer = await season.Server.Http.PostAsync("/v1/import/films", rows);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("yi-yi-2000", (string?)(await season.Server.Get("/v1/films/tmdb:25538"))["film"]);
    }

    [Theory]
    [InlineData("imdb:tt0200003;tmdb:5")]
    [InlineData("\"imdb:tt0200004, tmdb:6\"")]
    [InlineData("imdb:tt0200005 imdb:tt0200006")]
    public async Task Refs_that_are_not_parted_by_blanks_or_are_two_of_one_site_are_refused(string refs)
    {
        var total = await Import("films", $"title,year,refs\nUnheard,1999,{refs}\n");

        Assert.Equal((1, 0), ((int)total["refused"]!, (int)total["created"]!));
    }

    [Fact]
    public async Task A_dry_run_of_critics_says_what_would_be_done()
    {
        await Import("critics", "name,kind\nSample Circle,person\nSample Poll,person\n");
        await season.Server.Put("/v1/critics/sample-poll/lists/2013",
            new { ranked = true, places = new[] { new[] { "film-1-2013" } } });
        const string rows =
            "name,kind\nSample Circle,collective\nSample Poll,collective\nSample New,collective\n";

        var would = await Import("critics?dryRun=true", rows);
        var did = await Import("critics", rows);

        Assert.Equal((2, 1, 1), Counts(would));
        Assert.Equal((2, 1, 1), Counts(did));

        static (int, int, int) Counts(JsonObject total) =>
            ((int)total["accepted"]!, (int)total["refused"]!, (int)total["created"]!);
    }

    private async Task<List<JsonNode>> Told(string kindAndHow, string rows)
    {
        using var body = new StringContent(rows, Encoding.UTF8, "text/csv");
        using var answer = await season.Server.Http.PostAsync($"/v1/import/{kindAndHow}", body);
        return [.. (await answer.Content.ReadAsStringAsync()).Trim().Split('\n')
            .Select(line => JsonNode.Parse(line)!)];
    }

    private Task<JsonObject> Import(string kindAndHow, string rows) =>
        season.Server.Import($"/v1/import/{kindAndHow}", new MemoryStream(Encoding.UTF8.GetBytes(rows)));
}
