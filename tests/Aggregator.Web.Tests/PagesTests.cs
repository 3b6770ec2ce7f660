using System.Globalization;
using System.Text.Json.Nodes;

namespace Aggregator.Web.Tests;

public sealed class PagesTests(Browser browser)
{
    private const string Slave = "/films/12-years-a-slave-2013";
    private const string Pending = "/films/deceptive-practice-the-mysteries-and-mentors-of-ricky-jay-2012";

    private const string Words = "<script>alert(1)</script>\"><b>";

    private static readonly string[] EveryKindOfPage =
    [
        "/seasons/2013", "/seasons/2013?by=lists-321", "/all-time", "/films/her-2013", Slave, Pending,
        "/films/her-2013/history", "/films/her-2013/history?by=day", "/critics/sample-critic-06",
        "/critics/national-board-of-review", "/search?q=her", "/search", "/method",
    ];

    [Fact]
    public async Task The_front_page_is_the_latest_season()
    {
        await using var sight = await browser.Open("/");

        Assert.EndsWith("/seasons/2013", sight.Page.Url);
        Assert.Equal("Season 2013", await sight.Text("h1"));
    }

    [Fact]
    public async Task The_ranking_stands_as_the_api_gives_it()
    {
        var ranking = await browser.Server.Get("/v1/rankings/2013?first=50");
        var titles = ranking["items"]!.AsArray().Select(item => (string)item!["title"]!).ToList();

        await using var sight = await browser.Open("/seasons/2013");

        Assert.Equal(titles, await sight.Page.Locator(".ranking tbody th a").AllInnerTextsAsync());
        Assert.True((int)ranking["total"]! >= 30);
    }

    [Fact]
    public async Task The_reference_of_the_api_works_within_its_content_policy()
    {
        await using var sight = await browser.Open("/docs/");

        // Whatever goes wrong on the page shows in its complaints, long before it is waited for in vain.
        var shown = sight.Page.GetByText("A film's acclaim").First.WaitForAsync();
        while (!shown.IsCompleted && sight.Complaints.Count == 0)
            await Task.WhenAny(shown, sight.Page.WaitForTimeoutAsync(100));

        Assert.Empty(sight.Complaints);
        await shown;
        // A command that is copied from it says whom it asks.
        await sight.Page.GetByText($"{browser.Server.Address}".TrimEnd('/')).First.WaitForAsync();
    }

    [Fact]
    public async Task The_reader_chooses_the_order()
    {
        var ranking = await browser.Server.Get("/v1/rankings/2013?by=lists-321&first=1");
        await using var sight = await browser.Open("/seasons/2013");

        await sight.Page.GetByText("Points 3-2-1").ClickAsync();

        Assert.EndsWith("by=lists-321", sight.Page.Url);
        Assert.Equal((string)ranking["items"]![0]!["title"]!, await sight.Text(".ranking tbody th a"));
    }

    [Fact]
    public async Task A_ranking_longer_than_a_page_goes_on_on_the_next()
    {
        var total = (int)(await browser.Server.Get("/v1/rankings/2013?by=acclaim"))["total"]!;
        await using var sight = await browser.Open("/seasons/2013");

        await sight.Page.Locator("a[rel=next]").ClickAsync();

        Assert.Equal(total - 50, await sight.Page.Locator(".ranking tbody tr").CountAsync());
    }

    [Fact]
    public async Task A_films_page_says_what_makes_up_its_number()
    {
        var her = await browser.Server.Get("/v1/films/her-2013/acclaim");
        await using var sight = await browser.Open("/films/her-2013");

        var text = await sight.Text();

        Assert.Contains("4th of the season, likely 2nd to 7th", text);
        Assert.Contains("Named best by 6 of 31 collectives (1 of them shared)", text);
        Assert.Contains(Points((decimal)her["acclaim"]!), await sight.Text(".headline"));
        Assert.Contains(Points((decimal)her["critics"]!["score"]!), text);
        Assert.Contains($"+{Points((decimal)her["recognition"]!["lift"]!)}", text);
        Assert.Contains($"On {her["lists"]!["mentions"]} of 30 critics' lists", text);
    }

    [Fact]
    public async Task A_films_page_says_how_its_number_comes_about_to_whoever_unfolds_it()
    {
        var why = await browser.Server.Get("/v1/films/her-2013/explanation");
        var added = why["critics"]!["verdicts"]!.AsArray().Max(said => (decimal)said!["added"]!);
        await using var sight = await browser.Open("/films/her-2013", scripts: false);
        Assert.False(await sight.Page.Locator(".why table").First.IsVisibleAsync());

        await sight.Page.Locator(".why summary").ClickAsync();

        Assert.Contains(
            added.ToString("+0.000", CultureInfo.InvariantCulture),
            await sight.Page.Locator(".why tbody tr").Nth(1).InnerTextAsync());
        var text = await sight.Text(".why");
        foreach (var line in why["formula"]!.AsArray()) Assert.Contains((string)line!["numbers"]!, text);
        await sight.Page.Locator(".why a[href$=explanation]").ClickAsync();
        Assert.EndsWith("/v1/films/her-2013/explanation", sight.Page.Url);
    }

    [Fact]
    public async Task A_films_history_is_drawn_and_told_as_the_api_gives_it()
    {
        var history = (await browser.Server.Get("/v1/films/her-2013/history?by=week"))["items"]!.AsArray();
        await using var sight = await browser.Open("/films/her-2013", scripts: false);

        await sight.Page.Locator("a[href$='/history']").ClickAsync();

        Assert.Equal(history.Count, await sight.Page.Locator("tbody tr").CountAsync());
        var latest = Points((decimal)history[^1]!["acclaim"]!);
        Assert.Contains(latest, await sight.Page.Locator("tbody tr").First.InnerTextAsync());
        var drawn = await sight.Page.Locator(".course .plot").GetAttributeAsync("aria-label");
        Assert.Contains($"to {latest} on", drawn);
    }

    [Fact]
    public async Task An_order_by_lists_says_between_which_places_a_film_likely_is()
    {
        var (first, until) = (new JsonObject(), Environment.TickCount64 + 60_000);
        while (first["placeInterval"] is null && Environment.TickCount64 < until)
            first = (await browser.Server.Get("/v1/rankings/2013?by=borda&first=1"))["items"]![0]!.AsObject();

        await using var sight = await browser.Open("/seasons/2013?by=borda");

        Assert.Contains("Likely place", await sight.Text(".ranking thead"));
        var (best, worst) = (first["placeInterval"]![0], first["placeInterval"]![1]);
        var likely = await sight.Page.Locator(".ranking tbody tr").First.InnerTextAsync();
        Assert.Contains($"{best}" == $"{worst}" ? $"{best}" : $"{best} to {worst}", likely);
    }

    [Fact]
    public async Task A_critics_page_says_who_agrees_most()
    {
        var (critic, until) = (new JsonObject(), Environment.TickCount64 + 60_000);
        // Each waits a little by itself where it is not known yet.
        while (critic["nearest"] is null && Environment.TickCount64 < until)
            critic = await browser.Server.Get("/v1/critics/sample-critic-06");

        await using var sight = await browser.Open("/critics/sample-critic-06");

        var text = await sight.Text("section[aria-labelledby=beside]");
        Assert.Contains((string)critic["nearest"]![0]!["name"]!, text);
        Assert.Contains(Points(Math.Abs((decimal)critic["leniency"]!)), text);
    }

    [Fact]
    public async Task Honours_say_when_where_and_what_is_deduced()
    {
        await using var sight = await browser.Open(Slave);

        var text = await sight.Text("section[aria-labelledby=honours]");

        Assert.Contains("8 Dec 2013", text);
        Assert.Contains("read at dailyherald.com", text);
        Assert.Contains("Deduced, not read", text);
    }

    [Fact]
    public async Task A_pending_film_says_what_it_needs()
    {
        await using var sight = await browser.Open(Pending);

        Assert.Contains("needs 2 more verdicts", await sight.Text(".headline"));
    }

    [Fact]
    public async Task Lists_of_other_years_are_a_sentence_of_their_own()
    {
        const string early = "/v1/critics/early-example";
        await browser.Server.Put(early, new { name = "Early Example", kind = "person" });
        await browser.Server.Put($"{early}/lists/2012",
            new { places = new[] { new[] { Pending["/films/".Length..] } } });

        await using var sight = await browser.Open(Pending);

        Assert.Contains(". 1 placement on lists of other years.", await sight.Text());
    }

    [Fact]
    public async Task No_word_is_broken_beside_the_sum_on_a_narrow_screen()
    {
        await using var sight = await browser.Open("/films/her-2013", width: 400);

        var heads = sight.Page.Locator(".sum th");
        var heights = await heads.EvaluateAllAsync<double[]>(
            "all => all.map(th => { const words = document.createRange(); words.selectNodeContents(th);"
            + " return words.getBoundingClientRect().height; })");

        Assert.Equal(5, heights.Length);
        Assert.All(heights, height => Assert.True(height < 30, $"A heading is {height} pixels high."));
    }

    [Fact]
    public async Task What_rests_on_invented_critics_says_so()
    {
        foreach (var path in new[] { "/seasons/2013", "/films/her-2013", "/critics/sample-critic-01" })
        {
            await using var sight = await browser.Open(path);
            Assert.Contains("invented", await sight.Text("aside.sample"));
        }
    }

    [Fact]
    public async Task A_reader_finds_a_film_by_a_slip_of_the_pen()
    {
        await using var sight = await browser.Open("/");

        await sight.Page.Locator("#q").FillAsync("inside lewyn davis");
        await sight.Page.Locator("form[role=search] button").ClickAsync();
        await sight.Page.Locator(".found a").First.ClickAsync();

        Assert.Contains("Inside Llewyn Davis", await sight.Text("h1"));
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_with_a_sentence()
    {
        foreach (var path in new[] { "/films/no-such-film-1900", "/critics/nobody-known", "/nowhere/at/all" })
        {
            await using var sight = await browser.Open(path);
            Assert.Equal(404, sight.Status);
            Assert.NotEmpty(await sight.Text(".lead"));
        }

        await using var refused = await browser.Open("/seasons/2013?by=nonsense");
        Assert.Equal(400, refused.Status);
        Assert.Contains("nonsense", await refused.Text(".lead"));
    }

    [Fact]
    public async Task Words_of_others_stay_words()
    {
        await using var sight = await browser.Open($"/search?q={Uri.EscapeDataString(Words)}");

        Assert.Contains(Words, await sight.Text(".lead"));
        Assert.Equal(0, await sight.Page.Locator("main script, main b").CountAsync());
    }

    [Fact]
    public async Task Everything_works_without_scripts()
    {
        await using var sight = await browser.Open("/", scripts: false);

        await sight.Page.Locator(".ranking tbody th a").First.ClickAsync();
        await sight.Page.Locator("section[aria-labelledby=verdicts] tbody th a").First.ClickAsync();

        Assert.StartsWith("Sample Critic", await sight.Text("h1"));
    }

    [Fact]
    public async Task No_page_brings_a_script_or_a_complaint()
    {
        foreach (var path in EveryKindOfPage)
        {
            await using var sight = await browser.Open(path);
            Assert.Equal(200, sight.Status);
            Assert.Equal(0, await sight.Page.Locator("script").CountAsync());
            Assert.Empty(sight.Complaints);
        }
    }

    [Fact]
    public async Task Every_page_fits_a_narrow_screen()
    {
        // WCAG 2.2, 1.4.10: a screen of 1280 pixels at 400 %.
        const int width = 320;
        foreach (var path in EveryKindOfPage)
        {
            await using var sight = await browser.Open(path, width: width);
            var wide = await sight.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{path} is {wide} pixels wide.");
        }
    }

    private static string Points(decimal points) => points.ToString("0.00", CultureInfo.InvariantCulture);
}
