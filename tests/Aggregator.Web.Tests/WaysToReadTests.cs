using Microsoft.Playwright;

namespace Aggregator.Web.Tests;

/// <summary>The pages on paper, in colours of the reader's own, and on narrow screens.</summary>
public sealed class WaysToReadTests(Browser browser)
{
    private const string ColourOf = "one => getComputedStyle(one).color";

    [Fact]
    public async Task A_page_is_printed_in_dark_ink_by_those_too_whose_screen_is_dark()
    {
        await using var sight = await browser.Open("/seasons/2013");
        var ink = await Colour(sight, ColourOf, "h1");

        await sight.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.NotEqual(ink, await Colour(sight, ColourOf, "h1"));
        await sight.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, Media = Media.Print });

        Assert.Equal(ink, await Colour(sight, ColourOf, "h1"));
        Assert.Equal(ink, await Colour(sight, ColourOf, ".ranking td.value"));
    }

    [Fact]
    public async Task A_sum_is_printed_once_below_all_that_it_sums_and_not_on_every_sheet()
    {
        await using var sight = await browser.Open("/films/her-2013");

        await sight.Page.EmulateMediaAsync(new() { Media = Media.Print });

        // A footer of a table stands on every sheet that the table comes to.
        var sums = await sight.Page.Locator("tfoot").EvaluateAllAsync<string[]>(
            "sums => sums.map(sum => getComputedStyle(sum).display)");
        Assert.Contains("table-row-group", sums);
        Assert.DoesNotContain("table-footer-group", sums);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task In_colours_of_the_readers_own_the_order_that_is_shown_is_told_from_the_others(
        ColorScheme scheme)
    {
        const string under = "one => getComputedStyle(one).backgroundColor";
        await using var sight = await browser.Open("/seasons/2013");

        await sight.Page.EmulateMediaAsync(
            new() { ColorScheme = scheme, ForcedColors = ForcedColors.Active });

        var shown = await Colour(sight, under, ".switch a[aria-current]");
        Assert.NotEqual(shown, await Colour(sight, under, ".switch a:not([aria-current])"));
        Assert.NotEqual(shown, await Colour(sight, ColourOf, ".switch a[aria-current]"));
    }

    [Theory]
    [InlineData("/seasons/2013")]
    [InlineData("/seasons/2013?by=borda")]
    [InlineData("/films/her-2013")]
    [InlineData("/films/her-2013/history")]
    [InlineData("/films/hush-1964")]
    [InlineData("/critics/sample-critic-06")]
    public async Task A_narrow_screen_tells_in_each_row_what_a_wide_one_has_a_column_for(string path)
    {
        const string keptBack = """
            rows => rows.flatMap(row => [...row.querySelectorAll('.wide')]
              .map(cell => cell.textContent.replace(/\s+/g, ''))
              .filter(told => /\w/.test(told) && !row.innerText.replace(/\s+/g, '').includes(told)))
            """;
        await browser.Server.Put("/v1/films/hush-1964", new { title = "Hush", year = 1964 });
        await browser.Server.Put("/v1/critics/nora-example", new { name = "Nora Example", kind = "person" });
        await browser.Server.Put(
            "/v1/films/hush-1964/verdicts/nora-example",
            new { rating = "3/4", published = "1964-05-01", quote = "Hushed.", url = "https://a.example" });

        await using var sight = await browser.Open(path, width: 320);

        var rows = sight.Page.Locator("tbody tr:has(.wide)");
        Assert.NotEqual(0, await rows.CountAsync());
        Assert.Empty(await rows.EvaluateAllAsync<string[]>(keptBack));
        Assert.False(await rows.Locator(".wide").Last.IsVisibleAsync());
    }

    [Fact]
    public async Task What_was_sought_is_told_above_what_was_found()
    {
        await using var sight = await browser.Open("/search?q=inside%20lewyn");

        Assert.Contains("“inside lewyn”", await sight.Text(".lead"));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(800)]
    [InlineData(390)]
    public async Task Names_of_one_long_word_make_no_page_wider_than_its_window(int width)
    {
        var word = string.Concat(Enumerable.Repeat("abcdefghij", 12));
        await browser.Server.Put("/v1/films/endless-1971", new { title = word, year = 1971 });
        await browser.Server.Put(
            "/v1/critics/endless", new { name = word, kind = "person", publication = word });
        var (quote, url) = (word, $"https://{word[..60]}.example");
        await browser.Server.Put("/v1/films/endless-1971/verdicts/endless",
            new { rating = "3/4", published = "1971-05-01", quote, url });
        await browser.Server.Put(
            "/v1/critics/endless/lists/1971", new { places = new[] { new[] { "endless-1971" } } });

        foreach (var path in new[]
        {
            "/seasons/1971?by=mentions", "/films/endless-1971", "/films/endless-1971/history",
            "/critics/endless", $"/search?q={word}",
        })
        {
            await using var sight = await browser.Open(path, width: width);
            Assert.Contains(word, await sight.Text());
            var wide = await sight.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            Assert.True(wide <= width, $"{path} is {wide} pixels wide.");
        }
    }

    [Theory]
    [InlineData("/films/turned-1972")]
    [InlineData("/search?q=turned")]
    public async Task The_year_stands_behind_a_title_that_turns_what_follows(string path)
    {
        await browser.Server.Put("/v1/films/turned-1972", new { title = "Turned \u202Eover", year = 1972 });

        await using var sight = await browser.Open(path);

        var title = await sight.Page.Locator("h1 bdi, .found a").First.BoundingBoxAsync();
        var year = await sight.Page.Locator(".year").First.BoundingBoxAsync();
        Assert.True(year!.X >= title!.X + title.Width - 1, $"{year.X} is left of {title.X + title.Width}");
    }

    private static Task<string> Colour(Sight sight, string which, string selector) =>
        sight.Page.Locator(selector).First.EvaluateAsync<string>(which);
}
