namespace Aggregator.Server.Hosting;

/// <summary>
/// How a silo ends that may not go on: declared dead by the others, without its database, or after a fault of
/// the framework. It says why in one line and is gone within two seconds, without farewell, for it may still
/// hold films that are another's by now. The framework's own way prints the stack twice, most of it the
/// database driver's, and the reason far above its end.
/// </summary>
internal sealed partial class SiloEnd(ILoggerFactory logs, ILogger<SiloEnd> log) : IFatalErrorHandler
{
    // As long as the framework itself waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _once = new();

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        // Never left: who comes second must not cut short what the first says.
        lock (_once)
        {
            string?[] known = [context ?? sender?.ToString(), exception?.Message];
            var why = string.Join(": ", known.OfType<string>());
            OnItsOwn(() =>
            {
                // Waits where nobody reads the log, and what is logged is written by other threads.
                HadToEnd(log, why, exception);
                logs.Dispose();
            }).Join(Patience);
            // The end of a process shows the stack that asked for it, which is short on a thread of its own.
            OnItsOwn(() => Environment.FailFast($"This process had to end: {why}")).Join();
        }
    }

    private static Thread OnItsOwn(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        thread.Start();
        return thread;
    }

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "This process had to end and is to be started again: {Why}")]
    private static partial void HadToEnd(ILogger log, string why, Exception? exception);
}
