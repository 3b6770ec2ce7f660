using System.Buffers;
using System.Text.Json;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Reads;

/// <summary>Acclaim, one film at a time or up to 500.</summary>
internal static class AcclaimEndpoints
{
    private const int BatchMax = 500;

    public static void MapAcclaim(this IEndpointRouteBuilder routes)
    {
        // Taken once: a request that asks for no service is spared a scope of them.
        var board = routes.ServiceProvider.GetRequiredService<BoardAccess>();
        var pasts = routes.ServiceProvider.GetRequiredService<Pasts>();
        routes.MapRead("/v1/films/{film}/acclaim",
                (HttpContext context, string film, string? profile, string? asOf) =>
                    Acclaim(context, (board, pasts), film, (profile, asOf)))
            .WithTags("films")
            .Answers<AcclaimView>("A film's acclaim", 304, 404)
            .Produces(StatusCodes.Status308PermanentRedirect);
        routes.MapPost("/v1/acclaim", Batch).WithTags("films")
            .Accepts<AcclaimBatchBody>("application/json")
            .Answers<AcclaimBatch>("Up to 500 acclaims at once, in the order asked");
    }

    // The busiest read of all: a look-up and a copy of bytes.
    private static Task Acclaim(
        HttpContext context, (BoardAccess Board, Pasts Pasts) from, string film,
        (string? Profile, string? AsOf) asked)
    {
        RefuseOther(asked.Profile);
        var now = from.Board.Current;
        var day = asked.AsOf is null ? null : from.Pasts.DayOf(asked.AsOf);
        if (!now.TryFind(film, out var found)) return Elsewhere(context, film);
        return day is { } past
            ? PastEndpoints.Acclaim(context, from.Pasts, found, past)
            : Reply.Read(context, AcclaimViews.Rendered(now, found), now.Settled);
    }

    /// <summary>Only who asks for what is not here pays for whether it was merged.</summary>
    private static Task Elsewhere(HttpContext context, string film)
    {
        if (Moves.OfFilm(context) is not { } address)
            return Problems.Write(context, Find.UnknownFilm(film));
        Reply.Moved(context, address);
        return Task.CompletedTask;
    }

    /// <summary>Only one profile has an acclaim, and its explanation.</summary>
    public static void RefuseOther(string? profile)
    {
        if (profile is not (null or "" or Profiles.Acclaim))
        {
            throw new RefusedException(
                "profile-unknown",
                $"There is no profile \"{Shown.Short(profile)}\" of acclaim: there is {Profiles.Acclaim}.");
        }
    }

    private static async Task Batch(HttpContext context, BoardAccess board)
    {
        using var body = await JsonBody.Read(context);
        var asked = body.Root.Texts("films")
            ?? throw new RefusedException("field-type", "The field films is missing: it lists ids and refs.");
        if (asked.Count > BatchMax)
            throw new RefusedException("batch-too-large",
                $"A batch asks for {BatchMax} films at most, not {asked.Count}.");

        var now = board.Current;
        context.Response.Headers[Routes.PositionHeader] = $"{now.Settled}";
        await Reply.Once(context, Render(now, asked));
    }

    private static byte[] Render(Board board, List<string> asked)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true });
        var unknown = new List<string>();
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var one in asked)
        {
            if (board.TryFindAnswering(one, out var film))
                WriteItem(json, one, AcclaimViews.Rendered(board, film).Bytes);
            else
                unknown.Add(one);
        }

        json.WriteEndArray();
        json.WriteStartArray("unknown");
        foreach (var one in unknown) json.WriteStringValue(one);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    // {"asked":"imdb:…" and then what follows the brace of the rendered acclaim.
    private static void WriteItem(Utf8JsonWriter json, string asked, byte[] rendered)
    {
        var name = JsonEncodedText.Encode(asked).EncodedUtf8Bytes;
        var item = new byte["{\"asked\":\"\","u8.Length + name.Length + rendered.Length - 1];
        "{\"asked\":\""u8.CopyTo(item);
        var at = "{\"asked\":\""u8.Length;
        name.CopyTo(item.AsSpan(at));
        at += name.Length;
        "\","u8.CopyTo(item.AsSpan(at));
        rendered.AsSpan(1).CopyTo(item.AsSpan(at + 2));
        json.WriteRawValue(item, skipInputValidation: true);
    }
}
