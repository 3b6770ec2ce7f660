using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>What is copied from, held against servers until it is disposed.</summary>
internal sealed class CopyOrigin(ILedgerSnapshot snapshot, params IDisposable[] held) : IDisposable
{
    public ILedgerSnapshot Snapshot => snapshot;

    public void Dispose()
    {
        snapshot.Dispose();
        foreach (var each in held) each.Dispose();
    }
}

/// <summary>A place that a ledger is copied from or to.</summary>
internal abstract class CopyPlace
{
    public static CopyPlace Of(string address) =>
        address.Contains('=', StringComparison.Ordinal) ? new Database(address) : new Folder(address);

    public abstract CopyOrigin OpenOrigin();

    /// <summary>
    /// Throws <see cref="LedgerOpenException"/> when it is not empty. From here on it is a copy that is not
    /// whole, until one is committed.
    /// </summary>
    public abstract ILedgerTarget OpenTarget();

    private static LedgerOpenException NotEmpty(string name) => new(
        $"{name} already holds facts or keys, and a copy needs an empty place. Nothing is copied; name "
        + "another.");

    private sealed class Folder(string path) : CopyPlace
    {
        private readonly LedgerFolder _folder = new(path);

        public override CopyOrigin OpenOrigin()
        {
            if (!File.Exists(_folder.DatabaseFile))
                throw new LedgerOpenException(
                    $"\"{_folder.DatabaseFile}\" should be a ledger, and there is no such file. Nothing is "
                    + "copied.");
            // Opening and closing writes down what is still behind.
            SqliteLedger.Open(path, new SqliteLedgerOptions(), TimeProvider.System, NullLogger.Instance)
                .Dispose();
            var held = _folder.Lock();
            try
            {
                var connection = _folder.OpenReader();
                return new CopyOrigin(new SqliteSnapshot(_folder, connection), connection, held);
            }
            catch (Exception failure)
            {
                held.Dispose();
                throw LedgerOpenings.Refused(_folder, failure);
            }
        }

        public override ILedgerTarget OpenTarget()
        {
            var held = _folder.Lock();
            try
            {
                return OpenTarget(held);
            }
            catch (Exception failure)
            {
                held.Dispose();
                throw LedgerOpenings.Refused(_folder, failure);
            }
        }

        private SqliteTarget OpenTarget(FileStream held)
        {
            var connection = _folder.OpenWriter(new SqliteLedgerOptions(), isStart: true);
            try
            {
                Schema.Upgrade(_folder, connection, mayBeCut: true);
                using (var found = new SqliteSnapshot(_folder, connection))
                    if (!IsEmpty(found)) throw NotEmpty(_folder.Path);
                return new SqliteTarget(_folder, connection, held);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }

    private sealed class Database(string address) : CopyPlace
    {
        private readonly PostgresPlace _place =
            new(address, new PostgresLedgerOptions { IsAlone = true }, NullLogger.Instance);

        public override CopyOrigin OpenOrigin() => Open(connection =>
        {
            PostgresSchema.RefuseStrangers(_place, connection, mayBeEmpty: false);
            PostgresClaim.HoldAgainstOthers(connection, _place);
            return new CopyOrigin(new PostgresSnapshot(_place, connection), connection);
        });

        public override ILedgerTarget OpenTarget() => Open(connection =>
        {
            PostgresSchema.Upgrade(_place, connection, mayBeCut: true);
            PostgresClaim.HoldAgainstOthers(connection, _place);
            using (var found = new PostgresSnapshot(_place, connection))
                if (!IsEmpty(found)) throw NotEmpty($"The {_place.Name}");
            return new PostgresTarget(_place, connection);
        });

        private T Open<T>(Func<NpgsqlConnection, T> use)
        {
            NpgsqlConnection? connection = null;
            try
            {
                connection = _place.Open();
                return use(connection);
            }
            catch (Exception failure)
            {
                connection?.Dispose();
                throw PostgresOpenings.Refused(_place, failure);
            }
        }
    }

    private static bool IsEmpty(ILedgerSnapshot found) => found.Head().Position == 0 && !found.Keys().Any();
}
