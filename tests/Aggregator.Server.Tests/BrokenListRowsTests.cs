using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What becomes of lists of which an import cannot read a line.</summary>
public sealed class BrokenListRowsTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    [Theory]
    [InlineData("2,Am¤lie", "utf8-invalid")]
    [InlineData("2,\"Amelie", "csv-malformed")]
    [InlineData("2,12 Years, a Slave, at last", "csv-malformed")]
    [InlineData("2,Ame\u0001lie", "field-text")]
    [InlineData("second,Amelie", "list-numbers")]
    public async Task A_list_of_which_a_line_cannot_be_read_is_refused_whole(string line, string code)
    {
        var said = await Import("", "critic,year,place,film\nCritic 1,2031,1,Film 1\n"
            + $"Critic 1,2031,{line}\nCritic 1,2031,3,Film 2\nCritic 2,2031,1,Film 1\n");

        Assert.Equal([(2, "list-refused"), (3, code)], Codes(said));
        Assert.Equal((4, 1, 3), Taken(said));
        Assert.Empty(await Lists("critic-1", 2031));
    }

    [Fact]
    public async Task A_line_that_may_be_of_two_lists_keeps_both_from_being_published()
    {
        static string Row(int critic, int year, int film) =>
            $$"""{"critic":"Critic {{critic}}","year":{{year}},"place":{{film}},"film":"Film {{film}}"}""";
        string[] rows =
        [
            "{\"critic\":", Row(1, 2032, 1), "{\"critic\":\"Critic", Row(2, 2032, 1), Row(2, 2032, 2),
            Row(2, 2034, 1),
        ];

        var said = await Import("", string.Join('\n', rows), "application/x-ndjson");

        Assert.Equal(
            [(1, "json-malformed"), (1, "list-refused"), (3, "json-malformed"), (4, "list-refused")],
            Codes(said));
        Assert.Equal((6, 1, 5), Taken(said));
        Assert.Single(await Lists("critic-2", 2034));
    }

    [Theory]
    [InlineData("critic,year,place,film",
        "Critic 1,2035,1,Film 1|Critic ¤,2035,2,Film 2|Critic 1,2035,3,Film 2")]
    [InlineData("year,critic,place,film", "2035,Critic 1,1,Film 1|2035,Critic 2, Ann,2,Film 2",
        "2037,Critic 2,1,Film 1")]
    [InlineData("critic,year,place,film", "Critic 1,2035,1,Film 1|Critic 1,20l3,2,Film 2")]
    [InlineData("critic,year,place,film", "Critic 1,2035,1,Film 1|,,2,Film 2")]
    [InlineData("critic,year,place,film", "Critic 1,2035,1,Film 1|Critic 1,203,2,Film 2")]
    [InlineData("critic,place,film,film_year,year",
        "Critic 1,1,Film 1,,2035|Critic 1,2,Crouching Tiger, Hidden Dragon,2000,2035",
        "Critic 2,1,Film 1,,2037")]
    // By place: the line may be of any list that the file has begun, or begins later.
    [InlineData("critic,year,place,film", "Critic 2,2035,1,Film 1|Critic 1,2035,1,Film 1"
        + "|Critic 2,2035,2,Film 2|,,\"|Critic 1,2035,2,Film 2")]
    [InlineData("critic,year,place,film", "Critic 2,2035,1,Film 1|Critic 1,2035,1,Film 1"
        + "|Critic 2,2035,2,Film 2|Critic 1,2035,2,Film 2|Critic 2,2035,3,Critic 2|,,\"", "")]
    [InlineData("critic,year,place,film", "Critic 3,2035,1,Film 1|Critic 2,2035,1,Film 1"
        + "|Critic ¤,2035,1,Film 1|Critic 3,2035,2,Film 2|Critic 2,2035,2,Film 2|Critic 1,2035,2,Film 2")]
    public async Task A_line_whose_list_cannot_be_made_out_keeps_each_that_it_may_be_of(
        string header, string rows, string end = "Critic 2,2037,1,Film 1")
    {
        var said = await Import("?createCritics=true", $"{header}\n{rows.Replace('|', '\n')}\n{end}\n");

        Assert.Contains(Codes(said), told => told.Code == "list-refused");
        var (read, accepted, refused) = Taken(said);
        Assert.Equal(read, accepted + refused);
        Assert.Empty(await Lists("critic-1", 2035));
    }

    [Fact]
    public async Task Lines_that_came_whole_and_name_no_film_refuse_no_list()
    {
        const string Header = "critic,year,place,film\n";

        var said = await Import("", $"{Header}Critic 1,2039,1,Film 1\n{Header}Critic 2,2039,1,Film 1\n"
            + "Source: everywhere\n");

        Assert.Equal((4, 2, 2), Taken(said));
        Assert.Single(await Lists("critic-1", 2039));
        Assert.Single(await Lists("critic-2", 2039));
    }

    [Fact]
    public async Task A_line_that_surely_is_of_a_broken_list_stands_between_it_and_the_one_before()
    {
        var said = await Import("", "critic,year,place,film,note\nCritic 1,2029,1,Film 1,\n"
            + "Critic 2,2029,1,Film 1,\"never closed\nthat goes on\nCritic 2,2029,2,Film 2,\n");

        Assert.Equal(1, Taken(said).Accepted);
        Assert.Single(await Lists("critic-1", 2029));
    }

    [Fact]
    public async Task A_comma_too_much_in_a_title_refuses_its_own_list_alone()
    {
        var said = await Import("", "critic,year,place,film\nCritic 1,2038,1,Film 1\nCritic 1,2038,2,Film 2\n"
            + "Critic 2,2038,1,Crouching Tiger, Hidden Dragon\nCritic 2,2038,2,Film 2\n");

        Assert.Equal((4, 2, 2), Taken(said));
        Assert.Equal(2, (await Lists("critic-1", 2038)).Length);
    }

    [Fact]
    public async Task A_line_of_JSON_with_a_value_of_another_kind_refuses_its_own_list_alone()
    {
        var said = await Import("",
            """
            {"critic":"Critic 1","year":2036,"place":1,"film":"Film 1"}
            {"critic":"Critic 2","year":2036,"place":1,"film":["Film 2"],"note":{}}
            {"critic":"Critic 2","year":2036,"place":2,"film":"Film 1"}
            """, "application/x-ndjson");

        Assert.Equal((3, 1, 2), Taken(said));
        Assert.Single(await Lists("critic-1", 2036));
        Assert.Contains("film", (string?)said.First(told => (int?)told["line"] == 2)["detail"]);
    }

    private static IEnumerable<(int Line, string Code)> Codes(JsonObject[] said) => said.SkipLast(1)
        .Where(told => told["code"] is not null)
        .Select(told => ((int)told["line"]!, (string)told["code"]!)).Order();

    private static (int Read, int Accepted, int Refused) Taken(JsonObject[] said) =>
        ((int)said[^1]["read"]!, (int)said[^1]["accepted"]! + (int)said[^1]["unchanged"]!,
            (int)said[^1]["refused"]!);

    /// <summary>Every line of the answer. The sign ¤ is sent as a letter of Latin-1.</summary>
    private async Task<JsonObject[]> Import(string how, string rows, string kind = "text/csv")
    {
        using var body = new ByteArrayContent(
            [.. rows.SelectMany(letter => letter == '¤' ? [0xE9] : Encoding.UTF8.GetBytes([letter]))]);
        body.Headers.ContentType = new(kind);
        using var answer = await season.Server.Http.PostAsync($"/v1/import/lists{how}", body);
        var lines = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return [.. lines.Split('\n')[..^1].Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>The places of a critic's list; none where there is no list.</summary>
    private async Task<JsonNode[]> Lists(string critic, int year)
    {
        using var answer = await season.Server.Http.GetAsync($"/v1/critics/{critic}/lists/{year}");
        if (answer.StatusCode == HttpStatusCode.NotFound) return [];
        var list = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return [.. list["places"]!.AsArray().Select(place => place!)];
    }
}
