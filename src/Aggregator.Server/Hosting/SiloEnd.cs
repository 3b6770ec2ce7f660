namespace Aggregator.Server.Hosting;

/// <summary>
/// How a silo ends that may not go on: declared dead by the others, without its database, or after a fault of
/// the framework. It says so in one sentence and is gone at once, without farewell, for it may still hold
/// films that are another's by now. The framework's own way prints the stack twice, most of it the database
/// driver's, and the reason far above its end.
/// </summary>
internal sealed partial class SiloEnd(ILoggerFactory logs, ILogger<SiloEnd> log) : IFatalErrorHandler
{
    // As the framework's own: longer than a log takes to be written or sent, where somebody takes it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        var why = string.Join(": ", new[] { context, exception?.Message }.OfType<string>());
        Ends(log, why, exception);
        // What is logged is written by other threads: this waits for them.
        OnItsOwn(logs.Dispose).Join(Patience);
        // The end of a process shows the stack that asked for it, which is short on a thread of its own.
        OnItsOwn(() => Environment.FailFast($"This silo ends: {why}")).Join();
    }

    private static Thread OnItsOwn(ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true };
        thread.Start();
        return thread;
    }

    [LoggerMessage(Level = LogLevel.Critical,
        Message = "This silo ends, and whoever supervises it is to start it again: {Why}")]
    private static partial void Ends(ILogger log, string why, Exception? exception);
}
