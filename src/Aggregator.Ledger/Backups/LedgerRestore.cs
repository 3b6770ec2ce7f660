using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>What was restored, recomputed from its entries alone.</summary>
/// <param name="Found">The ledger as it is now, in its new epoch.</param>
/// <param name="Keys">How many keys it has.</param>
public sealed record RestoreReport(VerificationReport Found, int Keys)
{
    /// <summary>Where the ledger lies that was there before; null when there was none.</summary>
    public string? Replaced { get; init; }

    /// <summary>
    /// Whether the keys of the ledger that was there before could not be read: a key that was revoked since
    /// the backup opens again.
    /// </summary>
    public bool IsWithoutLaterKeys { get; init; }
}

/// <summary>
/// Puts a backup in the place of a ledger. Facts are those of the backup. Keys are no facts: those of the
/// backup are kept, and over them those of the ledger that was there before, which knows what was revoked
/// since. A restored ledger begins a new epoch: positions and revisions that were told before may be told
/// again for something else.
/// </summary>
public static class LedgerRestore
{
    private const string DamageOfBackup =
        "it is damaged, or no backup. Nothing is restored; try an older backup";

    private static readonly string[] Companions = ["", "-wal", "-shm"];

    /// <summary>
    /// Restores into a folder that no server holds. One that has facts is refused, unless
    /// <paramref name="replaces"/>: then they are kept in a folder beside. What is to be the ledger is
    /// verified before it takes its place. Throws <see cref="LedgerOpenException"/> with a sentence when
    /// something is not as it should be; then the folder is as it was.
    /// </summary>
    public static RestoreReport Run(
        string file, string folder, bool replaces, CancellationToken cancel = default)
    {
        var from = Path.GetFullPath(file);
        CheckBackup(from);
        var place = new LedgerFolder(folder);
        var leaveAsFound = place.AsFound();
        using var held = place.Lock();
        var restoring = place.Restoring(from);
        var isRestored = false;
        // A file that an earlier restore left is all that tells that the folder had a ledger.
        var isAllThereIs = File.Exists(restoring.DatabaseFile);
        try
        {
            var former = Former.In(place);
            if (former is { HoldsFacts: true } && !replaces) throw HoldsFacts(place, former);
            // What one that was killed was writing to its copy is of no copy since.
            File.Delete(restoring.DatabaseFile + "-journal");
            Durable.Copy(from, restoring.DatabaseFile);
            var report = Renew(restoring, former?.Keys ?? [], cancel);
            Durable.Flush(restoring.DatabaseFile);
            isAllThereIs |= former is not null;
            var replaced = SetAside(place);
            Durable.Rename(restoring.DatabaseFile, place.DatabaseFile);
            isRestored = true;
            return report with { Replaced = replaced, IsWithoutLaterKeys = former is { Keys: null } };
        }
        catch (Exception failure) when (BackupFile.IsForTheOperator(failure))
        {
            throw BackupFile.Refused(
                $"\"{from}\" could not be restored into {place.Path}", DamageOfBackup, "Nothing is restored",
                failure);
        }
        finally
        {
            // Not when it is all there is: whoever starts then is told of it.
            if (!isAllThereIs || File.Exists(place.DatabaseFile)) File.Delete(restoring.DatabaseFile);
            if (!isRestored) leaveAsFound();
        }
    }

    /// <summary>
    /// Ends a restore that PostgreSQL's own tools did: verifies the database and begins a new epoch. No
    /// server may work on it. The promise of <see cref="Run"/>.
    /// </summary>
    public static RestoreReport Finish(string address, CancellationToken cancel = default)
    {
        var place = new PostgresPlace(
            address, new PostgresLedgerOptions { IsAlone = true }, NullLogger.Instance);
        try
        {
            using var connection = place.Open();
            PostgresSchema.RefuseStrangers(place, connection, mayBeEmpty: false);
            PostgresSchema.Upgrade(place, connection);
            PostgresClaim.HoldAgainstOthers(connection, place);
            var (found, keys) = Verified(place, connection, cancel);
            var epoch = StoredHead.NewEpoch();
            using var renew = new NpgsqlCommand("UPDATE ledger_head SET epoch = $1", connection)
            {
                Parameters = { new NpgsqlParameter { Value = epoch } },
            };
            renew.ExecuteNonQuery();
            return new RestoreReport(found with { Head = found.Head with { Epoch = epoch } }, keys);
        }
        catch (Exception failure) when (failure is NpgsqlException or LedgerFormatException)
        {
            throw PostgresOpenings.Refused(place, failure);
        }
    }

    private static (VerificationReport, int Keys) Verified(
        PostgresPlace place, NpgsqlConnection connection, CancellationToken cancel)
    {
        using var snapshot = new PostgresSnapshot(place, connection);
        var found = Verification.Run(snapshot, cancel);
        return found.Holds ? (found, snapshot.Keys().Count()) : throw Differs($"The {place.Name}", found);
    }

    private static void CheckBackup(string file)
    {
        if (!File.Exists(file))
            throw new LedgerOpenException(
                $"\"{file}\" should be a backup, and there is no such file. Nothing is restored.");
        if (File.Exists(file + "-wal"))
            throw new LedgerOpenException(
                $"\"{file}\" is a ledger that a server works on, or worked on: a part of it lies in other "
                + "files. Nothing is restored; make a backup of its folder, and restore that.");
    }

    /// <summary>Makes the copy a ledger of its own and verifies what came of it.</summary>
    private static RestoreReport Renew(
        LedgerFolder restoring, IReadOnlyList<ApiKey> laterKeys, CancellationToken cancel)
    {
        using var connection = restoring.OpenAlone();
        Schema.RefuseStrangers(restoring, connection, mayBeEmpty: false);
        Schema.Upgrade(restoring, connection);
        LedgerFolder.Run(connection, "BEGIN IMMEDIATE");
        using (var epoch = new Statement(connection, "UPDATE ledger_head SET epoch = ?"))
            epoch.BindText(1, StoredHead.NewEpoch()).Run();
        foreach (var key in laterKeys) KeyTable.Save(connection, key);
        LedgerFolder.Run(connection, "COMMIT");

        var found = BackupFile.Verify(restoring, connection, cancel);
        return found.Holds
            ? new RestoreReport(found, KeyTable.All(connection).Count)
            : throw Differs("The backup", found);
    }

    /// <summary>
    /// What was there goes into a folder beside; answers which, null where there was nothing. A log without
    /// its database goes as well: whoever opens the next one would play it into that.
    /// </summary>
    private static string? SetAside(LedgerFolder place)
    {
        string[] files =
        [
            .. Companions.Select(companion => place.DatabaseFile + companion).Where(File.Exists),
        ];
        if (files is []) return null;
        var now = TimeProvider.System.GetUtcNow();
        var aside = Path.Combine(
            place.Path, now.ToString("'replaced-'yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(aside);
        foreach (var file in files) Durable.Rename(file, Path.Combine(aside, Path.GetFileName(file)));
        return aside;
    }

    private static LedgerOpenException HoldsFacts(LedgerFolder place, Former former) => new(
        $"The folder \"{place.Path}\" holds {former.What}. Nothing is restored; name an empty folder, or say "
        + "--force to put the backup in its place: what is there is then kept beside it.");

    private static LedgerOpenException Differs(string what, VerificationReport found) => new(
        $"{what} does not verify: {string.Join(' ', found.Mismatches)} Nothing is restored; try an older "
        + "backup.");

    /// <summary>The ledger that is there before.</summary>
    /// <param name="Keys">Null when they cannot be read.</param>
    private sealed record Former(string What, bool HoldsFacts, IReadOnlyList<ApiKey>? Keys)
    {
        public static Former? In(LedgerFolder place)
        {
            if (!File.Exists(place.DatabaseFile)) return null;
            try
            {
                using var connection = place.OpenReader();
                using var snapshot = new SqliteSnapshot(place, connection);
                var head = snapshot.Head();
                var what = Counted.Of(head.Position, "entry", "entries");
                return new Former(what, head.Position > 0, [.. snapshot.Keys()]);
            }
            catch (Exception failure) when (failure is SqliteException or LedgerFormatException)
            {
                return new Former("a ledger that cannot be read, or something else", true, null);
            }
        }
    }
}
