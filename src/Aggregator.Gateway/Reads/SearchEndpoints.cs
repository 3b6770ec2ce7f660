using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Films and critics by title or name, forgiving.</summary>
internal static class SearchEndpoints
{
    private const int FirstUsual = 20;
    private const int WordsMax = 200;

    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/search", Search).WithTags("search")
            .Answers<SearchAnswer>("Films and critics by title or name, best first", 304);

    private static Task Search(HttpContext context, string? q, string? first, BoardAccess board)
    {
        if (string.IsNullOrWhiteSpace(q))
            throw new RefusedException("query-missing", "Say what to search for: q=mulholland.");
        if (q.Length > WordsMax)
            throw new RefusedException(
                "query-unreadable", $"q has {q.Length} characters; {WordsMax} is most.");

        var now = board.Current;
        var found = now.Catalogue.Search(SiteAddress.AsRef(q.Trim()) ?? q, Query.First(first, FirstUsual));
        var view = new SearchAnswer { Items = [.. found.Select(item => View(now, item))] };
        return Reply.Read(context, view, AggregatorJson.Wire.SearchAnswer, now.Settled);
    }

    private static FoundItem View(Board board, Found found) => new()
    {
        Kind = found.Film is null ? "critic" : "film",
        Film = found.Film is { } film ? CatalogueViews.Of(board, film) : null,
        Critic = found.Critic is { } critic ? CatalogueViews.Of(critic) : null,
    };
}
