using System.Globalization;
using Aggregator.Client;
using Aggregator.Web.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Seasons;

/// <summary>The latest season, any season, and all time.</summary>
internal static class SeasonPages
{
    private const int FilmsOnAPage = 50;

    public static void MapSeasonPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", Latest);
        pages.MapGet("/seasons", Latest);
        pages.MapGet("/seasons/{year:int}",
            (int year, [AsParameters] Wish wish, AggregatorClient api, HttpContext http) =>
            Ranking(year.ToString(CultureInfo.InvariantCulture), wish, api, http));
        pages.MapGet("/all-time", ([AsParameters] Wish wish, AggregatorClient api, HttpContext http) =>
            Ranking("all-time", wish, api, http));
    }

    private static async Task<IResult> Latest(AggregatorClient api, HttpContext http, TimeProvider clock)
    {
        var seasons = await api.GetSeasonsAsync(cancel: http.RequestAborted);
        // A list of a year to come, a slip of somebody's pen perhaps, does not move the front page.
        var thisYear = clock.GetUtcNow().Year;
        if (seasons.Items.FirstOrDefault(season => season.Season <= thisYear) is { } latest)
            return Results.Redirect(string.Create(CultureInfo.InvariantCulture, $"/seasons/{latest.Season}"));

        var everything = await api.GetRankingAsync("all-time", "acclaim", new PageOf(1), http.RequestAborted);
        // Films that nobody ranked yet are there, too: the page of all time says what they lack.
        return everything.Items.Count > 0
            || (await api.GetFilmsAsync(new PageOf(1), http.RequestAborted)).Items.Count > 0
            ? Results.Redirect("/all-time")
            : new RazorComponentResult<WelcomePage>(new { Address = AddressOf(http.Request) });
    }

    private static async Task<IResult> Ranking(
        string scope, Wish wish, AggregatorClient api, HttpContext http)
    {
        var cancel = http.RequestAborted;
        var by = Words.Given(wish.By) ?? "acclaim";
        var page = new PageOf(FilmsOnAPage, Words.Given(wish.After));
        if (!Words.TryReadDay(wish.AsOf, out var day)) return Notice.NoDay(wish.AsOf!);

        var ranking = day is { } past
            ? api.GetRankingAsync(scope, past, by, page, cancel)
            : api.GetRankingAsync(scope, by, page, cancel);
        var seasons = api.GetSeasonsAsync(cancel: cancel);
        var profiles = api.GetProfilesAsync(cancel);
        await Task.WhenAll(ranking, seasons, profiles);

        return new RazorComponentResult<SeasonPage>(new
        {
            Ranking = await ranking,
            Seasons = (await seasons).Items,
            Profile = Order.Called(by) is { } order
                ? (await profiles).Items.FirstOrDefault(order.IsMadeBy)
                : null,
            IsFirstPage = Words.Given(wish.After) is null,
            Address = AddressOf(http.Request),
        });
    }

    private static string AddressOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    /// <summary>
    /// What the reader asked the ranking to be ordered by, as of which day, and after which cursor.
    /// </summary>
    private sealed record Wish(string? By, string? AsOf, string? After);
}
