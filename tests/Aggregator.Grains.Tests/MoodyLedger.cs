using System.Reflection;

namespace Aggregator.Grains;

/// <summary>The real ledger, which a test can send away and fetch back.</summary>
public class MoodyLedger : DispatchProxy
{
    private ILedger? _ledger;
    private int _held;
    private int _lastsAsked;

    public bool IsAway { get; set; }

    /// <summary>Facts are recorded, and nobody can read a film's entries.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Appends, and whoever asks for words, wait for this before they reach the ledger.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>How many wait.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>How often somebody asked for a film's last position.</summary>
    public int LastsAsked => Volatile.Read(ref _lastsAsked);

    /// <summary>An append is answered before its caller can look whether it is.</summary>
    public bool IsQuick { get; set; }

    public ILedger AsLedger => (ILedger)(object)this;

    public static MoodyLedger Over(ILedger ledger)
    {
        var moody = (MoodyLedger)(object)Create<ILedger, MoodyLedger>();
        moody._ledger = ledger;
        return moody;
    }

    /// <summary>Another history from now on, as after a restore.</summary>
    public void Become(ILedger ledger) => _ledger = ledger;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (IsAway || (IsUnreadable && targetMethod!.Name == nameof(ILedger.FilmEntries)))
            throw new LedgerUnavailableException("The ledger is away for a test.");
        if (targetMethod!.Name == nameof(ILedger.LastPosition)) Interlocked.Increment(ref _lastsAsked);
        if (!Hold.IsCompleted)
        {
            switch (targetMethod.Name)
            {
                case nameof(ILedger.Append):
                    return After(Hold, () => _ledger!.Append((IReadOnlyList<Draft>)args![0]!));
                case nameof(ILedger.Texts):
                    return new ValueTask<IReadOnlyDictionary<long, FreeText>>(
                        After(Hold, () => _ledger!.Texts((IReadOnlyList<long>)args![0]!).AsTask()));
            }
        }

        var answer = targetMethod.Invoke(_ledger, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (IsQuick && answer is Task<Receipt[]> append) ((IAsyncResult)append).AsyncWaitHandle.WaitOne();
        return answer;
    }

    private async Task<T> After<T>(Task released, Func<Task<T>> ask)
    {
        Interlocked.Increment(ref _held);
        await released;
        Interlocked.Decrement(ref _held);
        return await ask();
    }
}
