using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers;

/// <summary>
/// What the verdicts on each film add up to, folded from the entries alone as they stand at one moment,
/// beside a running server or without one. Throws <see cref="LedgerOpenException"/> when there is no ledger,
/// or one that does not hold.
/// </summary>
public static class FilmSums
{
    public static IReadOnlyList<VerdictSums> InFolder(string folder, CancellationToken cancel = default)
    {
        var place = new LedgerFolder(folder);
        if (!File.Exists(place.DatabaseFile))
            throw new LedgerOpenException(
                $"\"{place.DatabaseFile}\" should be a ledger, and there is no such file. Nothing was read; "
                + "name another folder with --data.");
        using var connection = LedgerRecord.Opened(place);
        using var snapshot = new SqliteSnapshot(place, connection);
        return Of(snapshot, cancel);
    }

    public static IReadOnlyList<VerdictSums> InDatabase(string address, CancellationToken cancel = default)
    {
        var place = new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance);
        using var connection = LedgerRecord.Opened(place);
        using var snapshot = new PostgresSnapshot(place, connection);
        return Of(snapshot, cancel);
    }

    private static List<VerdictSums> Of(ILedgerSnapshot snapshot, CancellationToken cancel)
    {
        var mismatches = new Mismatches();
        var films = new Roster<FilmId>();
        var entries = new EntryVerification(new Admission(films, new Roster<CriticId>()), mismatches);
        var tallies = new TallyVerification(films, replayAfter: 0, mismatches);
        var head = snapshot.Head();
        foreach (var stored in snapshot.Entries(after: 0))
        {
            cancel.ThrowIfCancellationRequested();
            if (entries.Verify(stored) is { } entry) tallies.Apply(entry);
        }

        tallies.FoldMerged(snapshot.Entries(after: 0));
        entries.VerifyHead(head);
        if (mismatches.Sentences is [var first, ..])
            throw new LedgerOpenException(
                $"{first} Nothing is fitted to a ledger that does not hold; run verify.");
        return [.. tallies.Sums()];
    }
}
