using System.Collections.Concurrent;
using Aggregator.Grains;

namespace Aggregator.Gateway;

/// <summary>The lists of a season, in the order of critics.</summary>
/// <param name="Revision">
/// The season's, taken before they were read: until it moves, no list by a person has said anything else.
/// </param>
/// <param name="Settled">Whatever a list said up to this position is in them.</param>
/// <param name="Lists">The very same as those read before, while these say the same.</param>
internal sealed record ListsRead(string Epoch, long Revision, long Settled, YearList[] Lists);

/// <summary>Reads the lists of seasons for what is computed of them.</summary>
internal sealed class ListReader(BoardAccess board, IGrainFactory grains)
{
    private const int ListsAtOnce = 200;

    private readonly ConcurrentDictionary<int, ListsRead> _read = [];

    /// <summary>
    /// Moves with whatever a list by a person says: its films move in this ranking. Verdicts on them move it
    /// too.
    /// </summary>
    public static long RevisionOf(Board board, int season) =>
        board.Ranking(Scope.Of(season), RankingBy.Mentions).Revision;

    /// <summary>
    /// Every list of a season that stands; read again only where the season's revision has moved.
    /// </summary>
    public async Task<ListsRead> Of(int season, CancellationToken cancel)
    {
        // Taken before the lists: what a list moves is on a Board later than the list, and then it is found
        // that the season has moved on.
        var now = board.Current;
        var revision = RevisionOf(now, season);
        var last = _read.GetValueOrDefault(season) is { } read && read.Epoch == now.Epoch ? read : null;
        var lists = last?.Revision == revision ? last.Lists : await ReadNow(season, cancel);
        if (last is not null && SayTheSame(last.Lists, lists)) lists = last.Lists;
        return _read[season] = new(now.Epoch, revision, now.Settled, lists);
    }

    /// <summary>Every list of a season that stands, read at once.</summary>
    public async Task<YearList[]> ReadNow(int season, CancellationToken cancel)
    {
        var lists = new List<YearList>();
        for (CriticId? after = null; ; after = lists[^1].Critic)
        {
            var page = await grains.Season(season).Lists(after, ListsAtOnce).WaitAsync(cancel);
            lists.AddRange(page.Items.Select(standing => standing.List));
            if (!page.More) return [.. lists];
        }
    }

    /// <summary>Whether lists in the order of critics say and give the same as others.</summary>
    public static bool SayTheSame(YearList[] some, YearList[] others) =>
        some.Length == others.Length && some.Zip(others).All(pair => pair.First.GivesTheSameAs(pair.Second));
}
