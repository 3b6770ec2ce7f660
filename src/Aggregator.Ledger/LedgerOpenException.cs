namespace Aggregator.Ledgers;

/// <summary>
/// The ledger cannot be opened. The message says what was expected, what was found and what happens now.
/// </summary>
public sealed class LedgerOpenException : Exception
{
    public LedgerOpenException(string message) : base(message) { }

    public LedgerOpenException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>
/// Stored bytes do not read as what they should be: another program wrote them, or a disk failed.
/// </summary>
public sealed class LedgerFormatException : Exception
{
    public LedgerFormatException(string message) : base(message) { }

    public LedgerFormatException(string message, Exception inner) : base(message, inner) { }
}
