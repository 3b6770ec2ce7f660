using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Now and then moves up the point that a start replays from, and sweeps away changes that later ones
/// replaced. Apart from commits, so that none waits for it; any process may do it, and one at a time does.
/// </summary>
internal sealed class PostgresUpkeep : IDisposable
{
    // Any number that nobody else in the database takes.
    private const long OneAtATime = 0x61676774;

    private readonly PostgresPlace _place;
    private readonly NpgsqlDataSource _pool;
    private readonly LedgerMemory _memory;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public PostgresUpkeep(PostgresPlace place, NpgsqlDataSource pool, LedgerMemory memory)
    {
        (_place, _pool, _memory) = (place, pool, memory);
        _running = Task.Run(Run);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _running.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(_place.Options.UpkeepEvery);
        var isLast = false;
        while (!isLast)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // Once more at the end, so that the next start has little to replay.
                isLast = true;
            }

            try
            {
                await Keep(isLast ? 1 : _place.Options.ReplayEntriesMax);
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                Log.UpkeepPutOff(_place.Logger, _place.Name, failure.Message);
            }
        }
    }

    private async Task Keep(int replayEntriesMax)
    {
        await using var connection = await _pool.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await Ask<bool>(connection, $"SELECT pg_try_advisory_xact_lock({OneAtATime})")) return;
        var rows = await Ask<long>(connection, "SELECT count(*) FROM changes");
        if (rows > 2L * _memory.ThingsCount + _place.Options.LeftoversMax) await Sweep(connection);
        await MoveReplay(connection, replayEntriesMax);
        await transaction.CommitAsync();
    }

    private async Task MoveReplay(NpgsqlConnection connection, int entriesMax)
    {
        var after = await Ask<long>(connection, "SELECT replay_after FROM ledger_head");
        if (_memory.Nothing().Settled is not { } settled || settled - after < entriesMax) return;

        // Films need no such lines: their last positions follow from their standings.
        var critics = _memory.CriticsSince(after);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(
                    "INSERT INTO critic_lasts (critic, position) SELECT * FROM unnest($1::int[], "
                    + "$2::bigint[]) ON CONFLICT (critic) DO UPDATE SET position = "
                    + "greatest(critic_lasts.position, excluded.position)",
                    critics.ConvertAll(last => last.Critic), critics.ConvertAll(last => last.Last)),
                Command("UPDATE ledger_head SET replay_after = $1 WHERE replay_after < $1", settled),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    // What a reader's snapshot still sees stays for it; the latest of each thing stays for all.
    private static async Task Sweep(NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("SET LOCAL statement_timeout = 0"),
                Command(
                    "DELETE FROM changes c USING (SELECT kind, key, max(revision) AS latest FROM changes "
                    + "GROUP BY kind, key) l WHERE c.kind = l.kind AND c.key = l.key AND c.revision < "
                    + "l.latest"),
            },
            Timeout = 0,
        };
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
#pragma warning disable CA2100 // No caller passes anything but its own text.
        var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task<T> Ask<T>(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // No caller passes anything but its own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
