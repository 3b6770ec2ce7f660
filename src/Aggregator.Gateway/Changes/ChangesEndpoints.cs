using System.Net.Sockets;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Aggregator.Gateway.Changes;

/// <summary>Acclaims as they change: as a text that goes on, or by long poll.</summary>
internal static class ChangesEndpoints
{
    private const int PortionMax = 64;

    // The system would take megabytes for a slow reader, who then hears what was true minutes ago and is
    // dropped before it wants more.
    private const int BytesOnTheWay = 128 * 1024;

    public static void AddChanges(this IServiceCollection services)
    {
        services.TryAddSingleton(new ChangesOptions());
        services.AddSingleton<ListenersFrom>();
        services.AddSingleton<Listeners>();
        services.AddHostedService(provider => provider.GetRequiredService<Listeners>());
        services.AddHostedService<ListenersKeys>();
    }

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/changes", Changes).WithTags("changes")
            .Answers<ChangesAnswer>(
                "Acclaims as they change: server-sent events, or a long poll with after and wait", 404)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Responses!["200"].Content![ChangesText.ContentType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
                return Task.CompletedTask;
            })
            .WithDescription(
                "As text/event-stream: each event is an acclaim, its id epoch-revision; Last-Event-ID (or "
                + "after) resumes, states in between may merge, a film's latest never goes missing. An event "
                + "of the name reset says that the ledger's epoch is another one, or that it never came as "
                + "far as was said to have been heard: everything follows anew. "
                + "As JSON, with after or wait: at once if something is newer, else when something is or the "
                + "wait is over; next goes into after. A film of which nobody has said anything is told when "
                + "it is registered or revised; that its season gained a list only to those who named it. A "
                + "film that was merged is told as gone: by an event of the name gone, or among gone.");

    private static async Task Changes(
        HttpContext context, [AsParameters] ChangesAsk ask, BoardAccess board, Listeners listeners,
        IGrainFactory grains)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[Routes.PositionHeader] = $"{board.Current.Settled}";
        context.Response.Headers.Vary = "Accept";
        var patience = ask.Patience;
        var isPoll = ask.IsPoll(context.Request);
        var after = isPoll ? ask.After : Query.Given(ask.LastHeard) ?? ask.After;
        var heard = await ChangesAsk.From(after, board, grains, context.RequestAborted);
        if (isPoll) await LongPoll.Answer(context, (ask, patience, heard), board, listeners);
        else await Listen(context, (ask, heard), board, listeners);
    }

    private static async Task Listen(
        HttpContext context, (ChangesAsk Said, HeardTo Heard) ask, BoardAccess board, Listeners listeners)
    {
        var heard = ask.Heard;
        var filter = ask.Said.Read(board.Current);
        using var place = listeners.Take(context, filter, heard);

        context.Response.ContentType = ChangesText.ContentType;
        // Proxies in between must not gather what is meant for now.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (HttpMethods.IsHead(context.Request.Method)) return;

        if (context.Features.Get<IConnectionSocketFeature>() is { } connection) Narrow(connection.Socket);

        var text = new ChangesText(context.Response.BodyWriter);
        text.Open(heard, filter.Unknown);
        await Send(context, place.Listener, listeners);
        await Tell(context, place.Listener, text, (board, listeners));
    }

    private static void Narrow(Socket connection)
    {
        try
        {
            connection.SendBufferSize = BytesOnTheWay;
        }
        catch (Exception fault) when (fault is ObjectDisposedException or SocketException)
        {
            // Who hung up meanwhile hears nothing: the first sending ends it.
        }
    }

    private static async Task Tell(
        HttpContext context, Listener listener, ChangesText text, (BoardAccess Board, Listeners All) from)
    {
        var beatAt = from.All.In(from.All.Options.Heartbeat);
        while (!listener.IsOver)
        {
            var now = from.Board.Current;
            var news = listener.Look(now, PortionMax);
            if (news.IsReset) text.Reset(now.Epoch);
            text.Write(now, news);
            listener.Heard = news.To;

            var isSilent = news.IsEmpty;
            if (isSilent && from.All.Now >= beatAt) text.Beat(news.To);
            else if (isSilent)
            {
                // None of very many films was theirs: others have a turn before the next many.
                if (news.HasMore) await Task.Yield();
                else await listener.Called(beatAt);
                continue;
            }

            await Send(context, listener, from.All);
            beatAt = from.All.In(from.All.Options.Heartbeat);
        }
    }

    private static async Task Send(HttpContext context, Listener listener, Listeners listeners)
    {
        var sent = context.Response.BodyWriter.FlushAsync();
        if (!sent.IsCompleted) listener.SendsUntil(listeners.In(listeners.Options.SentWithin));
        await sent;
        listener.HasSent();
    }
}
