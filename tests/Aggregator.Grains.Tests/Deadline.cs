using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

internal static class Deadline
{
    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a condition; fails naming what it waited for.</summary>
    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        using var overdue = new CancellationTokenSource(WaitsAtMost);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            while (!await condition()) await look.WaitForNextTickAsync(overdue.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {WaitsAtMost.TotalSeconds} s for {what}.");
        }
    }
}

/// <summary>Gathers warnings and worse of one part of the program.</summary>
internal sealed class WarningsOf(string part, ConcurrentQueue<string> warnings) : ILoggerProvider, ILogger
{
    private bool _isOurs;

    public ILogger CreateLogger(string categoryName) =>
        new WarningsOf(part, warnings) { _isOurs = categoryName.StartsWith(part, StringComparison.Ordinal) };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _isOurs && logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) warnings.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
