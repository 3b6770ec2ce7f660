namespace Aggregator.Web.Tests;

public sealed class SeasonPagesTests(Browser browser)
{
    [Fact]
    public async Task Every_page_leads_to_the_rules_by_which_is_counted()
    {
        var rules = (await browser.Server.Get("/v1/profiles"))["items"]!.AsArray();
        await using var sight = await browser.Open("/seasons/2013", scripts: false);

        await sight.Page.GetByText("How it is counted").ClickAsync();

        var text = await sight.Text();
        foreach (var rule in rules)
        {
            Assert.Contains((string)rule!["sentence"]!, text);
            Assert.Contains((string)rule["formula"]!, text);
        }
    }

    [Theory]
    [InlineData("lists-321", 2)]
    [InlineData("borda", 2)]
    [InlineData("dowdall", 2)]
    [InlineData("honours", 4)]
    public async Task Points_are_told_to_as_many_digits_each_so_that_they_stand_below_each_other(
        string by, int digits)
    {
        await using var sight = await browser.Open($"/seasons/2013?by={by}");

        var told = await sight.Page.Locator(".ranking td.value").AllInnerTextsAsync();
        Assert.NotEmpty(told);
        Assert.All(told, points => Assert.Matches($@"^\d+\.\d{{{digits}}}$", points));
    }

    [Fact]
    public async Task Every_order_says_in_a_sentence_what_it_is_and_then_where_its_rule_stands()
    {
        foreach (var by in new[] { "acclaim", "approval", "honours", "schulze" })
        {
            await using var sight = await browser.Open($"/seasons/2013?by={by}");

            Assert.EndsWith(". The rule", await sight.Text(".sentence"));
        }
    }

    [Fact]
    public async Task A_reader_asks_for_the_season_as_of_a_day_and_stays_there_in_other_orders()
    {
        await using var sight = await browser.Open("/seasons/2013?by=mentions", scripts: false);

        await sight.Page.GetByLabel("As of").FillAsync("2013-12-08");
        await sight.Page.GetByText("Show", new() { Exact = true }).ClickAsync();
        var inDay = sight.Page.Url;
        await sight.Page.GetByText("Honours", new() { Exact = true }).ClickAsync();

        var then = await browser.Server.Get("/v1/rankings/2013?by=honours&asOf=2013-12-08&first=50");
        Assert.EndsWith("/seasons/2013?by=mentions&asOf=2013-12-08", inDay);
        Assert.EndsWith("/seasons/2013?by=honours&asOf=2013-12-08", sight.Page.Url);
        Assert.Equal(
            then["items"]!.AsArray().Select(item => (string)item!["title"]!),
            await sight.Page.Locator(".ranking tbody th a").AllInnerTextsAsync());
        Assert.StartsWith("As it stood when 8 Dec 2013 had passed", await sight.Text(".lead"));
        Assert.Equal(
            "Season 2013, by honours, as of 8 Dec 2013 · Aggregator", await sight.Page.TitleAsync());
        await sight.Page.GetByText("As it stands now").ClickAsync();
        Assert.EndsWith("/seasons/2013?by=honours", sight.Page.Url);
    }

    [Theory]
    [InlineData("/seasons/2013?asOf=yesterday", "“yesterday” is no day such as 2013-12-20.")]
    [InlineData("/all-time?asOf=2999-01-01", "2999-01-01")]
    public async Task A_day_that_is_none_or_is_to_come_is_refused_in_a_sentence(string path, string sentence)
    {
        await using var sight = await browser.Open(path);

        Assert.Equal("That cannot be shown", await sight.Text("h1"));
        Assert.Contains(sentence, await sight.Text("main"));
    }

    [Fact]
    public async Task Over_all_time_an_order_by_lists_says_that_it_is_of_a_season_and_asks_nobody_to_import()
    {
        await using var sight = await browser.Open("/all-time?by=borda");

        var said = await sight.Text(".empty");
        Assert.Contains("By borda there is an order of each season alone.", said);
        Assert.DoesNotContain("curl", said);
    }

    [Fact]
    public async Task A_list_of_a_year_to_come_does_not_move_the_front_page()
    {
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        await browser.Server.Put(
            "/v1/critics/hasty-example", new { name = "Hasty Example", kind = "person" });
        await browser.Server.Put(
            $"/v1/critics/hasty-example/lists/{year}?createFilms=true",
            new { places = new object[] { new object[] { new { title = "Not Made Yet", year } } } });
        Assert.Equal(year, (int)(await browser.Server.Get("/v1/seasons"))["items"]![0]!["season"]!);

        await using var sight = await browser.Open("/");

        Assert.EndsWith("/seasons/2013", sight.Page.Url);
    }

    [Fact]
    public async Task From_any_season_a_reader_gets_to_all_time()
    {
        await using var sight = await browser.Open("/seasons/2013");

        await sight.Page.GetByText("All time").ClickAsync();

        Assert.Equal("All time", await sight.Text("h1"));
    }

    [Fact]
    public async Task An_empty_order_says_what_it_needs_and_where_the_season_has_films()
    {
        const string early = "/v1/critics/eve-example";
        await browser.Server.Put(early, new { name = "Eve Example", kind = "person" });
        await browser.Server.Put("/v1/films/limbo-1999", new { title = "Limbo", year = 1999 });
        await browser.Server.Put($"{early}/lists/1999", new { places = new[] { new[] { "limbo-1999" } } });

        await using var sight = await browser.Open("/seasons/1999");

        var said = await sight.Text(".empty");
        Assert.Contains("By acclaim a film is ranked from its seventh verdict on.", said);
        Assert.DoesNotContain("or once a list", said);
        await sight.Page.Locator(".empty p a").ClickAsync();
        Assert.Equal("Limbo", await sight.Text(".ranking tbody th a"));
    }
}
