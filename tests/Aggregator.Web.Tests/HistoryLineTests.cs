using System.Text.RegularExpressions;
using Aggregator.Client;
using Aggregator.Web.Films;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Web.Tests;

/// <summary>
/// What is drawn of pasts that take days to come about: a withdrawal counts from the day it is recorded.
/// </summary>
public sealed partial class HistoryLineTests
{
    [Fact]
    public async Task Where_a_film_had_no_acclaim_for_a_while_nothing_is_drawn()
    {
        var drawn = await Draw("day",
            Rated(new(2014, 1, 10)), Pending(new(2014, 1, 20)), Rated(new(2014, 2, 8)),
            Pending(new(2014, 2, 19)));

        // 40 days from the tenth of January on: rated in the first ten and in the last eleven.
        Assert.Equal(["0,60 250,60", "725,60 1000,60"], Line().Matches(drawn).Select(m => m.Groups[1].Value));
        Assert.Equal(2, Band().Count(drawn));
    }

    [Theory]
    [InlineData("day")]
    [InlineData("week")]
    public async Task A_past_from_the_first_day_of_all_can_be_drawn(string by)
    {
        var drawn = await Draw(by, Rated(DateOnly.MinValue), Rated(new(2014, 2, 8)));

        Assert.Single(Line().Matches(drawn));
    }

    private static FilmPointView Rated(DateOnly day) =>
        new() { Day = day, Status = "rated", Acclaim = 95, Interval = [80, 99] };

    private static FilmPointView Pending(DateOnly day) => new() { Day = day, Status = "pending" };

    private static async Task<string> Draw(string by, params FilmPointView[] points)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var shown = await renderer.RenderComponentAsync<HistoryLine>(ParameterView.FromDictionary(
                new Dictionary<string, object?> { ["Points"] = points, ["By"] = by }));
            return shown.ToHtmlString();
        });
    }

    [GeneratedRegex("<polyline class=\"went\" points=\"([^\"]*)\"")]
    private static partial Regex Line();

    [GeneratedRegex("<polygon class=\"range\"")]
    private static partial Regex Band();
}
