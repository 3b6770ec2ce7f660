using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Keys of a ledger whether or not a server runs on it: through a connection of its own, which waits for the
/// server's commits as they wait for it. A running server hears of a change at its next look. Everything
/// here throws <see cref="LedgerOpenException"/> when there is something else than a ledger.
/// </summary>
public abstract class KeysBeside
{
    private protected KeysBeside()
    {
    }

    /// <summary>The keys of a folder with a SQLite ledger.</summary>
    public static KeysBeside InFolder(string folder) => new SqliteKeysBeside(new LedgerFolder(folder));

    /// <summary>The keys of a PostgreSQL ledger.</summary>
    public static KeysBeside InDatabase(string address) => new PostgresKeysBeside(
        new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance));

    /// <summary>
    /// Inserts or replaces a key, making the ledger if there is none: true where a folder held none before.
    /// </summary>
    public abstract bool Save(ApiKey key);

    /// <summary>Who answers for a critic's id now; null where nobody is known by it.</summary>
    public abstract CriticId? Surviving(CriticId critic);

    /// <summary>
    /// Every key, revoked ones too, in the order of their ids; each subject is the critic who answers for it
    /// now.
    /// </summary>
    public abstract IReadOnlyList<ApiKey> All();

    /// <summary>The promise of <see cref="IKeyRing.Change"/>.</summary>
    public abstract Outcome<ApiKey> Change(Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide);

    private static List<ApiKey> All(ILedgerSnapshot snapshot)
    {
        var keys = snapshot.Keys().ToList();
        if (!keys.Exists(key => key.Subject is not null)) return keys;
        var critics = CriticsIn(snapshot);
        return keys.ConvertAll(key => key with { Subject = Surviving(critics, key.Subject) ?? key.Subject });
    }

    private static CriticId? Surviving(Dictionary<CriticId, CriticId?> critics, CriticId? id)
    {
        while (id is { } known)
        {
            if (!critics.TryGetValue(known, out var into)) return null;
            if (into is null) return known;
            id = into;
        }

        return null;
    }

    /// <summary>Every critic, and into whom each was merged, if at all.</summary>
    private static Dictionary<CriticId, CriticId?> CriticsIn(ILedgerSnapshot snapshot)
    {
        var critics = new Dictionary<CriticId, CriticId?>();
        foreach (var line in snapshot.LatestFirst(names: true).Where(line => line.Kind == ChangeKind.Critic))
        {
            var change = FactReader.ReadCritic(line.Body);
            critics.TryAdd(change.Critic.Id, change.MergedInto);
        }

        // A running server writes what is derived a little later than what was said.
        foreach (var entry in snapshot.Entries(snapshot.Head().ReplayAfter)
            .Where(entry => entry.Kind is FactKinds.CriticRegistered or FactKinds.CriticsMerged))
        {
            switch (FactReader.Read(entry.Kind, entry.Body))
            {
                case CriticRegistered registered: critics.TryAdd(registered.Critic.Id, null); break;
                case CriticsMerged merged: critics[merged.From] = merged.Into; break;
            }
        }

        return critics;
    }

    private sealed class SqliteKeysBeside(LedgerFolder folder) : KeysBeside
    {
        public override bool Save(ApiKey key)
        {
            var isNew = !File.Exists(folder.DatabaseFile);
            return Do(connection =>
            {
                KeyTable.Save(connection, key);
                return isNew;
            });
        }

        public override IReadOnlyList<ApiKey> All() => DoIfThere(connection =>
        {
            using var snapshot = new SqliteSnapshot(folder, connection);
            return All(snapshot);
        });

        public override CriticId? Surviving(CriticId critic) =>
            DoIfThere<CriticId?>(connection =>
            {
                using var snapshot = new SqliteSnapshot(folder, connection);
                return Surviving(CriticsIn(snapshot), critic);
            });

        public override Outcome<ApiKey> Change(Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide) =>
            DoIfThere(connection =>
            {
                LedgerFolder.Run(connection, "BEGIN IMMEDIATE");
                var decided = decide(KeyTable.All(connection));
                if (decided.Value is { } key) KeyTable.Save(connection, key);
                LedgerFolder.Run(connection, "COMMIT");
                return decided;
            });

        private T DoIfThere<T>(Func<SqliteConnection, T> work) => File.Exists(folder.DatabaseFile)
            ? Do(work)
            : throw new LedgerOpenException(
                $"The folder \"{folder.Path}\" holds no ledger, and so no keys. Name another with --data.");

        private T Do<T>(Func<SqliteConnection, T> work)
        {
            try
            {
                Directory.CreateDirectory(folder.Path);
                using var connection = folder.OpenWriter(new SqliteLedgerOptions(), isStart: true);
                Schema.Upgrade(folder, connection);
                return work(connection);
            }
            catch (Exception failure)
                when (failure is SqliteException or UnauthorizedAccessException or IOException)
            {
                throw LedgerOpenings.Refused(folder, failure);
            }
        }
    }

    private sealed class PostgresKeysBeside(PostgresPlace place) : KeysBeside
    {
        public override bool Save(ApiKey key) => Do(connection =>
        {
            Save(connection, key);
            // A database was made by somebody; a folder's name may be a slip of the pen.
            return false;
        });

        public override IReadOnlyList<ApiKey> All() => Do(connection =>
        {
            using var snapshot = new PostgresSnapshot(place, connection);
            return All(snapshot);
        });

        public override CriticId? Surviving(CriticId critic) => Do<CriticId?>(connection =>
        {
            using var snapshot = new PostgresSnapshot(place, connection);
            return Surviving(CriticsIn(snapshot), critic);
        });

        public override Outcome<ApiKey> Change(Func<IReadOnlyList<ApiKey>, Outcome<ApiKey>> decide) =>
            Do(connection =>
            {
                using var transaction = connection.BeginTransaction();
                // Servers hold this row while they write.
                using var hold = new NpgsqlCommand($"{PostgresRows.Head} FOR UPDATE", connection);
                hold.ExecuteNonQuery();
                var decided = decide(PostgresKeyTable.All(connection));
                if (decided.Value is { } key) Save(connection, key);
                transaction.Commit();
                return decided;
            });

        private static ApiKey Save(NpgsqlConnection connection, ApiKey key)
        {
            using var batch = new NpgsqlBatch(connection) { BatchCommands = { PostgresKeyTable.Save(key) } };
            batch.ExecuteNonQuery();
            return key;
        }

        private T Do<T>(Func<NpgsqlConnection, T> work)
        {
            try
            {
                using var connection = place.Open();
                PostgresSchema.Upgrade(place, connection);
                return work(connection);
            }
            catch (NpgsqlException failure)
            {
                throw PostgresOpenings.Refused(place, failure);
            }
        }
    }
}
