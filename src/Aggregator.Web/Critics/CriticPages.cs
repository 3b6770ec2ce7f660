using Aggregator.Client;
using Aggregator.Web.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Critics;

internal static class CriticPages
{
    private const int VerdictsOnAPage = 50;

    public static void MapCriticPages(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/critics/{critic}", Critic);

    private static async Task<IResult> Critic(
        string critic, string? after, AggregatorClient api, HttpContext http)
    {
        var cancel = http.RequestAborted;
        var found = await api.GetCriticAsync(critic, cancel);
        if (found is null) return Notice.MissingCritic(critic);
        // Merged: whoever keeps the old address should get to know the one that answers for it.
        if (found.Critic != critic)
            return TypedResults.Redirect(
                $"/critics/{found.Critic}{http.Request.QueryString}", permanent: true, preserveMethod: true);

        var cursor = string.IsNullOrEmpty(after) ? null : after;
        var verdicts = api.GetCriticVerdictsAsync(found.Critic, new PageOf(VerdictsOnAPage, cursor), cancel);
        var lists = await api.GetCriticListsAsync(found.Critic, cancel: cancel);
        return new RazorComponentResult<CriticPage>(new
        {
            Critic = found,
            Lists = lists?.Items ?? [],
            Verdicts = await verdicts,
            IsFirstPage = cursor is null,
        });
    }
}
