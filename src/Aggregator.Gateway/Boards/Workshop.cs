using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Where what costs more than a look-up is computed, beside the Board: one piece of work at a time, and then
/// none for a while, so that whoever reads what is always live does not feel it.
/// </summary>
internal sealed partial class Workshop(TimeProvider clock, ILogger<Workshop> log) : IDisposable
{
    /// <summary>After some work nothing is done for so many times as long.</summary>
    private const int RestFactor = 4;

    // Well below what readers wait for a first result.
    private static readonly TimeSpan RestAtMost = TimeSpan.FromMilliseconds(500);

    /// <summary>What takes longer has lost its silo.</summary>
    private static readonly TimeSpan WorkWithin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private long _done;
    private TimeSpan _rest;
    private bool _isLost;

    /// <summary>
    /// Does some work when it is its turn. Where that fails the log says which result is lost, once until
    /// something succeeds, and readers are answered without, or with what was there before.
    /// </summary>
    [SuppressMessage(
        "Design", "CA1031", Justification = "Whatever it was: there will be another try.")]
    public async Task InTurn(string result, TimeSpan notBefore, Func<CancellationToken, Task> work)
    {
        var end = _end.Token;
        if (notBefore > TimeSpan.Zero) await Task.Delay(notBefore, clock, end);
        await _turn.WaitAsync(end);
        try
        {
            var rest = _rest - clock.GetElapsedTime(_done);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, end);

            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(end);
            bounded.CancelAfter(WorkWithin);
            var began = clock.GetTimestamp();
            await work(bounded.Token);
            _done = clock.GetTimestamp();
            rest = RestFactor * clock.GetElapsedTime(began, _done);
            _rest = rest < RestAtMost ? rest : RestAtMost;
            _isLost = false;
        }
        catch (Exception fault) when (!end.IsCancellationRequested)
        {
            if (!_isLost) Lost(result, fault);
            _isLost = true;
        }
        finally
        {
            if (!end.IsCancellationRequested) _turn.Release();
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _turn.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Result} could not be computed; it is answered without, or as before")]
    private partial void Lost(string result, Exception fault);
}
