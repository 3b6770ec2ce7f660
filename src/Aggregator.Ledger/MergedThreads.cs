namespace Aggregator.Ledgers;

/// <summary>
/// A film's entries, and those of the films that were merged into it as far as they count for it: up to the
/// merge. What was said of those under another id since touches the film itself.
/// </summary>
internal sealed class MergedThreads
{
    private readonly Dictionary<FilmId, long> _read = [];
    private readonly Queue<(FilmId Film, long At)> _wanted = [];
    private SortedDictionary<long, LedgerEntry>? _all;

    public MergedThreads(FilmId film, IReadOnlyList<LedgerEntry> entries)
    {
        Entries = entries;
        Want(film, entries);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; private set; }

    /// <summary>
    /// The next film whose entries are missing, and up to which position; null when none is.
    /// </summary>
    public (FilmId Film, long At)? Next()
    {
        while (_wanted.TryDequeue(out var wanted))
        {
            if (_read.GetValueOrDefault(wanted.Film) >= wanted.At) continue;
            _read[wanted.Film] = wanted.At;
            return wanted;
        }

        if (_all is not null) Entries = [.. _all.Values];
        return null;
    }

    public void Take(FilmId film, IReadOnlyList<LedgerEntry> entries)
    {
        _all ??= new(Entries.ToDictionary(entry => entry.Position));
        foreach (var entry in entries) _all[entry.Position] = entry;
        Want(film, entries);
    }

    private void Want(FilmId film, IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
            if (entry.Fact is FilmsMerged merged && merged.Into == film)
                _wanted.Enqueue((merged.From, entry.Position));
    }
}
