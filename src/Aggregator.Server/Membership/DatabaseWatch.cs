using System.Diagnostics.Metrics;
using Aggregator.Gateway;
using Aggregator.Ledgers;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>
/// Asks the database each second whether it is there and what time it is. A silo that alone has lost it
/// answers its neighbours, so nobody evicts it, and it holds films that nobody can write: it ends, others
/// take its films, and whoever supervises it starts it again. While no neighbour has the database either, or
/// the database has no connection left to give, ending would help nobody.
/// </summary>
internal sealed partial class DatabaseWatch(
    MembershipPlace database, Neighbours neighbours, TimeProvider clock, IFatalErrorHandler end,
    ILogger<DatabaseWatch> log) : BackgroundService
{
    private static readonly TimeSpan AsksEvery = TimeSpan.FromSeconds(1);

    // A look at the clock: whoever waits longer has lost the database, or both are overwhelmed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Longer than a connection takes that broke and is made again.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(2.5);

    private NpgsqlConnection? _connection;
    private bool _isClockTold;
    private double _secondsAhead;
    private string _why = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = new Meter(GatewayTelemetry.Name);
        meter.CreateObservableGauge(
            "aggregator.cluster.clock.ahead", () => Volatile.Read(ref _secondsAhead), "s",
            "How far this silo's clock is ahead of the database's at least; negative when it is behind.");
        using var timer = new PeriodicTimer(AsksEvery, clock);
        for (var answered = clock.GetTimestamp(); await timer.WaitForNextTickAsync(stoppingToken);)
        {
            if (await Answers(stoppingToken))
            {
                answered = clock.GetTimestamp();
                continue;
            }

            var isLost = clock.GetElapsedTime(answered) >= LostAfter
                && await neighbours.ReachTheLedger(stoppingToken)
                // The neighbours may only have been the first to find it again.
                && !await Answers(stoppingToken);
            if (isLost) End();
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        base.Dispose();
    }

    private void End() => end.OnFatalException(
        this, $"The {database.Name} answered other silos and not this one ({_why}); they take its films");

    private async Task<bool> Answers(CancellationToken cancel)
    {
        try
        {
            _connection ??= await Connect(cancel);
            await using var ask = new NpgsqlCommand("SELECT clock_timestamp()", _connection);
            var before = clock.GetUtcNow();
            var there = new DateTimeOffset((DateTime)(await ask.ExecuteScalarAsync(cancel))!, TimeSpan.Zero);
            Compare(SiloClock.Difference(before, there, clock.GetUtcNow()));
            return true;
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException or IOException)
        {
            _connection?.Dispose();
            _connection = null;
            _why = lost.Message.TrimEnd('.');
            // It said so itself: it is there, and a silo that ended would find no connection at its start.
            return PostgresFailures.IsFull(lost);
        }
    }

    private async Task<NpgsqlConnection> Connect(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Address)
        {
            Pooling = false,
            Timeout = (int)Patience.TotalSeconds,
            CommandTimeout = (int)Patience.TotalSeconds,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private void Compare(TimeSpan ahead)
    {
        Volatile.Write(ref _secondsAhead, ahead.TotalSeconds);
        var isWrong = ahead.Duration() > SiloClock.DifferenceMax;
        if (isWrong && !_isClockTold) ClockIsWrong(log, SiloClock.Said(ahead), database.Name);
        if (!isWrong && _isClockTold) ClockIsRight(log, database.Name);
        _isClockTold = isWrong;
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The clock of this machine is {Difference} the one of the {Database}. Silos "
            + "judge each other by their clocks: set it, and keep it set with NTP")]
    private static partial void ClockIsWrong(ILogger log, string difference, string database);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The clock of this machine agrees with the one of the {Database} again")]
    private static partial void ClockIsRight(ILogger log, string database);
}
