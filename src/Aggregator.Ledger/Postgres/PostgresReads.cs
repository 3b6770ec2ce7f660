using System.Diagnostics;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>Reads through a pool of connections.</summary>
internal sealed class PostgresReads(NpgsqlDataSource pool, TimeSpan patience) : ILedgerReads
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// An import asks for thousands at once: whoever reads something else must not stand behind all of them,
    /// nor wait for a connection until nobody waits any more.
    /// </summary>
    private const int ThreadsAtOnceMax = 8;

    // A thread is followed inside the server: a question for each entry would cost a message each.
    private const string Thread = $"""
        WITH RECURSIVE thread AS (
            SELECT position, links_back(links, $1, $4) AS back FROM entries WHERE position = $3
            UNION ALL
            SELECT e.position, links_back(e.links, $1, $4) FROM thread t
            JOIN entries e ON e.position = t.position - t.back
            WHERE t.back > 0 AND t.position - t.back > $2)
        SELECT {Columns}, t.back FROM thread t JOIN entries e USING (position) ORDER BY position
        """;

    private const string Columns =
        "position, e.recorded_at, e.kind, e.actor, e.links, e.hash, e.body";

    public ValueTask<IReadOnlyList<LedgerEntry>> OfFilm(
        int film, (long After, long Last) range, CancellationToken cancel) =>
        Follow(film, range, isCritic: false, cancel);

    public async ValueTask Fold(IReadOnlyList<FilmThread> films, CancellationToken cancel) =>
        await Parallel.ForEachAsync(
            films,
            new ParallelOptions { MaxDegreeOfParallelism = ThreadsAtOnceMax, CancellationToken = cancel },
            async (film, token) =>
            {
                foreach (var entry in await OfFilm(film.Film, (0, film.Last), token)) film.Tally.Apply(entry);
            });

    public ValueTask<IReadOnlyList<LedgerEntry>> OfCritic(
        int critic, (long After, long Last) range, CancellationToken cancel) =>
        Follow(critic, range, isCritic: true, cancel);

    public async ValueTask<Dictionary<int, EntryWithText>> ListHeads(
        IReadOnlyList<int> critics, int year, CancellationToken cancel)
    {
        var found = await Read(
            $"SELECT {Columns}, t.text, h.critic FROM list_heads h JOIN entries e USING (position) "
            + "LEFT JOIN texts t USING (position) WHERE h.critic = ANY ($1) AND h.year = $2",
            line => (Critic: line.GetInt32(8), Head: EntryReads.WithText(
                Entry(line), line.GetFieldValue<byte[]>(6),
                line.IsDBNull(7) ? null : FactReader.ReadText(line.GetFieldValue<byte[]>(7)))),
            cancel, critics.ToArray(), year);
        return found.ToDictionary(one => one.Critic, one => one.Head);
    }

    public ValueTask<List<int>> ListsOf(int year, CancellationToken cancel) => Read(
        "SELECT critic FROM list_heads WHERE year = $1 AND stands", line => line.GetInt32(0), cancel, year);

    public async ValueTask<List<LedgerEntry>> ListEntries(int year, CancellationToken cancel)
    {
        var entries = new SortedList<long, LedgerEntry>();
        var next = await Read(
            "SELECT position FROM list_heads WHERE year = $1", line => line.GetInt64(0), cancel, year);
        // Lists are revised a few times at most: one question for each time.
        while (next.Count > 0)
        {
            var found = await Read(
                $"SELECT {Columns} FROM entries e WHERE position = ANY($1)", Entry, cancel, next.ToArray());
            foreach (var entry in found) entries[entry.Position] = entry;
            next = [.. found.Select(EntryReads.Revised).Where(before => before > 0).Distinct()];
            next.RemoveAll(entries.ContainsKey);
        }

        return [.. entries.Values];
    }

    public async ValueTask<Dictionary<long, FreeText>> Texts(
        IReadOnlyList<long> positions, CancellationToken cancel)
    {
        if (positions.Count == 0) return [];
        var texts = await Read(
            "SELECT position, text FROM texts WHERE position = ANY($1)",
            line => (Position: line.GetInt64(0), Text: line.GetFieldValue<byte[]>(1)), cancel,
            positions.ToArray());
        return texts.ToDictionary(text => text.Position, text => FactReader.ReadText(text.Text));
    }

    public async ValueTask<IReadOnlyList<LedgerLine>> Lines(
        (long After, long Head) range, int countMax, CancellationToken cancel) => await Read(
            $"{PostgresRows.Entries} WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3",
            line => PostgresRows.ReadEntry(line).Line(), cancel, range.After, range.Head, countMax);

    public ValueTask<List<StoredChange>> Changes(
        (long After, long To) range, int countMax, CancellationToken cancel) => Read(
            $"{PostgresRows.Changes} WHERE revision > $1 AND revision <= $2 ORDER BY revision LIMIT $3",
            PostgresRows.ReadChange, cancel, range.After, range.To, countMax);

    public ValueTask<List<StoredChange>> ChangesAt(
        IReadOnlyList<long> revisions, CancellationToken cancel) => Read(
            $"{PostgresRows.Changes} WHERE revision = ANY($1)", PostgresRows.ReadChange, cancel,
            revisions.ToArray());

    public ValueTask<List<ApiKey>> Keys(string? id, CancellationToken cancel) =>
        Read(PostgresKeyTable.Select, PostgresKeyTable.Read, cancel, id ?? (object)DBNull.Value);

    public void Dispose() => pool.Dispose();

    private async ValueTask<IReadOnlyList<LedgerEntry>> Follow(
        int key, (long After, long Last) range, bool isCritic, CancellationToken cancel)
    {
        var found = await Read(
            Thread, line => (Entry: Entry(line), Back: line.IsDBNull(7) ? -1 : line.GetInt64(7)), cancel, key,
            range.After, range.Last, isCritic);
        var isWhole = found.Count > 0 && found[^1].Entry.Position == range.Last
            && found.TrueForAll(line => line.Back >= 0)
            && (found[0].Back == 0 || found[0].Entry.Position - found[0].Back <= range.After);
        if (!isWhole)
            throw new LedgerUnavailableException(
                $"The thread that leads to entry {range.Last} is cut. Nothing is changed; run verify.");
        return found.ConvertAll(line => line.Entry);
    }

    private static LedgerEntry Entry(NpgsqlDataReader line) => new(
        line.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(line.GetInt64(1)), line.GetString(3),
        FactReader.Read(line.GetString(2), line.GetFieldValue<byte[]>(6)));

    /// <summary>
    /// Where others have the last connection that there is to be had, another read of ours gives one back.
    /// </summary>
    private async ValueTask<NpgsqlConnection> Connect(CancellationToken cancel)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await pool.OpenConnectionAsync(cancel).ConfigureAwait(false);
            }
            catch (PostgresException full)
                when (PostgresFailures.IsFull(full) && Stopwatch.GetElapsedTime(began) < patience)
            {
                await Task.Delay(AgainAfter, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when the store cannot be read.</summary>
    private async ValueTask<List<T>> Read<T>(
        string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancel, params object[] values)
    {
        try
        {
            await using var connection = await Connect(cancel).ConfigureAwait(false);
#pragma warning disable CA2100 // No caller passes anything but its own text.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
            await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            var lines = new List<T>();
            while (await reader.ReadAsync(cancel).ConfigureAwait(false)) lines.Add(read(reader));
            return lines;
        }
        catch (Exception failure)
            when (failure is NpgsqlException or LedgerFormatException or TimeoutException or IOException
                or ObjectDisposedException)
        {
            throw Failures.Unavailable(failure);
        }
    }
}
