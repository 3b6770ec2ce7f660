using System.Globalization;
using System.Text.Json.Nodes;

namespace Aggregator.Web.Tests;

public sealed class FilmPagesTests(Browser browser)
{
    [Fact]
    public async Task Places_on_lists_stand_in_the_order_of_their_printed_numbers_and_then_the_newest_first()
    {
        await using var sight = await browser.Open("/films/her-2013");

        var told = new List<(int Place, DateTime Published)>();
        var rows = sight.Page.Locator("section[aria-labelledby=placements] tbody tr");
        foreach (var row in await rows.AllAsync())
        {
            var cells = await row.Locator("td").AllInnerTextsAsync();
            var digits = string.Concat(cells[0].TakeWhile(char.IsAsciiDigit));
            if (digits.Length == 0) break;
            told.Add((
                int.Parse(digits, CultureInfo.InvariantCulture),
                DateTime.Parse(cells[^1], CultureInfo.InvariantCulture)));
        }

        Assert.True(told.Count > 10);
        Assert.Equal(told.OrderBy(place => place.Place).ThenByDescending(place => place.Published), told);
    }

    [Fact]
    public async Task From_a_ranking_of_a_past_day_a_reader_comes_to_its_films_as_they_were_that_day()
    {
        const string day = "2014-01-10";
        var then = await browser.Server.Get($"/v1/films/her-2013/acclaim?asOf={day}");
        await using var sight = await browser.Open($"/seasons/2013?asOf={day}", scripts: false);

        await sight.Page.GetByText("Her", new() { Exact = true }).ClickAsync();

        Assert.EndsWith($"/films/her-2013?asOf={day}", sight.Page.Url);
        Assert.StartsWith("As it stood when 10 Jan 2014 had passed", await sight.Text(".lead"));
        Assert.Equal("Her, as of 10 Jan 2014 · Aggregator", await sight.Page.TitleAsync());
        var acclaim = ((decimal)then["acclaim"]!).ToString("0.00", CultureInfo.InvariantCulture);
        Assert.EndsWith(acclaim, await sight.Text(".headline .big"));
        Assert.Contains($"Named best by {then["honours"]!["best"]} of", await sight.Text(".sum"));
        Assert.EndsWith($"asOf={day}", await sight.Page.Locator(".why a").Last.GetAttributeAsync("href"));

        await sight.Page.GetByText("Season 2013").ClickAsync();
        Assert.EndsWith($"/seasons/2013?asOf={day}", sight.Page.Url);
        await sight.Page.GoBackAsync();
        await sight.Page.GetByText("As it stands now").ClickAsync();
        Assert.EndsWith("/films/her-2013", sight.Page.Url);
    }

    [Fact]
    public async Task A_films_history_leads_to_each_of_its_days()
    {
        await using var sight = await browser.Open("/films/her-2013/history?by=day");

        var first = sight.Page.Locator("tbody th a").Last;
        var day = await first.InnerTextAsync();
        await first.ClickAsync();

        Assert.StartsWith($"As it stood when {day} had passed", await sight.Text(".lead"));
    }

    [Theory]
    [InlineData("yesterday", "“yesterday” is no day such as 2013-12-20.")]
    [InlineData("2999-01-01", "2999-01-01")]
    public async Task A_films_day_that_is_none_or_is_to_come_is_refused_in_a_sentence(
        string day, string sentence)
    {
        await using var sight = await browser.Open($"/films/her-2013?asOf={day}");

        Assert.Equal("That cannot be shown", await sight.Text("h1"));
        Assert.Contains(sentence, await sight.Text("main"));
    }

    [Fact]
    public async Task A_films_history_is_as_wide_as_the_time_it_took_and_its_axis_bears_numbers()
    {
        var points = (await browser.Server.Get("/v1/films/her-2013/history?by=day"))["items"]!.AsArray()
            .Where(point => point!["acclaim"] is not null).Select(point => point!).ToList();
        var (first, last) = (Day(points[0]), Day(points[^1]));

        await using var sight = await browser.Open("/films/her-2013/history?by=day");

        var drawn = (await sight.Page.Locator(".course .went").GetAttributeAsync("points"))!.Split(' ');
        // Each point is drawn from where it begins to where the next one does.
        var begins = drawn.Where((_, at) => at % 2 == 0)
            .Select(corner => double.Parse(corner.Split(',')[0], CultureInfo.InvariantCulture));
        var days = last.DayNumber - first.DayNumber + 1.0;
        Assert.Equal(
            points.Select(point => Math.Round((Day(point).DayNumber - first.DayNumber) * 1000 / days, 1)),
            begins.Select(x => Math.Round(x, 1)));
        Assert.Equal(
            ["100", "90", "80"],
            (await sight.Page.Locator(".course .axis text").AllTextContentsAsync()).Take(3));
    }

    [Fact]
    public async Task A_title_of_one_long_word_fits_a_narrow_screen()
    {
        const int width = 360;
        const string word = "Supercalifragilisticexpialidocious";
        await browser.Server.Put(
            "/v1/films/long-1964", new { title = $"{word}{word.ToLowerInvariant()}", year = 1964 });

        foreach (var path in new[] { "/films/long-1964", "/films/long-1964/history", $"/search?q={word}" })
        {
            await using var sight = await browser.Open(path, width: width);
            var wide = await sight.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{path} is {wide} pixels wide.");
        }
    }

    [Fact]
    public async Task What_was_found_says_what_it_is_in_its_own_row_on_screens_of_any_width()
    {
        await browser.Server.Put("/v1/films/dusk-1991", new { title = "A Parallel Afternoon", year = 1991 });
        await browser.Server.Put("/v1/films/dusk-1992", new { title = "Parallel", year = 1992 });

        for (var width = 230; width < 300; width += 10)
        {
            await using var sight = await browser.Open("/search?q=parallel", width: width);
            var row = await sight.Page.Locator(".found li").Last.BoundingBoxAsync();
            var kind = await sight.Page.Locator(".found .kind").Last.BoundingBoxAsync();
            Assert.True(
                kind!.Y + kind.Height <= row!.Y + row.Height, $"At {width} pixels it is below its row.");
        }
    }

    [Fact]
    public async Task The_year_stands_behind_a_title_that_is_written_from_right_to_left_too()
    {
        await browser.Server.Put("/v1/films/bab-al-hadid-1958", new { title = "باب الحديد", year = 1958 });

        await using var sight = await browser.Open("/search?q=باب");

        var title = await sight.Page.Locator(".found a").First.BoundingBoxAsync();
        var year = await sight.Page.Locator(".found .year").First.BoundingBoxAsync();
        Assert.True(year!.X >= title!.X + title.Width - 1, $"{year.X} is left of {title.X + title.Width}");
    }

    [Fact]
    public async Task The_year_of_a_film_stands_beside_its_title_where_its_history_is_told()
    {
        await using var sight = await browser.Open("/films/her-2013/history");

        Assert.Equal("How Her 2013 came to this", await sight.Text("h1"));
    }

    [Fact]
    public async Task A_film_that_only_a_critics_list_registered_says_that_it_is_provisional()
    {
        await browser.Server.Put("/v1/critics/zoe-example", new { name = "Zoe Example", kind = "person" });
        var key = await browser.Server.KeyOf("zoe-example");
        await browser.Server.Put(
            "/v1/critics/zoe-example/lists/1998?createFilms=true",
            new { places = new object[] { new object[] { new { title = "Fireworks", year = 1998 } } } }, key);

        await using var sight = await browser.Open("/films/fireworks-1998");
        await using var confirmed = await browser.Open("/films/her-2013");

        Assert.Contains("Provisional", await sight.Text("header.film"));
        Assert.DoesNotContain("Provisional", await confirmed.Text("header.film"));
    }

    [Fact]
    public async Task A_collective_and_where_it_was_read_are_links_that_a_finger_tells_apart()
    {
        // WCAG 2.2, 2.5.8.
        const int apartMin = 24;
        await using var sight = await browser.Open("/films/her-2013");

        var cells = sight.Page.Locator("section[aria-labelledby=honours] th:has(.source a)");
        foreach (var cell in await cells.AllAsync())
        {
            var collective = (await cell.Locator("a").First.BoundingBoxAsync())!;
            var source = (await cell.Locator("a").Last.BoundingBoxAsync())!;
            var apart = source.Y + (source.Height / 2) - collective.Y - (collective.Height / 2);
            Assert.True(apart >= apartMin, $"They are {apart} pixels apart.");
        }

        Assert.NotEqual(0, await cells.CountAsync());
    }

    private static DateOnly Day(JsonNode point) =>
        DateOnly.Parse((string)point["day"]!, CultureInfo.InvariantCulture);
}
