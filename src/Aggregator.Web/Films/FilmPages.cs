using Aggregator.Client;
using Aggregator.Web.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Films;

internal static class FilmPages
{
    private const int VerdictsOnAPage = 50;

    // The greatest page the API gives, and as many of them as a page of one film can sensibly show.
    private const int PlacementsInAPage = 200;
    private const int PlacementPagesMax = 5;

    // A page shows the greatest contributions and needs all of them for it: beyond this it says where they
    // are.
    private const int VerdictsExplainedMax = 1000;

    public static void MapFilmPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/films/{film}", Film);
        pages.MapGet("/films/{film}/history", History);
    }

    private static async Task<IResult> Film(
        string film, [AsParameters] Wish wish, AggregatorClient api, HttpContext http)
    {
        var cancel = http.RequestAborted;
        if (!Words.TryReadDay(wish.AsOf, out var day)) return Notice.NoDay(wish.AsOf!);
        var found = await api.GetFilmAsync(film, cancel);
        if (found is null) return Notice.MissingFilm(film);
        if (found.Aliases.Contains(film)) return Moved(Words.FilmPath(found.Film), http);
        if (day is { } past && await Then(found, past, api, cancel) is { } page) return page;

        var cursor = Words.Given(wish.After);
        var verdicts = api.GetVerdictsAsync(found.Film, new PageOf(VerdictsOnAPage, cursor), cancel);
        var isExplained = cursor is null && found.Acclaim.Critics.Verdicts <= VerdictsExplainedMax;
        var explanation = isExplained ? await api.GetExplanationAsync(found.Film, cancel) : null;
        var placements = await Placements(found.Film, api, cancel);
        return new RazorComponentResult<FilmPage>(new
        {
            Film = found,
            Verdicts = await verdicts,
            Placements = placements.Where(placement => placement.Kind != "collective").ToList(),
            Honours = Honours(placements),
            Explanation = explanation,
            IsFirstPage = cursor is null,
        });
    }

    /// <summary>The film as it was when the day had passed; null where that is now.</summary>
    private static async Task<IResult?> Then(
        FilmView film, DateOnly day, AggregatorClient api, CancellationToken cancel)
    {
        var acclaim = await api.GetAcclaimAsync(film.Film, day, cancel);
        if (acclaim?.AsOf is null) return null;
        var isExplained = acclaim.Critics.Verdicts <= VerdictsExplainedMax;
        return new RazorComponentResult<PastFilmPage>(new
        {
            Film = film,
            Day = day,
            Acclaim = acclaim,
            Explanation = isExplained ? await api.GetExplanationAsync(film.Film, day, cancel) : null,
        });
    }

    private static async Task<IResult> History(
        string film, string? by, AggregatorClient api, HttpContext http)
    {
        var found = await api.GetFilmAsync(film, http.RequestAborted);
        if (found is null) return Notice.MissingFilm(film);
        if (found.Aliases.Contains(film)) return Moved(Words.HistoryPath(found.Film), http);

        var each = string.IsNullOrEmpty(by) ? "week" : by;
        var history = await api.GetHistoryAsync(found.Film, each, http.RequestAborted);
        return history is null
            ? Notice.MissingFilm(film)
            : new RazorComponentResult<HistoryPage>(new { Film = found, History = history });
    }

    // Merged: whoever keeps the old address should get to know the one that answers for it.
    private static RedirectHttpResult Moved(string path, HttpContext http) => TypedResults.Redirect(
        $"{path}{http.Request.QueryString}", permanent: true, preserveMethod: true);

    private static async Task<List<PlacementView>> Placements(
        string film, AggregatorClient api, CancellationToken cancel)
    {
        var all = new List<PlacementView>();
        string? cursor = null;
        for (var page = 0; page < PlacementPagesMax; page++)
        {
            var some = await api.GetPlacementsAsync(film, new PageOf(PlacementsInAPage, cursor), cancel);
            if (some is null) break;
            all.AddRange(some.Items);
            if ((cursor = some.Next) is null) break;
        }

        return all;
    }

    private static List<PlacementView> Honours(List<PlacementView> placements) =>
    [
        .. placements.Where(placement => placement.Kind == "collective")
            .OrderBy(placement => placement.From).ThenBy(placement => placement.To)
            .ThenBy(placement => placement.CriticName, StringComparer.Ordinal),
    ];

    /// <summary>As of which day the reader asked for the film, and after which of its verdicts.</summary>
    private sealed record Wish(string? AsOf, string? After);
}
