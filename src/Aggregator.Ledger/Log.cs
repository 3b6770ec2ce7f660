using Microsoft.Extensions.Logging;

namespace Aggregator.Ledgers;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "The ledger opened at position {Position} in {Folder}; {Replayed} entries were replayed")]
    public static partial void Opened(ILogger logger, long position, string folder, long replayed);

    [LoggerMessage(2, LogLevel.Information, "Replayed {Replayed} of {Total} entries")]
    public static partial void Replaying(ILogger logger, long replayed, long total);

    [LoggerMessage(3, LogLevel.Error, "A commit failed: {Why}")]
    public static partial void CommitFailed(ILogger logger, string why, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "The ledger writes again, from position {Position}")]
    public static partial void WritesAgain(ILogger logger, long position);

    [LoggerMessage(
        5, LogLevel.Error, "The tail could not be written while closing; it is replayed at the next start")]
    public static partial void TailLeft(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning,
        "Hints from the {Place} are away, and changes of other servers are looked for instead: {Why}")]
    public static partial void ListensNot(ILogger logger, string place, string why);

    [LoggerMessage(8, LogLevel.Warning, "Upkeep of the {Place} is put off: {Why}")]
    public static partial void UpkeepPutOff(ILogger logger, string place, string why);

    [LoggerMessage(9, LogLevel.Error,
        "The ledger cannot be reached again, and writes are refused until it can: {Why}")]
    public static partial void NotReached(ILogger logger, string why);

    [LoggerMessage(7, LogLevel.Information, "Hints from the {Place} come again")]
    public static partial void ListensAgain(ILogger logger, string place);
}
