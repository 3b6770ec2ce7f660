using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Aggregator.Benchmarks.Rows;

/// <summary>An import against what its store needs alone, and a start over what it left.</summary>
internal static class StoreRows
{
    // As many as the server itself puts into a commit at most.
    private const int BatchRows = 4_096;
    private const double ImportGoal = 2.5;
    private static readonly TimeSpan StartGoal = TimeSpan.FromSeconds(3);

    private const string Table = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE entries (position INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, kind TEXT NOT NULL,
          actor TEXT NOT NULL, links BLOB NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL) STRICT;
        """;

    private const string LastVerdicts = """
        SELECT position, recorded_at, kind, actor, links, hash, body FROM entries
        WHERE position > (SELECT max(position) FROM entries) - $count ORDER BY position
        """;

    public static async Task<IReadOnlyList<Row>> Measure(World world, int verdicts)
    {
        var start = await world.Restart();
        var bare = Bare(Path.Combine(world.Folder, "data"), verdicts);
        var (took, ratio) = (world.Importing, world.Importing / bare);
        var registered = world.Films / world.Registering.TotalSeconds;
        return
        [
            new($"import of {verdicts:N0} verdicts on {world.Films:N0} films over HTTP to scored and ranked",
                $"≤ {ImportGoal} × bare inserts of the same rows into the same table, no other index",
                $"{ratio:F2} ×: {took.TotalSeconds:F1} s; bare, {BatchRows} rows a commit, "
                + $"{bare.TotalSeconds:F1} s; {world.Memory / 1e6:F0} MB at its end",
                ratio <= ImportGoal),
            new($"start to first answer with {verdicts:N0} verdicts on {world.Films:N0} films in the ledger",
                $"≤ {StartGoal.TotalSeconds} s", $"{start.TotalSeconds:F2} s", start <= StartGoal),
            new($"registering {world.Films:N0} films over HTTP", "–",
                $"{world.Registering.TotalSeconds:F1} s, {registered:N0} a second", null),
        ];
    }

    /// <summary>The same rows into the same table of a new database, as durable, and nothing else.</summary>
    private static TimeSpan Bare(string folder, int verdicts)
    {
        var rows = Read(Directory.GetFiles(folder, "*.db").Single(), verdicts);
        using var store = new SqliteConnection($"Data Source={folder}-bare.db;Pooling=False");
        store.Open();
        using var table = store.CreateCommand();
        table.CommandText = Table;
        table.ExecuteNonQuery();

        var since = Stopwatch.GetTimestamp();
        using var insert = store.CreateCommand();
        insert.CommandText = "INSERT INTO entries VALUES ($0, $1, $2, $3, $4, $5, $6)";
        for (var i = 0; i < rows[0].Length; i++) insert.Parameters.AddWithValue($"${i}", rows[0][i]);
        foreach (var batch in rows.Chunk(BatchRows))
        {
            using var commit = store.BeginTransaction();
            insert.Transaction = commit;
            foreach (var row in batch)
            {
                for (var i = 0; i < row.Length; i++) insert.Parameters[i].Value = row[i];
                insert.ExecuteNonQuery();
            }

            commit.Commit();
        }

        return Stopwatch.GetElapsedTime(since);
    }

    private static List<object[]> Read(string file, int count)
    {
        using var ledger = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        ledger.Open();
        using var ask = ledger.CreateCommand();
        ask.CommandText = LastVerdicts;
        ask.Parameters.AddWithValue("$count", count);
        using var read = ask.ExecuteReader();
        var rows = new List<object[]>(count);
        while (read.Read())
        {
            var row = new object[read.FieldCount];
            read.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
