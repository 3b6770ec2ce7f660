using System.Globalization;

namespace Aggregator.Ledgers;

/// <summary>
/// When a film was last given which title and year, in the transaction under way too. Only of the latest is
/// it known: whoever decides now was shown the others long since. Used by the writer alone.
/// </summary>
internal sealed class LatestTitles
{
    private const int TitlesMax = 65_536;

    private readonly Stack<(long Title, long Before)> _undo = [];
    private Dictionary<long, long> _latest = [];
    private Dictionary<long, long> _earlier = [];

    /// <summary>
    /// Refuses what was decided before another call gave the title to a film: it may be the same film.
    /// </summary>
    public Refusal? Moved(PendingEntry entry, long callFrom)
    {
        if (entry is not { Title: { } title, DecidedAt: { } known }) return null;
        var last = Last(title);
        if (last <= known || last >= callFrom) return null;
        return new Refusal("film-moved", string.Create(CultureInfo.InvariantCulture,
            $"A film was given the same title and year after position {known}, on which this was decided."));
    }

    public void Move(PendingEntry entry, long position)
    {
        if (entry.Title is not { } title) return;
        _undo.Push((title, Last(title)));
        _latest[title] = position;
    }

    public void Keep()
    {
        _undo.Clear();
        if (_latest.Count < TitlesMax) return;
        (_earlier, _latest) = (_latest, []);
    }

    public void Undo()
    {
        while (_undo.TryPop(out var move)) _latest[move.Title] = move.Before;
    }

    private long Last(long title) =>
        _latest.TryGetValue(title, out var last) ? last : _earlier.GetValueOrDefault(title);
}
