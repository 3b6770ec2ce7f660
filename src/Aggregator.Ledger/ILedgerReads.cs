namespace Aggregator.Ledgers;

/// <summary>
/// Questions to the disk, by the numbers that films and critics have inside. All throw
/// <see cref="LedgerUnavailableException"/> when it cannot be read.
/// </summary>
internal interface ILedgerReads : IDisposable
{
    /// <summary>Follows a film's thread back from its latest entry; the answer is oldest first.</summary>
    ValueTask<IReadOnlyList<LedgerEntry>> OfFilm(
        int film, (long After, long Last) range, CancellationToken cancel);

    /// <summary>Follows the threads of several films, and applies what is found to their tallies.</summary>
    ValueTask Fold(IReadOnlyList<FilmThread> films, CancellationToken cancel);

    ValueTask<IReadOnlyList<LedgerEntry>> OfCritic(
        int critic, (long After, long Last) range, CancellationToken cancel);

    /// <summary>By critic the head of the list of a year, where one was ever published.</summary>
    ValueTask<Dictionary<int, EntryWithText>> ListHeads(
        IReadOnlyList<int> critics, int year, CancellationToken cancel);

    /// <summary>The critics with a standing list of a year.</summary>
    ValueTask<List<int>> ListsOf(int year, CancellationToken cancel);

    /// <summary>Follows every list of a year back from its head; the answer is oldest first.</summary>
    ValueTask<List<LedgerEntry>> ListEntries(int year, CancellationToken cancel);

    ValueTask<Dictionary<long, FreeText>> Texts(IReadOnlyList<long> positions, CancellationToken cancel);

    ValueTask<IReadOnlyList<LedgerLine>> Lines(
        (long After, long Head) range, int countMax, CancellationToken cancel);

    /// <summary>Lines of the table of changes in the order of revisions.</summary>
    ValueTask<List<StoredChange>> Changes(
        (long After, long To) range, int countMax, CancellationToken cancel);

    /// <summary>Those of some lines of the table of changes that are still there.</summary>
    ValueTask<List<StoredChange>> ChangesAt(IReadOnlyList<long> revisions, CancellationToken cancel);
}

/// <summary>A film's entries, from its latest one back, and what they are applied to.</summary>
internal readonly record struct FilmThread(int Film, long Last, FilmTally Tally);
