namespace Aggregator.Server.Hosting;

/// <summary>The first key: made once and shown once, or the one the operator brought.</summary>
internal static partial class OperatorKeys
{
    /// <summary>
    /// Keeps the key that the operator brought (<c>AGGREGATOR_OPERATOR_KEY</c>), if any; once it was revoked
    /// it opens nothing, wherever it still stands.
    /// </summary>
    public static async Task Keep(
        IKeyRing keys, ServerOptions options, ILoggerFactory logging, CancellationToken cancel)
    {
        if (options.OperatorKey is not { } brought) return;
        if (!ApiKeys.TryRead(brought, out var presented))
            throw new InvalidOperationException("Options are checked before keys are kept.");

        var now = TimeProvider.System.GetUtcNow();
        if (await keys.Find(presented.Id, cancel) is { Role: KeyRole.Operator } known
            && presented.Opens(known))
        {
            if (known.Revoked is not null)
                BroughtRevoked(logging.CreateLogger(typeof(OperatorKeys)), known.Id);
            if (known.Revoked is not null || known.IsOpen(DateOnly.FromDateTime(now.UtcDateTime))) return;
        }

        await keys.Save(
            new ApiKey(presented.Id, KeyRole.Operator, "environment")
            {
                SecretHash = presented.SecretHash,
                Created = now,
            },
            cancel);
    }

    /// <summary>
    /// Makes an operator key when there was never one, and answers it; else null. Called when the server
    /// answers and the key is shown next: a start that is cut short must not leave behind a key that nobody
    /// has seen, for then no later start would show one.
    /// </summary>
    public static async Task<string?> MakeFirst(IKeyRing keys, CancellationToken cancel)
    {
        if ((await keys.All(cancel)).Any(key => key.Role is KeyRole.Operator)) return null;
        var (key, stored) = ApiKeys.Make(KeyRole.Operator, "first start", TimeProvider.System.GetUtcNow());
        // Silos that start for the first time at once show one key between them.
        var first = await keys.Change(all => KeyRules.First(all, stored), cancel);
        return first.Value?.Id == stored.Id ? key : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator key {Id} of AGGREGATOR_OPERATOR_KEY was "
        + "revoked and stays so: bring another, or make one with keys create --role operator")]
    private static partial void BroughtRevoked(ILogger log, string id);
}
