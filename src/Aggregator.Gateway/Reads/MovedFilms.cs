using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Reads of a film that was merged, by its id or a ref: they are answered with the address of the film that
/// answers for both.
/// </summary>
internal static class MovedFilms
{
    private const string Parameter = "film";

    public static RouteHandlerBuilder MovesWithFilm(this RouteHandlerBuilder route) => route
        .Produces(StatusCodes.Status308PermanentRedirect)
        .AddEndpointFilter(async (call, next) =>
        {
            if (AddressOf(call.HttpContext) is not { } address) return await next(call);
            Reply.Moved(call.HttpContext, address);
            return Results.Empty;
        });

    /// <summary>Null where the film asked for answers for itself, or is not known.</summary>
    public static string? AddressOf(HttpContext context)
    {
        var catalogue = context.RequestServices.GetRequiredService<BoardAccess>().Current.Catalogue;
        return catalogue.HasMergedFilms && context.Request.RouteValues[Parameter] is string asked
            && catalogue.TryFindAddressed(asked, out var film) && film.IsMoved(asked)
                ? Reply.AddressInstead(
                    context, Routes.Films.Length + 1 + asked.Length, Routes.Film(film.Id.Value))
                : null;
    }
}
