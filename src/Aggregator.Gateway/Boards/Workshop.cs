using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway;

/// <summary>
/// Where what costs more than a look-up is computed, beside the Board: one piece of work at a time, and after
/// a second's worth of it rests in between, so that whoever reads what is always live does not feel it.
/// </summary>
internal sealed partial class Workshop(TimeProvider clock, ILogger<Workshop> log) : IDisposable
{
    /// <summary>What was worked is rested for so many times as long.</summary>
    private const int RestFactor = 4;

    /// <summary>
    /// So much work is done without a rest and rested for when nobody asks: the first looks at some seasons.
    /// </summary>
    private static readonly TimeSpan WorkAtOnce = TimeSpan.FromSeconds(1);

    // Well below what readers wait for a first result.
    private static readonly TimeSpan RestAtMost = TimeSpan.FromMilliseconds(500);

    /// <summary>What takes longer has lost its silo.</summary>
    private static readonly TimeSpan WorkWithin = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly long _opened = clock.GetTimestamp();

    // When, counted from the opening, all that was worked will have been rested for.
    private TimeSpan _rested;
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
            var rest = _rested - RestFactor * WorkAtOnce - Now;
            if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, end);

            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(end);
            bounded.CancelAfter(WorkWithin);
            var began = Now;
            await work(bounded.Token);
            Worked(began);
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

    private TimeSpan Now => clock.GetElapsedTime(_opened);

    private void Worked(TimeSpan began)
    {
        var done = Now;
        var rested = (_rested > began ? _rested : began) + (done - began) * (1 + RestFactor);
        var latest = done + RestFactor * WorkAtOnce + RestAtMost;
        _rested = rested < latest ? rested : latest;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Result} could not be computed; it is answered without, or as before")]
    private partial void Lost(string result, Exception fault);
}
