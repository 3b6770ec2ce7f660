using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Reads of a critic who was merged: they are answered with the address of whoever answers for both.
/// </summary>
internal static class MovedCritics
{
    private const string Parameter = "critic";

    public static RouteHandlerBuilder MovesWithCritic(this RouteHandlerBuilder route) => route
        .Produces(StatusCodes.Status308PermanentRedirect)
        .AddEndpointFilter(async (call, next) =>
        {
            if (AddressOf(call.HttpContext) is not { } address) return await next(call);
            Reply.Moved(call.HttpContext, address);
            return Results.Empty;
        });

    /// <summary>Null where the critic asked for answers for itself, or is not known.</summary>
    private static string? AddressOf(HttpContext context)
    {
        var asked = context.Request.RouteValues[Parameter] as string;
        var catalogue = context.RequestServices.GetRequiredService<BoardAccess>().Current.Catalogue;
        if (!CriticId.TryRead(asked, out var id) || !catalogue.TryFindCritic(id, out var critic)
            || critic.Id == id) return null;
        return Reply.AddressInstead(
            context, Routes.Critics.Length + 1 + asked.Length, Routes.Critic(critic.Id.Value));
    }
}
