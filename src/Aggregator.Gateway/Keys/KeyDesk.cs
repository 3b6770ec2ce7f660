using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aggregator.Gateway.Keys;

/// <summary>Looks at what is shown as a key, and says who shows it or why it opens nothing.</summary>
internal sealed class KeyDesk(KnownKeys keys, TimeProvider clock)
{
    private const string Prefix = "Bearer ";

    private static readonly ApiKey Nobodys =
        ApiKeys.Make(KeyRole.Reader, "", DateTimeOffset.UnixEpoch).Stored;

    /// <summary>
    /// Which text was proven to open which key. A connection hands on the same text with every request, so
    /// the digest is taken once. It goes as soon as nobody holds the text, and is worth nothing once the key
    /// is read anew.
    /// </summary>
    private readonly ConditionalWeakTable<string, KnownKey> _proven = [];

    /// <summary>Whether a text is meant as a key, valid or not.</summary>
    public static bool IsKey(string shown) =>
        shown.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && shown.AsSpan(Prefix.Length).Trim().StartsWith(ApiKeys.Prefix, StringComparison.Ordinal);

    /// <summary>The id in what is shown, which is no secret; null where there is none.</summary>
    public static string? IdIn(string shown)
    {
        var from = Prefix.Length + ApiKeys.Prefix.Length;
        if (!IsKey(shown) || shown.Length < from + ApiKeys.IdLength) return null;
        var id = shown.Substring(from, ApiKeys.IdLength);
        return ApiKeys.IsId(id) ? id : null;
    }

    public ValueTask<Outcome<Caller>> Read(string shown)
    {
        if (!_proven.TryGetValue(shown, out var proven)) return Prove(shown);
        var known = keys.Find(proven.Key.Id);
        return known.IsCompletedSuccessfully && ReferenceEquals(known.Result, proven)
            ? new(Open(proven))
            : Prove(shown);
    }

    private async ValueTask<Outcome<Caller>> Prove(string shown)
    {
        if (!TryRead(shown, out var presented))
        {
            return new Refusal("key-unknown",
                "What was sent is no key of this service: one is sent as \"Authorization: Bearer agg_…\".");
        }

        // As much is compared for a key that is not there as for one that is.
        var known = await keys.Find(presented.Id);
        if (!presented.Opens(known?.Key ?? Nobodys) || known is null)
            return new Refusal("key-unknown", "No such key is known.");

        _proven.AddOrUpdate(shown, known);
        return Open(known);
    }

    /// <summary>
    /// Whose key this was when that was last read, however long ago; null if it never was. For what is read,
    /// while nobody can be asked.
    /// </summary>
    public Outcome<Caller>? Recall(string shown) =>
        TryRead(shown, out var presented) && keys.Recall(presented.Id) is { } known
            && presented.Opens(known.Key)
                ? Open(known)
                : (Outcome<Caller>?)null;

    /// <summary>
    /// Why what opened a while ago opens nothing any more; null while it does, and while nobody can be asked:
    /// whatever is done with it needs the ledger too. A token opens for what it has begun.
    /// </summary>
    public async ValueTask<Refusal?> Objection(string shown)
    {
        try
        {
            return IsKey(shown) ? (await Read(shown)).Refusal : null;
        }
        catch (Exception fault) when (
            fault is LedgerUnavailableException or TimeoutException or OrleansException)
        {
            return null;
        }
    }

    private static bool TryRead(string shown, [NotNullWhen(true)] out PresentedKey? presented)
    {
        presented = null;
        return shown.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && ApiKeys.TryRead(shown.AsSpan(Prefix.Length).Trim(), out presented);
    }

    private Outcome<Caller> Open(KnownKey known)
    {
        var key = known.Key;
        keys.Show(known);
        if (key.Revoked is not null) return new Refusal("key-revoked", $"The key {key.Id} was revoked.");
        if (key.Expires is { } last && last < DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
            return new Refusal("key-expired", $"The key {key.Id} expired on {last:yyyy-MM-dd}.");
        return known.Caller;
    }
}
