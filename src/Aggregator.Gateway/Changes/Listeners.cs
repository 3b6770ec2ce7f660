using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Changes;

/// <summary>
/// Everybody who listens in this process, and the one loop that calls them: no timer and no queue belongs to
/// a listener, so one who hears nothing costs a few hundred bytes and a comparison now and then.
/// </summary>
internal sealed class Listeners : BackgroundService
{
    /// <summary>Under a load of writes there are hundreds of Boards a second; nobody hears so fast.</summary>
    private static readonly TimeSpan BreathesFor = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Listener, HttpContext> _all = new();
    private readonly BoardAccess _board;
    private readonly ChangesOptions _options;
    private readonly CallerLimits _callers;
    private readonly UnnamedProxy _proxy;
    private readonly HeldByAddress _strangers;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _stopping;
    private int _count;

    public Listeners(ListenersFrom from, ChangesOptions options, TimeProvider clock, IMeterFactory meters)
    {
        (_board, _callers, _proxy) = (from.Board, from.Callers, from.Proxy);
        _stopping = from.Life.ApplicationStopping;
        (_options, _clock) = (options, clock);
        _strangers = new HeldByAddress(options.ListenersPerAddress);
        meters.Create(GatewayTelemetry.Name).CreateObservableUpDownCounter(
            "aggregator.changes.listeners", () => Volatile.Read(ref _count), "{listener}",
            "Who listens to changes, waiting long polls too.");
    }

    public ChangesOptions Options => _options;

    public long Now => _clock.GetTimestamp();

    /// <summary>The moment some time from now.</summary>
    public long In(TimeSpan time) =>
        Now + (long)(time.TotalSeconds * _clock.TimestampFrequency);

    /// <summary>
    /// Takes in a listener for as long as the answer is not disposed. Refuses <c>listeners-full</c>.
    /// </summary>
    public Place Take(HttpContext context, NewsFilter filter, HeardTo heard)
    {
        var counted = Count(context);
        var sent = context.Request.Headers.Authorization.ToString();
        var listener = new Listener(filter, heard)
        {
            Shown = BrowserKey.Read(context, sent),
            Until = Caller.Of(context)?.Until,
            Counted = counted,
        };
        _all[listener] = context;
        var gone = context.RequestAborted.Register(listener.End);
        if (_stopping.IsCancellationRequested) listener.End();
        return new Place(this, listener, gone);
    }

    /// <summary>What the listeners showed as they came, each once, of those who showed something.</summary>
    public IReadOnlySet<string> Shown =>
        _all.Select(one => one.Key.Shown).Where(shown => shown.Length > 0).ToHashSet();

    /// <summary>Ends those who showed one of these, and those whose token expired before.</summary>
    public void End(IReadOnlySet<string> shown, DateTimeOffset before)
    {
        foreach (var (listener, _) in _all)
            if (shown.Contains(listener.Shown) || listener.Until < before) listener.End();
    }

    /// <summary>Counts one more; answers where one of a stranger's is counted.</summary>
    private int? Count(HttpContext context)
    {
        var isStranger = _callers.IsStranger(context);
        var counted = isStranger ? _strangers.Take(context.Connection.RemoteIpAddress) : null;
        if (isStranger && counted is null)
        {
            _proxy.Note(context);
            throw new RefusedException("listeners-full",
                $"Your address listens {_strangers.Most} times already. With a key there may be more.");
        }

        if (Interlocked.Increment(ref _count) <= _options.ListenersMax) return counted;

        Interlocked.Decrement(ref _count);
        if (counted is { } place) _strangers.Free(place);
        throw new RefusedException("listeners-full",
            $"This server tells changes to {_options.ListenersMax} listeners, and they are all here.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        // The server waits for every answer under way before it stops its services: nobody may be kept.
        using var ending = _stopping.Register(EndAll);
        var told = _board.Current;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before looking, so that a move in between is not missed.
            var moved = _board.Moved;
            told = TellAll(told);
            await Task.Delay(BreathesFor, _clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await moved.WaitAsync(LooksEvery, _clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Board TellAll(Board told)
    {
        var now = _board.Current;
        if (_all.IsEmpty) return now;

        var summary = ReferenceEquals(now, told) ? null : new NewsSummary(told, now);
        var moment = Now;
        foreach (var (listener, context) in _all)
        {
            if (listener.Tell(summary, moment)) context.Abort();
        }

        return now;
    }

    private void EndAll()
    {
        foreach (var listener in _all.Keys) listener.End();
    }

    private void Leave(Listener listener)
    {
        if (!_all.TryRemove(listener, out _)) return;
        Interlocked.Decrement(ref _count);
        if (listener.Counted is { } place) _strangers.Free(place);
    }

    /// <summary>A listener's place among the others; disposing it frees all that was held for them.</summary>
    public sealed class Place(Listeners all, Listener listener, CancellationTokenRegistration gone)
        : IDisposable
    {
        public Listener Listener => listener;

        public void Dispose()
        {
            gone.Dispose();
            all.Leave(listener);
        }
    }
}

/// <summary>What listeners are told from, whom they are counted for, and until when they are.</summary>
internal sealed record ListenersFrom(
    BoardAccess Board, CallerLimits Callers, UnnamedProxy Proxy, IHostApplicationLifetime Life);
