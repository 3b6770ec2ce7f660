using static Aggregator.Server.Tests.BackupTests;

namespace Aggregator.Server.Tests;

/// <summary>Restores that cannot be, and what they leave behind.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_damaged_backup_is_refused_and_the_folder_is_as_it_was()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        await MakeLedger(folder.Path);
        await Succeeds("backup", file, "--data", folder.Path);
        var found = Found(folder.Path);
        await Refuses("--force", "restore", file, "--data", folder.Path);
        await Damage(file);

        await Refuses("Nothing is", "restore", file, "--data", folder.Path, "--force");
        await File.WriteAllTextAsync(file, new string('x', 20_000));
        await Refuses("damaged", "restore", file, "--data", folder.Path, "--force");
        await Refuses("no such file", "restore", file + "x", "--data", folder.Path, "--force");
        await Refuses("Name the file", "restore", "--data", folder.Path);

        Assert.Equal(found, Found(folder.Path));
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task A_server_does_not_start_where_a_restore_was_cut_short()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "backup.db");
        await MakeLedger(folder.Path);
        await Succeeds("backup", file, "--data", folder.Path);
        // As a power cut leaves it between two names.
        File.Move(Path.Combine(folder.Path, "aggregator.db"), Path.Combine(folder.Path, "old.db"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "aggregator.db.restoring"), "");

        await Refuses("cut short", "--urls", "http://127.0.0.1:0", "--data", folder.Path);
        await Succeeds("restore", file, "--data", folder.Path);

        await SeasonTests.Verifies(folder.Path);
        Assert.False(File.Exists(Path.Combine(folder.Path, "aggregator.db.restoring")));
    }

    [Fact]
    public async Task No_server_goes_on_with_a_ledger_that_was_being_replaced_until_somebody_says_so()
    {
        using var folder = new Folder();
        var cut = Path.Combine(folder.Path, "aggregator.db.restoring");
        await MakeLedger(folder.Path);
        // As SIGKILL or a power cut leaves it while the backup is copied.
        await File.WriteAllTextAsync(cut, "");

        await Refuses($"delete \"{cut}\"", "--urls", "http://127.0.0.1:0", "--data", folder.Path);
        await Refuses("run restore again", "keys", "list", "--data", folder.Path);
        File.Delete(cut);

        await using var server = await ServerProcess.Start(folder.Path);
        Assert.Equal(0, await server.Stop());
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_by_its_name_and_an_empty_folder_stays_one_to_start_in()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        var cut = Path.Combine(elsewhere.Path, "cut.db");
        await MakeLedger(folder.Path);
        await Succeeds("backup", file, "--data", folder.Path);
        var bytes = await File.ReadAllBytesAsync(file);
        var restored = Path.Combine(elsewhere.Path, "to be", "restored");

        foreach (var kept in new[] { 0, bytes.Length / 2 })
        {
            await File.WriteAllBytesAsync(cut, bytes[..kept]);
            var (exit, said) = await ServerProcess.Command("restore", cut, "--data", restored);
            Assert.True(exit == 1, said);
            Assert.Contains($"\"{cut}\"", said, StringComparison.Ordinal);
            Assert.Contains("Nothing is restored", said, StringComparison.Ordinal);
            Assert.DoesNotContain("ledger that was to be read", said, StringComparison.Ordinal);
            Assert.DoesNotContain("restoring", said, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Path.Combine(elsewhere.Path, "to be")));
        }

        await using var server = await ServerProcess.Start(restored);
        Assert.Equal(0, await server.Stop());
    }

    [Fact]
    public async Task A_restore_that_fails_where_one_was_cut_short_does_not_let_a_server_start_over_it()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "backup.db");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "aggregator.db.restoring"), "");
        await File.WriteAllTextAsync(file, new string('x', 20_000));

        await Refuses("damaged", "restore", file, "--data", folder.Path);

        await Refuses("cut short", "--urls", "http://127.0.0.1:0", "--data", folder.Path);
    }

    [Fact]
    public async Task A_log_without_its_database_is_not_played_into_the_one_that_is_restored()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "backup.db");
        var database = Path.Combine(folder.Path, "aggregator.db");
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            await server.RegisterFilms(50);
            await Succeeds("backup", file, "--data", folder.Path);
            await server.RegisterFilms(50, year: 2014);
            await server.Kill();
        }

        // As somebody leaves it who takes the damaged file away.
        File.Delete(database);
        Assert.True(new FileInfo(database + "-wal").Length > 0);
        await Succeeds("restore", file, "--data", folder.Path);

        await SeasonTests.Verifies(folder.Path);
        Assert.False(File.Exists(database + "-wal"));
        var aside = Assert.Single(Directory.GetDirectories(folder.Path, "replaced-*"));
        Assert.True(File.Exists(Path.Combine(aside, "aggregator.db-wal")));
    }

    private static string[] Found(string folder) =>
    [
        .. Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal),
        File.ReadAllText(Path.Combine(folder, "server.pid")),
    ];
}
