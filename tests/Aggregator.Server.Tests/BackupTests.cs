using System.Net;
using System.Net.Http.Json;
using System.Text;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>Backups beside the running program, and what becomes of them.</summary>
public sealed class BackupTests(PostgresServer postgres)
{
    private const int Writers = 8;
    private const int FilmCount = 20;
    private const int PageStart = 3 * 4096;

    [Fact]
    public async Task A_backup_under_load_holds_every_fact_that_was_acknowledged_before_it_began()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        var restored = Path.Combine(elsewhere.Path, "restored");
        var acknowledged = new Acknowledged();
        Acknowledged before;
        string key, epoch;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            key = server.Key!;
            epoch = (string)(await server.Get("/v1/ledger/head"))["epoch"]!;
            await Acknowledged.Register(server, FilmCount);
            using var stop = new CancellationTokenSource();
            var writing = Task.WhenAll(Enumerable.Range(0, Writers)
                .Select(writer => Write(server, $"critic-{writer}", acknowledged, stop.Token)));
            await Acknowledge(acknowledged, 300);

            before = acknowledged.UpToNow();
            var (exit, said) = await ServerProcess.Command("backup", file, "--data", folder.Path);

            Assert.True(exit == 0, said);
            Assert.Contains("Everything matches.", said, StringComparison.Ordinal);
            // The writers were not held up.
            await Acknowledge(acknowledged, before.Count + 300);
            await stop.CancelAsync();
            await writing;
            Assert.Equal(0, await server.Stop());
        }

        var (_, told) = await Succeeds("restore", file, "--data", restored);
        Assert.Contains("new epoch", told, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(elsewhere.Path));
        await using (var server = await ServerProcess.Start(restored, key))
        {
            await before.AreThereOnce(server);
            Assert.NotEqual(epoch, (string)(await server.Get("/v1/ledger/head"))["epoch"]!);
            Acknowledged.Taken(await acknowledged.Record(server, "critic-0", 0, Quoted(default)));
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(restored);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_made_is_refused_with_a_sentence_and_leaves_nothing()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        await MakeLedger(folder.Path);

        await Refuses("no such file", "backup", file, "--data", elsewhere.Path);
        await Refuses("must be there",
            "backup", Path.Combine(elsewhere.Path, "none", "backup.db"), "--data", folder.Path);
        await Refuses("no name", "backup", "", "--data", folder.Path);
        await Refuses("no name", "restore", "", "--data", elsewhere.Path);
        await Succeeds("backup", file, "--data", folder.Path);
        await Refuses("is there already", "backup", file, "--data", folder.Path);

        File.Delete(file);
        await Damage(Path.Combine(folder.Path, "aggregator.db"));
        await Refuses("verify", "backup", file, "--data", folder.Path);
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task A_backup_that_is_told_to_end_says_so_and_leaves_nothing()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        await MakeLedger(folder.Path, verdicts: 50_000);

        // Where this process is held up it may come too late: then once more.
        for (var at = 1; ; at++)
        {
            Assert.True(at < 10, "No backup was told to end in time.");
            var file = Path.Combine(elsewhere.Path, $"backup-{at}.db");
            var backup = ServerProcess.Begin("backup", file, "--data", folder.Path);
            await Eventually.Get(
                "the backup to be under way", () => Task.FromResult(new FileInfo($"{file}.partial")),
                partial => backup.HasExited || partial is { Exists: true, Length: > 100_000 });
            if (!backup.HasExited) ServerProcess.AskToEnd(backup);

            var ended = await ServerProcess.End(backup);
            if (ended.Exit == 0)
            {
                File.Delete(file);
                continue;
            }

            RefusedCommand.Says(ended, "was ended");
            break;
        }

        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task A_disk_that_is_full_takes_neither_a_backup_nor_a_restored_ledger()
    {
        using var folder = new Folder();
        using var disk = SmallDisk.Make(mebibytes: 1);
        var file = Path.Combine(folder.Path, "backup.db");
        await MakeLedger(folder.Path);
        await Succeeds("backup", file, "--data", folder.Path);
        disk.FillUp();
        var full = Directory.GetFileSystemEntries(disk.Path);

        await Refuses(
            "full", "backup", Path.Combine(disk.Path, "backup.db"), "--data", folder.Path);
        var restore = await ServerProcess.Command("restore", file, "--data", disk.Path);
        RefusedCommand.Says(restore, disk.Path);
        Assert.DoesNotContain("in use", restore.Output, StringComparison.Ordinal);

        Assert.Equal(full, Directory.GetFileSystemEntries(disk.Path, "*", SearchOption.AllDirectories)
            .Except([Path.Combine(disk.Path, "lock"), Path.Combine(disk.Path, "server.pid")]));
    }

    [Fact]
    public async Task Facts_are_replaced_only_when_that_is_said_and_are_kept_beside()
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "backup.db");
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            await Acknowledged.Register(server, films: 1);
            await Succeeds("backup", file, "--data", folder.Path);
            await Acknowledged.Register(server, films: 5);
            await Refuses("in use", "restore", file, "--data", folder.Path, "--force");
            Assert.Equal(0, await server.Stop());
        }

        await Refuses("holds 5 entries", "restore", file, "--data", folder.Path);
        var (_, said) = await Succeeds("restore", file, "--data", folder.Path, "--force");

        Assert.Contains("position 1,", said, StringComparison.Ordinal);
        await SeasonTests.Verifies(folder.Path);
        await Refuses("holds 1 entry.", "restore", file, "--data", folder.Path);
        var replaced = Assert.Single(Directory.GetDirectories(folder.Path));
        Assert.Contains(replaced, said, StringComparison.Ordinal);
        await SeasonTests.Verifies(replaced);
    }

    [Fact]
    public async Task A_key_that_was_revoked_since_the_backup_stays_revoked_where_that_is_known()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        var file = Path.Combine(elsewhere.Path, "backup.db");
        await MakeLedger(folder.Path);
        var (_, made) = await Succeeds("keys", "create", "--role", "editor", "--data", folder.Path);
        var key = made.Trim();
        await Succeeds("backup", file, "--data", folder.Path);
        await Succeeds("keys", "revoke", key.Split('_')[1], "--data", folder.Path);

        await Succeeds("restore", file, "--data", folder.Path, "--force");
        var (_, there) = await Succeeds("restore", file, "--data", Path.Combine(elsewhere.Path, "new"));

        Assert.Contains("keys list", there, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await Say(folder.Path, key));
        Assert.Equal(HttpStatusCode.OK, await Say(Path.Combine(elsewhere.Path, "new"), key));
    }

    [Fact]
    public async Task What_is_exported_is_what_the_record_answers()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Acknowledged.Register(server, films: 7);

        var (_, exported) = await Succeeds("export", "--data", folder.Path);

        Assert.Equal(await server.Http.GetStringAsync("/v1/ledger?after=&first=100&actor="), exported);
        Assert.Equal(7, exported.Trim().Split('\n').Length);
    }

    [Fact]
    public async Task A_database_that_PostgreSQLs_tools_restored_is_verified_and_begins_a_new_epoch()
    {
        var (from, to) = (await postgres.DatabaseOf("keeper"), await postgres.DatabaseOf("keeper"));
        var dump = Path.Combine(postgres.Folder, Guid.NewGuid().ToString("N"));
        using var folder = new Folder();
        string key;
        await using (var server = await ServerProcess.Start(folder.Path, ("AGGREGATOR__LEDGER", from)))
        {
            key = server.Key!;
            await Acknowledged.Register(server, films: 3);
            await PostgresServer.Tool("pg_dump", [.. At(from), "-Fc", "-f", dump]);
            await Acknowledged.Register(server, films: 5);
            await Refuses("Another server works", "restore", "--ledger", from);
        }

        await PostgresServer.Tool("pg_restore", [.. At(to), "--exit-on-error", "--no-privileges", dump]);
        await Refuses("pg_dump", "backup", Path.Combine(folder.Path, "x"), "--ledger", from);
        await Refuses("pg_restore", "restore", dump, "--ledger", to);
        var before = await Epoch(to);
        var (_, said) = await Succeeds("restore", "--ledger", to);

        Assert.Contains("position 3,", said, StringComparison.Ordinal);
        Assert.Equal(before, await Epoch(from));
        Assert.NotEqual(before, await Epoch(to));
        var (_, exported) = await Succeeds("export", "--ledger", to);
        Assert.Equal(3, exported.Trim().Split('\n').Length);
        await using (var server = await ServerProcess.Start(
            folder.Path, new Dictionary<string, string> { ["AGGREGATOR__LEDGER"] = to }, key))
            await Acknowledged.Register(server, films: 4);

        await PostgresServer.Run(to, "DROP TRIGGER entries_are_never_changed ON entries");
        await PostgresServer.Run(to, "UPDATE entries SET actor = 'somebody' WHERE position = 2");
        await Refuses("Entry 2", "restore", "--ledger", to);
    }

    internal static async Task MakeLedger(string folder, int verdicts = 0)
    {
        await using var server = await ServerProcess.Start(folder);
        await Acknowledged.Register(server, FilmCount);
        if (verdicts > 0)
        {
            var rows = Enumerable.Range(0, verdicts).Select(
                i => $"Ann Example {i},Film {i % FilmCount},8/10\n");
            using var body = new MemoryStream(
                Encoding.UTF8.GetBytes("critic,film,rating\n" + string.Concat(rows)));
            var total = await server.Import("/v1/import/verdicts?createCritics=true", body);
            Assert.Equal(verdicts, (int)total["accepted"]!);
        }

        Assert.Equal(0, await server.Stop());
    }

    private static async Task Write(
        ServerProcess server, string critic, Acknowledged acknowledged, CancellationToken stop)
    {
        await Acknowledged.Register(server, critic, default);
        for (var n = 0; !stop.IsCancellationRequested; n++)
            Acknowledged.Taken(await acknowledged.Record(server, critic, n, Quoted(default)));
    }

    private static Acknowledged.Verdicts Quoted(CancellationToken stop) =>
        new(FilmCount, stop) { Quote = new string('q', 1_500) };

    private static Task<int> Acknowledge(Acknowledged acknowledged, int count) => Eventually.Get(
        $"{count} acknowledged verdicts", () => Task.FromResult(acknowledged.Count), seen => seen >= count,
        seconds: 60);

    internal static async Task Damage(string file)
    {
        await using var bytes = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        bytes.Position = PageStart;
        await bytes.WriteAsync(new byte[bytes.Length - PageStart]);
    }

    private static async Task<HttpStatusCode> Say(string folder, string key)
    {
        await using var server = await ServerProcess.Start(folder, Array.Empty<(string, string)>());
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await server.Http.PutAsJsonAsync("/v1/films/film-0", new { title = "Film 0" });
        return answer.StatusCode;
    }

    internal static async Task<(int Exit, string Said)> Succeeds(params string[] command)
    {
        var done = await ServerProcess.Command(command);
        Assert.True(done.Exit == 0, done.Output);
        return done;
    }

    internal static async Task Refuses(string named, params string[] command) =>
        RefusedCommand.Says(await ServerProcess.Command(command), named);

    private static Task<string> Epoch(string database) =>
        PostgresServer.Ask<string>(database, "SELECT epoch FROM ledger_head");

    private static string[] At(string address)
    {
        var parts = address.Split(';').Select(part => part.Split('=')).ToDictionary(p => p[0], p => p[1]);
        return ["-h", parts["Host"], "-p", parts["Port"], "-U", parts["Username"], "-d", parts["Database"]];
    }
}
