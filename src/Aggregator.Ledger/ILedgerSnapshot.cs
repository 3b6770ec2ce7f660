using System.Security.Cryptography;

namespace Aggregator.Ledgers;

/// <summary>
/// Everything that a store holds, as of one moment: for a start, a verification or a copy. One sequence is
/// read at a time, to its end.
/// </summary>
internal interface ILedgerSnapshot : IDisposable
{
    /// <summary>What the store is called in sentences.</summary>
    string Name { get; }

    StoredHead Head();

    /// <summary>The last entry; one at position 0 with the first hash when there is none.</summary>
    StoredEntry Last();

    /// <summary>Entries after a position, in order.</summary>
    IEnumerable<StoredEntry> Entries(long after);

    /// <summary>The words beside entries.</summary>
    IEnumerable<StoredText> Texts();

    IEnumerable<StoredList> Lists();

    /// <summary>Each critic's latest position, as of <see cref="StoredHead.ReplayAfter"/> or later.</summary>
    IEnumerable<StoredCritic> Critics();

    /// <summary>Every line of the table of changes, in the order of revisions.</summary>
    IEnumerable<StoredChange> Changes();

    /// <summary>
    /// The lines of the table of changes about films and critics (<paramref name="names"/>), or all others;
    /// the latest first.
    /// </summary>
    IEnumerable<StoredChange> LatestFirst(bool names);

    IEnumerable<ApiKey> Keys();
}

/// <summary>The one line that says where the ledger ends.</summary>
/// <param name="ReplayAfter">What is derived covers every entry up to here.</param>
/// <param name="Revision">Revisions up to here may have been given out.</param>
internal sealed record StoredHead(long Position, byte[] Hash, string Epoch, long ReplayAfter, long Revision)
{
    /// <summary>
    /// What a copied or restored ledger begins, so that nobody takes an answer of one for an answer of
    /// another.
    /// </summary>
    public static string NewEpoch() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}

/// <summary>Words beside the entry with this body; null if there is no such entry.</summary>
internal sealed record StoredText(long Position, byte[] Salt, byte[] Text, byte[]? Body);

/// <summary>The head of one critic's list of one year.</summary>
internal readonly record struct StoredList(int Critic, int Year, ListState State);

internal readonly record struct StoredCritic(int Critic, long Position);

/// <summary>A line of the table of changes.</summary>
internal readonly record struct StoredChange(
    long Revision, ChangeKind Kind, int Key, long Position, long Moment, byte[] Body);
