using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Reads of a film (by its id or a ref) or a critic who was merged: they are answered with the address of
/// whoever answers for both.
/// </summary>
internal static class Moves
{
    public static RouteHandlerBuilder MovesWithFilm(this RouteHandlerBuilder route) =>
        route.MovesTo(OfFilm);

    public static RouteHandlerBuilder MovesWithCritic(this RouteHandlerBuilder route) =>
        route.MovesTo(OfCritic);

    public static RouteHandlerBuilder MovesWithFilmAndCritic(this RouteHandlerBuilder route) =>
        route.MovesTo(context => OfFilm(context) ?? OfVerdict(context));

    /// <summary>Null where the film asked for answers for itself, or is not known.</summary>
    public static string? OfFilm(HttpContext context)
    {
        var catalogue = CatalogueFor(context);
        return catalogue.HasMergedFilms && context.Request.RouteValues["film"] is string asked
            && catalogue.TryFindAddressed(asked, out var film) && film.IsMoved(asked)
                ? Reply.AddressInstead(
                    context, Routes.Films.Length + 1 + asked.Length, Routes.Film(film.Id.Value))
                : null;
    }

    /// <summary>The same of a critic.</summary>
    private static string? OfCritic(HttpContext context) =>
        CriticMoved(context) is var (asked, now)
            ? Reply.AddressInstead(context, Routes.Critics.Length + 1 + asked.Length, Routes.Critic(now))
            : null;

    /// <summary>The same of a critic's verdict, whose film has not moved.</summary>
    private static string? OfVerdict(HttpContext context)
    {
        if (CriticMoved(context) is not var (asked, now)) return null;
        var path = context.Request.Path.Value!.TrimEnd('/');
        return Reply.AddressInstead(context, path.Length, path[..^asked.Length] + now);
    }

    private static (string Asked, string Now)? CriticMoved(HttpContext context) =>
        context.Request.RouteValues["critic"] is string asked && CriticId.TryRead(asked, out var id)
            && CatalogueFor(context).TryFindCritic(id, out var critic) && critic.Id != id
                ? (asked, critic.Id.Value)
                : null;

    private static RouteHandlerBuilder MovesTo(
        this RouteHandlerBuilder route, Func<HttpContext, string?> addressOf) => route
        .Produces(StatusCodes.Status308PermanentRedirect)
        .AddEndpointFilter(async (call, next) =>
        {
            if (addressOf(call.HttpContext) is not { } address) return await next(call);
            Reply.Moved(call.HttpContext, address);
            return Results.Empty;
        });

    private static Catalogue CatalogueFor(HttpContext context) =>
        context.RequestServices.GetRequiredService<BoardAccess>().Current.Catalogue;
}
