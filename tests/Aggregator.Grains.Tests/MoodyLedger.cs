using System.Reflection;

namespace Aggregator.Grains;

/// <summary>The real ledger, which a test can send away and fetch back.</summary>
public class MoodyLedger : DispatchProxy
{
    private ILedger? _ledger;

    public bool IsAway { get; set; }

    /// <summary>Facts are recorded, and nobody can read a film's entries.</summary>
    public bool IsUnreadable { get; set; }

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
        var answer = targetMethod!.Invoke(_ledger, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (IsQuick && answer is Task<Receipt[]> append) ((IAsyncResult)append).AsyncWaitHandle.WaitOne();
        return answer;
    }
}
