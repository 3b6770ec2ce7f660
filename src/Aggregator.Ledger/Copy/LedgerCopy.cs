using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>What was copied, and how the ledger ends in its new place.</summary>
public sealed record CopyReport(string From, string To, int Keys)
{
    /// <summary>
    /// What verification found in the copy, which it recomputed from the copied entries alone.
    /// </summary>
    public required VerificationReport Copy { get; init; }
}

/// <summary>
/// Moves a ledger from one store into another: the exact bytes of every entry, the words beside them, all
/// that is derived, and the keys. The copy has an epoch of its own, so that nobody takes an answer of one for
/// an answer of the other.
/// </summary>
public static class LedgerCopy
{
    /// <summary>
    /// Copies between a folder and a PostgreSQL database (an address holds a <c>=</c>), or between two of a
    /// kind. No server may work on either. Throws <see cref="LedgerOpenException"/> when one cannot be
    /// opened, the target is not empty, or what was copied does not verify; then the target is as empty as
    /// before. Where a copy was begun and did not end, nobody starts or reads until another one is whole.
    /// </summary>
    public static CopyReport Run(string from, string to, CancellationToken cancel = default)
    {
        // An unset variable names no place, which must not be the folder that somebody happens to be in.
        if (string.IsNullOrWhiteSpace(from) || string.IsNullOrWhiteSpace(to))
            throw new LedgerOpenException(
                "The ledger or its copy has no name. Nothing is copied; give both with --from and --to.");
        // Held for reading, it would be said to be in use by another server.
        if (Place(from) == Place(to))
            throw new LedgerOpenException(
                "The ledger and its copy would be in one place. Nothing is copied; name an empty one with "
                + "--to.");
        using var origin = CopyPlace.Of(from).OpenOrigin();
        using var target = CopyPlace.Of(to).OpenTarget();
        try
        {
            return Run(origin.Snapshot, target, cancel);
        }
        catch (Exception failure)
            when (failure is NpgsqlException or SqliteException or LedgerFormatException or IOException)
        {
            throw new LedgerOpenException(
                $"The copy from {origin.Snapshot.Name} to {target.Name} was cut short: "
                + $"{failure.Message.TrimEnd('.')}. Nothing of it is there; run copy again.", failure);
        }
    }

    private static string Place(string name) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(name));

    private static CopyReport Run(ILedgerSnapshot from, ILedgerTarget to, CancellationToken cancel)
    {
        var head = from.Head();
        to.Write(Chained(from, head, cancel));
        to.Write(from.Texts());
        to.Write(from.Lists());
        to.Write(from.Critics());
        to.Write(Latest(from));
        List<ApiKey> keys = [.. from.Keys()];
        to.Write(keys);
        to.Write(head with { Epoch = StoredHead.NewEpoch() });

        using var written = to.Written();
        var report = Verification.Run(written, cancel);
        if (!report.Holds || !report.Head.Hash.Span.SequenceEqual(head.Hash))
            throw new LedgerOpenException(
                $"The copy in {to.Name} does not verify: {string.Join(' ', report.Mismatches)} It is given "
                + $"up, and {to.Name} is left empty. Run verify on {from.Name}.");
        to.Commit();
        return new CopyReport(from.Name, to.Name, keys.Count) { Copy = report };
    }

    /// <summary>The entries, each checked against its hash on the way.</summary>
    private static IEnumerable<StoredEntry> Chained(
        ILedgerSnapshot from, StoredHead head, CancellationToken cancel)
    {
        var chain = new HashChain();
        var position = 0L;
        foreach (var entry in from.Entries(after: 0))
        {
            cancel.ThrowIfCancellationRequested();
            chain.Chain(
                new EntryStamp(++position, entry.RecordedAt), Encoding.UTF8.GetBytes(entry.Kind),
                Encoding.UTF8.GetBytes(entry.Actor), entry.Body);
            if (entry.Position != position || !chain.Hash.SequenceEqual(entry.Hash))
                throw Damaged(from, position);
            yield return entry;
        }

        if (position != head.Position || !chain.Hash.SequenceEqual(head.Hash))
            throw Damaged(from, position + 1);
    }

    // What later changes replaced stays behind, and so do those of keys: whoever follows a new epoch asks for
    // keys anew.
    private static IEnumerable<StoredChange> Latest(ILedgerSnapshot from)
    {
        var latest = new Dictionary<(ChangeKind, int), long>();
        foreach (var change in from.Changes()) latest[(change.Kind, change.Key)] = change.Revision;
        return from.Changes().Where(
            change => change.Kind != ChangeKind.Key && latest[(change.Kind, change.Key)] == change.Revision);
    }

    private static LedgerOpenException Damaged(ILedgerSnapshot from, long position) => new(
        $"Entry {position} of the ledger in {from.Name} is not what its hash says. Nothing is copied; run "
        + "verify on it, and restore a backup.");
}
