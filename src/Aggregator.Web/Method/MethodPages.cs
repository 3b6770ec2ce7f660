using Aggregator.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Method;

internal static class MethodPages
{
    public static void MapMethodPage(this IEndpointRouteBuilder pages) => pages.MapGet("/method", Method);

    private static async Task<IResult> Method(AggregatorClient api, HttpContext http)
    {
        var profiles = await api.GetProfilesAsync(http.RequestAborted);
        return new RazorComponentResult<MethodPage>(new { Profiles = profiles.Items });
    }
}
