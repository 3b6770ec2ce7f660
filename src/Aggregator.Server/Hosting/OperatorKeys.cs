namespace Aggregator.Server.Hosting;

/// <summary>The first key: made once and shown once, or the one the operator brought.</summary>
internal static class OperatorKeys
{
    /// <summary>
    /// Makes an operator key when there is no key at all, and returns it; keeps <paramref name="brought"/>
    /// (the value of <c>AGGREGATOR_OPERATOR_KEY</c>) instead where it is given, and returns null.
    /// </summary>
    public static async Task<string?> Ensure(
        IKeyRing keys, string? brought, TimeProvider clock, CancellationToken cancel)
    {
        if (brought is not null)
        {
            await KeepBrought(keys, brought, clock, cancel);
            return null;
        }

        if ((await keys.All(cancel)).Count > 0) return null;

        var (key, stored) = ApiKeys.Make(KeyRole.Operator, "first start", clock.GetUtcNow());
        await keys.Save(stored, cancel);
        return key;
    }

    private static async Task KeepBrought(IKeyRing keys, string brought, TimeProvider clock,
        CancellationToken cancel)
    {
        if (!ApiKeys.TryRead(brought, out var presented))
            throw new InvalidOperationException("Options are checked before keys are kept.");

        if (await keys.Find(presented.Id, cancel) is { } known && presented.Opens(known)
            && known is { Role: KeyRole.Operator, Revoked: null }) return;

        await keys.Save(
            new ApiKey(presented.Id, KeyRole.Operator, "environment")
            {
                SecretHash = presented.SecretHash,
                Created = clock.GetUtcNow(),
            },
            cancel);
    }
}
