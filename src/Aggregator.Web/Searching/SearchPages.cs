using Aggregator.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Searching;

internal static class SearchPages
{
    private const int FoundMax = 40;
    private const int WordsLengthMax = 200;

    public static void MapSearchPage(this IEndpointRouteBuilder pages) => pages.MapGet("/search", Search);

    private static async Task<IResult> Search(string? q, AggregatorClient api, HttpContext http)
    {
        var words = (q ?? "").Trim();
        if (words.Length > WordsLengthMax) words = words[..WordsLengthMax];
        var found = words.Length == 0 ? null : await api.SearchAsync(words, FoundMax, http.RequestAborted);
        return new RazorComponentResult<SearchPage>(
            new { Sought = words, Found = found?.Items ?? [], FoundMax });
    }
}
