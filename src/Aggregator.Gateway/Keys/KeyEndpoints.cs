using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Limits;
using Aggregator.Gateway.Reads;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Keys;

/// <summary>Keys, for operators: made, listed without their secrets, revoked.</summary>
internal static class KeyEndpoints
{
    private const int NameLengthMax = 200;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/keys").WithTags("keys").RequireAuthorization(KeyPolicies.Operator)
            .RefuseUnknownParameters();
        keys.MapPost("", Make).Accepts<KeyBody>("application/json")
            .Answers<KeyView>("Makes a key; it is shown this once", StatusCodes.Status201Created, [422])
            .RequireRateLimiting(LimitNames.Writes);
        keys.MapRead("", All).Answers<KeysAnswer>("Every key, without its secret, oldest first");
        keys.MapDelete("/{id}", Revoke).RequireRateLimiting(LimitNames.Writes)
            .WithSummary("Revokes a key, everywhere within 5 s")
            .Produces(StatusCodes.Status204NoContent)
            .Produces<Problem>(StatusCodes.Status404NotFound, "application/problem+json")
            .Produces<Problem>(StatusCodes.Status409Conflict, "application/problem+json");
    }

    private static async Task Make(
        HttpContext context, BoardAccess board, IGrainFactory grains, KnownKeys known, TimeProvider clock)
    {
        var (asked, warnings) = await Read(context);
        var subject = asked.Subject is null ? null
            : await board.FindCriticSoon(grains, asked.Subject, context.RequestAborted);
        var made = KeyRules.Make(asked, subject?.Id, clock.GetUtcNow());
        if (made.Refusal is { } refusal) throw new RefusedException(refusal);

        var (key, stored) = made.Value!;
        await grains.Key(stored.Id).Save(stored);
        known.Hear(stored.Id);

        context.Response.Headers.Location = $"{Routes.Keys}/{stored.Id}";
        await Reply.Write(
            context, StatusCodes.Status201Created,
            View(stored, board.Current.Catalogue) with { Key = key, Warnings = warnings },
            AggregatorJson.Wire.KeyView);
    }

    private static async Task All(
        HttpContext context, string? first, string? after, BoardAccess board, IGrainFactory grains)
    {
        var (most, last) = (Query.First(first, Query.FirstMax), Cursor.Read("keys", after));
        var keys = await grains.Ledger().Keys();
        var (page, next) = Cursor.Cut(
            keys.OrderBy(Place, StringComparer.Ordinal)
                .Where(key => string.CompareOrdinal(Place(key), last) > 0),
            most, key => Cursor.Of("keys", Place(key)));
        var catalogue = board.Current.Catalogue;
        var view = new KeysAnswer
        {
            Items = [.. page.Select(key => View(key, catalogue))],
            Next = next,
            Total = keys.Length,
        };
        await Reply.Write(context, StatusCodes.Status200OK, view, AggregatorJson.Wire.KeysAnswer);
    }

    /// <summary>Where a key stands among all: by when it was made, then by its id.</summary>
    private static string Place(ApiKey key) => $"{key.Created.UtcDateTime:O} {key.Id}";

    private static async Task Revoke(
        HttpContext context, string id, IGrainFactory grains, KnownKeys known, TimeProvider clock)
    {
        if (!ApiKeys.IsId(id))
            throw new RefusedException("key-absent", $"No key has the id \"{Shown.Short(id)}\".");
        var refusal = await grains.Key(id).Revoke(clock.GetUtcNow());
        if (refusal is not null) throw new RefusedException(refusal);
        known.Hear(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<(KeyAsked Asked, IReadOnlyList<Doubt>? Warnings)> Read(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        var fields = body.Root;
        var asked = new KeyAsked(
            fields.Text("role", NameLengthMax), fields.Text("name", NameLengthMax),
            fields.Text("subject", NameLengthMax), fields.Day("expires"));
        // A key that was to expire would open for ever.
        fields.RefuseSlips();
        return (asked, fields.Warnings());
    }

    private static KeyView View(ApiKey key, Catalogue catalogue) => new()
    {
        Id = key.Id,
        Role = key.Role.Word(),
        Subject = (key.Subject is { } subject && catalogue.TryFindCritic(subject, out var critic)
            ? critic.Id
            : key.Subject)?.Value,
        Name = key.Name,
        Created = key.Created.UtcDateTime,
        Expires = key.Expires,
        Revoked = key.Revoked?.UtcDateTime,
        LastUsed = key.LastUsed,
    };
}
