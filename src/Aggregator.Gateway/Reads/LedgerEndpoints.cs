using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>The open record: whoever may read may check its hashes and recompute every number.</summary>
internal static class LedgerEndpoints
{
    private const int FirstUsual = 1_000;
    private const int FirstMax = 5_000;

    /// <summary>A page costs a read more for each so many entries.</summary>
    private const int LinesPerRead = 500;

    public static void MapLedger(this IEndpointRouteBuilder routes)
    {
        var ledger = routes.MapGroup("/v1/ledger").WithTags("ledger");
        ledger.MapRead("", Lines).WithSummary("Entries after a position, one a line")
            .WithDescription("Who made them is for operators to ask: actor needs an operator's key.")
            .Produces<string>(StatusCodes.Status200OK, "application/x-ndjson")
            .Produces<Problem>(StatusCodes.Status403Forbidden, "application/problem+json");
        ledger.MapRead("/head", Head).Answers<LedgerHeadView>("The end of the record and its hash", 304);
    }

    private static async Task Head(HttpContext context, IGrainFactory grains)
    {
        var head = await grains.Ledger().Head();
        var view = new LedgerHeadView
        {
            Position = head.Position,
            Hash = Convert.ToHexStringLower(head.Hash.Span),
            Epoch = head.Epoch,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.LedgerHeadView, head.Position);
    }

    private static async Task Lines(
        HttpContext context, [Description("The entries behind this position; 0 for all.")] string? after,
        [Description("How many, from 1 to 5,000.")] string? first, string? actor,
        [AsParameters] LedgerFrom from)
    {
        (after, actor) = (Query.Given(after), Query.Given(actor));
        if (actor is not null && !await KeyPolicies.Admits(context, KeyPolicies.Operator)) return;

        var position = 0L;
        if (after is not null
            && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out position))
            throw new RefusedException("after-unreadable",
                $"after must be a position, not \"{Shown.Short(after)}\".");

        var count = Query.First(first, FirstUsual, FirstMax);
        var comes = Math.Clamp(from.Board.Current.Settled - position, 0, count);
        if (!await context.TakesMore(from.Callers, (int)comes / LinesPerRead)) return;
        var lines = actor is null
            ? await from.Grains.Ledger().Lines(position, count)
            : await By(actor, (position, count), from.Grains, context.RequestAborted);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var line in lines) RecordText.Write(bytes, line);
        await Reply.Lines(context, bytes.WrittenSpan.ToArray(), isForAll: actor is null);
    }

    private static async Task<IReadOnlyList<LedgerLine>> By(
        string actor, (long After, int Count) page, IGrainFactory grains, CancellationToken cancel)
    {
        var lines = new List<LedgerLine>();
        for (var (after, isEnd) = (page.After, false); !isEnd && lines.Count < page.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            var found = await grains.Ledger().LinesBy(actor, after, page.Count - lines.Count);
            lines.AddRange(found.Lines);
            (after, isEnd) = (found.To, found.IsEnd);
        }

        return lines;
    }
}

/// <summary>What the record is read from, and who asks.</summary>
internal sealed record LedgerFrom(IGrainFactory Grains, BoardAccess Board, CallerLimits Callers);
