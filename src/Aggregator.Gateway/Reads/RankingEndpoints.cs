using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Reads;

/// <summary>Films in order, in pages.</summary>
internal static class RankingEndpoints
{
    public static void MapRankings(this IEndpointRouteBuilder routes)
    {
        // Taken once: a request that asks for no service is spared a scope of them.
        var board = routes.ServiceProvider.GetRequiredService<BoardAccess>();
        var comparisons = routes.ServiceProvider.GetRequiredService<SeasonComparisons>();
        var places = routes.ServiceProvider.GetRequiredService<SeasonListPlaces>();
        var pasts = routes.ServiceProvider.GetRequiredService<Pasts>();
        routes.MapRead("/v1/rankings/{scope}",
                (HttpContext context, string scope, [AsParameters] RankingAsk ask) =>
                    Ranking(context, (board, comparisons, places, pasts), scope, ask))
            .WithTags("rankings")
            .Answers<RankingPage>("A page of a ranking of a season, or of all-time", 304, 422);
    }

    private static Task Ranking(
        HttpContext context,
        (BoardAccess Board, SeasonComparisons Comparisons, SeasonListPlaces Places, Pasts Pasts) from,
        string scope, RankingAsk ask)
    {
        var (within, by) = (Within(scope), By(ask.By));
        var (after, first) = (After(ask.After, within, by), Query.First(ask.First));
        if (ask.AsOf is not null && from.Pasts.DayOf(ask.AsOf) is { } day)
        {
            return PastEndpoints.Ranking(
                context, (from.Board, from.Pasts), (within, by, day), (after, first));
        }

        var now = from.Board.Current;
        if (!RankingNames.IsLive(by))
        {
            // They are made of one year's lists; where it has none, nothing need be computed.
            return within.Season is { } season && now.Ranking(within, RankingBy.Mentions).Count > 0
                ? Compared(context, from.Comparisons, (season, by), (after, first))
                : Answer(context, RankingViews.Empty(within, by), now.Settled, now.Settled);
        }

        var shown = new RankingShown(now, now.Ranking(within, by), from.Board.Past);
        return Reply.Read(context, Page(shown, from.Places, after, first), now.Settled);
    }

    /// <summary>The scope that an address names.</summary>
    public static Scope Within(string text) => Scope.TryRead(text, out var scope)
        ? scope
        : throw new RefusedException("scope-unreadable",
            $"\"{Shown.Short(text)}\" is neither a season such as 2013 nor all-time.");

    /// <summary>What is ordered by; acclaim if nothing is asked for.</summary>
    public static RankingBy By(string? text)
    {
        var by = default(RankingBy);
        if (Query.Given(text) is not { } asked || RankingNames.TryRead(asked, out by)) return by;
        throw new RefusedException("ranking-unknown",
            $"There is no ranking by \"{Shown.Short(text)}\"; there are "
            + $"{string.Join(", ", RankingNames.All)}.");
    }

    private static async Task Compared(
        HttpContext context, SeasonComparisons comparisons, (int Season, RankingBy By) of,
        (RankingCursor? After, int First) asked)
    {
        var found = await comparisons.Find(
            of.Season, of.By, context.Features.Get<AwaitedPosition>(), context.RequestAborted);
        if (found is not var (order, position))
        {
            throw new RefusedException("not-yet",
                $"The films of {of.Season} are still being compared: ask again in a moment.");
        }

        if (order.Ranking.Refusal is { } refusal) throw new RefusedException(refusal);
        var shown = new ComparedShown(order.Ranking.Value!, order.Films, order.Calibration);
        var page = RankingViews.Of(shown, Scope.Of(of.Season), asked.After, asked.First);
        await Answer(context, page, order.Position, position);
    }

    private static Task Answer(HttpContext context, RankingPage page, long made, long standsFor) =>
        Reply.Read(context, page with { Position = made }, AggregatorJson.Wire.RankingPage, standsFor);

    private static RankingCursor? After(string? text, Scope scope, RankingBy by)
    {
        if (Query.Given(text) is not { } given) return null;
        return RankingCursor.TryRead(given, scope, by, out var cursor)
            ? cursor
            : throw Cursor.Unreadable(given);
    }

    // Rendered once per snapshot: the pages live as long as the ranking they show, the day it is compared
    // with and the intervals of its places.
    private static RenderedBody Page(
        RankingShown shown, SeasonListPlaces known, RankingCursor? after, int first)
    {
        var (board, ranking, past) = shown;
        var since = past is null ? default : (past.Day, past.FilmsMergedAt);
        var pages = ranking.Rendered as RankingPages;
        var (places, areLast) = pages is { ArePlacesLast: true } ? (pages.Places, true) : known.Of(ranking);
        if (pages is null || pages.Since != since || pages.Places != places)
            ranking.Rendered = pages = new RankingPages(since, places, ranking.Count);
        pages.ArePlacesLast = areLast;
        if (pages.TryGet((after, first), out var kept)) return kept;

        var compared = past is null ? "" : $"-{past.Day:yyyyMMdd}";
        if (past is { FilmsMergedAt: > 0 and var merged }) compared += $".{merged}";
        var likely = places is null ? "" : $"-p{places.Digest:x}";
        var tag = string.Create(CultureInfo.InvariantCulture,
            $"{board.Epoch}-{ranking.Digest:x}{compared}{likely}-{Rendition.Mark}");
        var view = RankingViews.Of(shown with { Places = places }, after, first);
        var body = new RenderedBody(Reply.Render(view, AggregatorJson.Wire.RankingPage), tag);
        pages.Keep((after, first), body);
        return body;
    }

    /// <summary>
    /// Pages that were asked for, the past day they say how far films moved since (and which were merged by
    /// when that was made out), and the intervals they show.
    /// </summary>
    private sealed class RankingPages(
        (DateOnly Day, long FilmsMergedAt) since, ListPlaces? places, int films)
    {
        // Enough for every film to be shown once, in pages of any one length, whatever is asked for.
        private const int BytesPerFilm = 350;
        private const int BytesAtLeast = 1 << 20;

        private readonly ConcurrentDictionary<(RankingCursor? After, int First), RenderedBody> _kept = new();
        private long _room = BytesAtLeast + ((long)BytesPerFilm * films);

        public (DateOnly Day, long FilmsMergedAt) Since { get; } = since;

        public ListPlaces? Places { get; } = places;

        /// <summary>Whether the ranking will have no others: then nobody need look.</summary>
        public bool ArePlacesLast { get; set; }

        public bool TryGet(
            (RankingCursor? After, int First) asked, [NotNullWhen(true)] out RenderedBody? kept) =>
            _kept.TryGetValue(asked, out kept);

        public void Keep((RankingCursor? After, int First) asked, RenderedBody page)
        {
            if (Interlocked.Add(ref _room, -page.Bytes.Length) >= 0) _kept.TryAdd(asked, page);
            else Interlocked.Add(ref _room, page.Bytes.Length);
        }
    }
}

/// <summary>What is asked of a ranking.</summary>
internal sealed record RankingAsk(string? By, string? First, string? After, string? AsOf);
