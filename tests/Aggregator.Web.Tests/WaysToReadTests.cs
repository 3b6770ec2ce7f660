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

    private static Task<string> Colour(Sight sight, string which, string selector) =>
        sight.Page.Locator(selector).First.EvaluateAsync<string>(which);
}
