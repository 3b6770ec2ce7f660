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

    private static Task<string> Colour(Sight sight, string which, string selector) =>
        sight.Page.Locator(selector).First.EvaluateAsync<string>(which);
}
