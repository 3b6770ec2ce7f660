using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What an import makes of the rows of lists.</summary>
public sealed class ImportedListsTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    [Theory]
    [InlineData("", 2014)]
    [InlineData("?dryRun=true", 2015)]
    public async Task Rows_of_one_list_need_not_stand_together(string how, int year)
    {
        var rows = $"Critic 1,{year},1,Film 1\nCritic 2,{year},1,Film 2\n"
            + $"Critic 1,{year},2,Film 2\nCritic 2,{year},2,Film 1\n";

        var total = Total(await Import(how, "critic,year,place,film\n" + rows));

        Assert.Equal((4, 0), ((int)total["accepted"]!, (int)total["refused"]!));
        if (how.Length > 0) return;
        Assert.Equal(["film-1-2013", "film-2-2013"], await Films("critic-1", year));
        Assert.Equal(["film-2-2013", "film-1-2013"], await Films("critic-2", year));
    }

    [Fact]
    public async Task Rows_of_one_list_make_one_however_they_spell_their_critic_and_year()
    {
        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var said = await Import($"?createCritics=true{how}", "critic,year,place,film\n"
                + "José A. Pérez,2021,1,Film 1\nJose A Perez,02021,2,Film 2\n"
                + "Pat O'Brien,2021,1,Film 1\npat-o-brien,2021.0,2,Film 2\n"
                + "Critic 1,2021,1,Film 2\ncritic-1,2021,2,Film 1\n");

            Assert.Equal((6, 2), ((int)Total(said)["accepted"]!, (int)Total(said)["created"]!));
            if (how.Length > 0) continue;
            Assert.Equal(["film-1-2013", "film-2-2013"], await Films("jose-a-perez", 2021));
            Assert.Equal(["film-1-2013", "film-2-2013"], await Films("pat-o-brien", 2021));
            Assert.Equal(["film-2-2013", "film-1-2013"], await Films("critic-1", 2021));
        }
    }

    [Fact]
    public async Task A_row_too_far_behind_the_others_of_its_list_does_not_replace_it()
    {
        var between = string.Concat(Enumerable.Repeat("Critic 2,2016,Film 2\n", 100_000));

        var said = await Import("",
            $"critic,year,film\nCritic 1,2016,Film 1\n{between}Critic 1,2016,Film 2\n");

        Assert.Contains((100_003, "list-scattered"), said.SkipLast(1)
            .Where(line => line["code"] is not null)
            .Select(line => ((int)line["line"]!, (string)line["code"]!)));
        Assert.Equal((1, 100_001), ((int)Total(said)["accepted"]!, (int)Total(said)["refused"]!));
        Assert.Equal(["film-1-2013"], await Films("critic-1", 2016));
    }

    [Theory]
    [InlineData(501, "", "list-too-long")]
    [InlineData(1, "1,\"1. (Newcomer)\"", "list-repeats-film")]
    [InlineData(1, "first,Another Newcomer", "list-numbers")]
    public async Task A_list_that_is_refused_leaves_none_of_its_films_and_no_critic_behind(
        int newcomers, string row, string code)
    {
        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var rows = Enumerable.Range(1, newcomers).Select(number => $"{number},{number}. Newcomer")
                .Append(row).Where(each => each != "").Select(each => $"Nobody Yet,2013,{each}\n");

            var said = await Import($"?createFilms=true&createCritics=true{how}",
                $"critic,year,place,film\n{string.Concat(rows)}Critic 1,2017,1,Film 1\n");

            Assert.Contains(code, said.SkipLast(1).Select(line => (string?)line["code"]));
            var total = Total(said);
            Assert.Equal(1, (int)total["accepted"]! + (int)total["unchanged"]!);
            Assert.Equal(0, (int)total["created"]!);
            Assert.Equal(0, (int)(await season.Server.Get("/v1/films?title=newcomer"))["total"]!);
            Assert.Equal(0, (int)(await season.Server.Get("/v1/critics?name=nobody"))["total"]!);
        }
    }

    [Fact]
    public async Task A_list_that_is_too_long_is_refused_as_that_whatever_its_films_are()
    {
        var rows = string.Concat(Enumerable.Range(1, 501).Select(row => $"Critic 1,2017,Nowhere {row}\n"));

        var said = await Import("", "critic,year,film\n" + rows);

        Assert.Equal([(2, "list-too-long")],
            said.SkipLast(1).Select(line => ((int)line["line"]!, (string)line["code"]!)));
        Assert.Equal(501, (int)Total(said)["refused"]!);
    }

    [Fact]
    public async Task A_list_whose_rows_say_another_kind_than_its_critics_is_warned_of_once()
    {
        foreach (var how in new[] { "?dryRun=true", "" })
        {
            var said = await Import(how, "critic,kind,year,film\n"
                + "Critic 1,collective,2018,Film 1\nCritic 1,collective,2018,Film 2\n"
                + "Critic 2,person,2018,Film 1\nCritic 1,,2019,Film 1\n");

            Assert.Equal([(2, "kind-differs")],
                said.SkipLast(1).Select(line => ((int)line["line"]!, (string?)line["warning"])));
            Assert.Equal((4, 1), ((int)Total(said)["accepted"]!, (int)Total(said)["warnings"]!));
        }
    }

    [Fact]
    public async Task A_list_whose_rows_are_of_two_critics_of_one_name_is_warned_of()
    {
        foreach (var how in new[] { "?dryRun=true", "" })
        {
            var said = await Import(how, "critic,kind,publication,year,place,film\n"
                + "Critic 1,,Time,2023,1,Film 1\nCritic 1,,,2023,2,Film 2\n"
                + "Critic 2,,Time,2023,1,Film 1\nCritic 2,,Slate,2023,1,Film 2\n"
                + "Critic 1,person,,2024,1,Film 1\nCritic 1,collective,,2024,1,Film 2\n");

            Assert.Equal([(5, "rows-differ"), (7, "rows-differ")],
                said.SkipLast(1).Select(line => ((int)line["line"]!, (string?)line["warning"])).Order());
            Assert.Equal((6, 2), ((int)Total(said)["accepted"]!, (int)Total(said)["warnings"]!));
        }
    }

    [Fact]
    public async Task A_film_that_one_list_registers_is_known_to_another_by_its_ref_alone()
    {
        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var said = await Import($"?createFilms=true{how}", "critic,year,film,film_ref\n"
                + "Critic 1,2020,,imdb:tt0244316\nCritic 2,2020,Yi Yi,imdb:tt0244316\n");

            Assert.Equal((2, 1), ((int)Total(said)["accepted"]!, (int)Total(said)["created"]!));
        }
    }

    [Theory]
    [InlineData("Winter Light,1962,bfi:1", "Sawdust and Tinsel,1962,bfi:1")]
    [InlineData("The Ref Two,1998,bfi:2", "ref two,1998,bfi:2")]
    [InlineData("Ref Three,1999,bfi:3", "Ref Three,,bfi:3")]
    [InlineData("Ref Four,,bfi:4", "Ref Four,1999,bfi:4")]
    [InlineData("Ref Five,1998,bfi:5", "Ref Five,1999,bfi:5")]
    public async Task Lists_that_call_a_new_film_differently_mean_one_by_its_ref(string one, string other)
    {
        foreach (var how in new[] { "&dryRun=true", "" })
        {
            var said = await Import($"?createFilms=true{how}", "critic,year,film,film_year,film_ref\n"
                + $"Critic 1,2021,{one}\nCritic 2,2021,{other}\n");

            Assert.Equal((2, 0, 1), ((int)Total(said)["accepted"]!, (int)Total(said)["refused"]!,
                (int)Total(said)["created"]!));
        }
    }

    [Fact]
    public async Task A_list_that_names_a_new_film_twice_by_its_ref_is_told_so()
    {
        const string Rows = "R1,1991,bfi:6\nR2,1991,bfi:6\n";

        var said = await Import("?createFilms=true", "critic,year,film,film_year,film_ref\n"
            + string.Concat(Rows.Split('\n')[..^1].Select(row => $"Critic 1,2022,{row}\n")));
        using var body = new StringContent($"film,film_year,film_ref\n{Rows}", Encoding.UTF8, "text/csv");
        using var put = await season.Server.Http.PutAsync(
            "/v1/critics/critic-1/lists/2022?createFilms=true", body);

        var problem = JsonNode.Parse(await put.Content.ReadAsStringAsync())!;
        Assert.Contains("list-repeats-film", said.SkipLast(1).Select(line => (string?)line["code"]));
        Assert.Equal("list-repeats-film", (string?)problem["code"]);
    }

    [Fact]
    public async Task A_list_that_names_a_new_film_with_its_year_and_without_is_told_so()
    {
        const string List = "1. Twice Told\n2. Twice Told (2033)";
        using var body = new StringContent(List, Encoding.UTF8, "text/plain");
        using var put = await season.Server.Http.PutAsync(
            "/v1/critics/critic-1/lists/2033?createFilms=true", body);

        Assert.Equal(
            "list-repeats-film", (string?)JsonNode.Parse(await put.Content.ReadAsStringAsync())!["code"]);
    }

    [Fact]
    public async Task What_the_rows_of_a_list_say_of_the_whole_is_one_thing_imported_or_put()
    {
        const string Rows = "Critic 1,2033,1,Film 1,2013-12-10,,\n"
            + "Critic 1,2033,2,Film 2,2013-12-12,Variety,https://example.org/list\n";
        const string Table = "critic,year,place,film,published,publication,url\n" + Rows;

        var said = await Import("", Table);
        using var body = new StringContent(Table, Encoding.UTF8, "text/csv");
        using var put = await season.Server.Http.PutAsync("/v1/critics/critic-1/lists/2033", body);

        var answer = JsonNode.Parse(await put.Content.ReadAsStringAsync())!;
        Assert.Equal((int)Total(said)["position"]!, (int)answer["position"]!);
        var list = answer["list"]!;
        Assert.Equal(("2013-12-12", "Variety", "https://example.org/list"),
            ((string?)list["published"], (string?)list["publication"], (string?)list["url"]));
    }

    /// <summary>Every line of the answer.</summary>
    private async Task<JsonObject[]> Import(string how, string rows)
    {
        using var body = new StringContent(rows, Encoding.UTF8, "text/csv");
        using var answer = await season.Server.Http.PostAsync($"/v1/import/lists{how}", body);
        var lines = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return [.. lines.Split('\n')[..^1].Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private static JsonObject Total(JsonObject[] said) => said[^1];

    private async Task<IEnumerable<string>> Films(string critic, int year)
    {
        var list = await season.Server.Get($"/v1/critics/{critic}/lists/{year}");
        return list["places"]!.AsArray()
            .SelectMany(place => place!.AsArray().Select(film => (string)film!));
    }
}
