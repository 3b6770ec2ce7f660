using System.Text;

namespace Aggregator.Ledgers;

/// <summary>Checks each entry by itself and against those before it.</summary>
internal sealed class EntryVerification(Admission admission, Mismatches mismatches)
{
    private readonly HashChain _chain = new();
    private EntryStamp _last;

    /// <summary>The entry, admitted once more; null when it cannot be read.</summary>
    public PendingEntry? Verify(StoredEntry stored)
    {
        VerifyOrder(stored);
        VerifyHash(stored);
        try
        {
            var entry = PendingEntry.Stored(FactReader.Read(stored.Kind, stored.Body), stored);
            if (admission.Admit(entry, stored.Position) is { } refusal)
            {
                mismatches.Note($"Entry {stored.Position} should have been refused: {refusal.Detail}");
                return null;
            }

            admission.Keep();
            if (!admission.Links.WrittenSpan.SequenceEqual(stored.Links))
                mismatches.Note(
                    $"Entry {stored.Position} has links that do not lead to the entries before it.");
            return entry;
        }
        catch (LedgerFormatException broken)
        {
            mismatches.Note($"Entry {stored.Position} cannot be read: {broken.Message}");
            return null;
        }
    }

    public void VerifyHead(StoredHead head)
    {
        if (head.Position != _last.Position || !_chain.Hash.SequenceEqual(head.Hash))
            mismatches.Note(
                $"The ledger should end at entry {head.Position} with the hash "
                + $"{Convert.ToHexStringLower(head.Hash)}; "
                + $"it ends at {_last.Position} with {Convert.ToHexStringLower(_chain.Hash)}.");
    }

    private void VerifyOrder(StoredEntry stored)
    {
        if (stored.Position != _last.Position + 1)
            mismatches.Note($"After entry {_last.Position} comes entry {stored.Position}.");
        if (stored.RecordedAt < _last.RecordedAt)
            mismatches.Note($"Entry {stored.Position} was recorded before the entry before it.");
        _last = new EntryStamp(stored.Position, stored.RecordedAt);
    }

    private void VerifyHash(StoredEntry stored)
    {
        _chain.Chain(
            _last, Encoding.UTF8.GetBytes(stored.Kind), Encoding.UTF8.GetBytes(stored.Actor), stored.Body);
        if (_chain.Hash.SequenceEqual(stored.Hash)) return;
        mismatches.Note(
            $"Entry {stored.Position} has the hash {Convert.ToHexStringLower(stored.Hash)}; its bytes and "
            + $"the entry before it make {Convert.ToHexStringLower(_chain.Hash)}: something was changed.");
        _chain.Restart(stored.Hash);
    }
}

/// <summary>
/// Checks that the words beside an entry are those it was recorded with. Redacted words are fine.
/// </summary>
internal static class TextVerification
{
    public static void Verify(IEnumerable<StoredText> texts, Mismatches mismatches)
    {
        foreach (var text in texts)
        {
            var digest = text.Body is null ? null : FactReader.DigestIn(text.Body);
            if (digest != PendingEntry.Digest(text.Salt, text.Text))
                mismatches.Note(
                    $"The words beside entry {text.Position} are not those it was recorded with.");
        }
    }
}
