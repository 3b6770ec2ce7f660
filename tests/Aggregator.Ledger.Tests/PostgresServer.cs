using System.Diagnostics;
using System.Globalization;
using Npgsql;

[assembly: AssemblyFixture(typeof(Aggregator.Ledgers.Tests.PostgresServer))]

namespace Aggregator.Ledgers.Tests;

/// <summary>
/// A PostgreSQL of Debian's packages on a free loopback port, in a folder of its own, as durable as it comes
/// (fsync on). Each test makes a database of its own in it, or takes a server of its own to stop and start.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int _databases;

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-postgres-").FullName;

    /// <summary>The port on 127.0.0.1; the same after <see cref="Restart"/>.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>A folder that PostgreSQL's programs may write.</summary>
    public string Folder => _folder;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync() => await this.OrDispose(MakeAndStart);

    private async Task MakeAndStart()
    {
        await LetItWrite();
        await Tool("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
        // One role has to say its password.
        var rules = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(
            rules, "host all guarded 127.0.0.1/32 scram-sha-256\n" + await File.ReadAllTextAsync(rules));
        await Start();
    }

    /// <summary>A server that one test has for itself.</summary>
    public static async Task<PostgresServer> Make()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }

    /// <summary>
    /// A second server that follows this one, which from now on acknowledges what both have on their disks.
    /// </summary>
    public async Task<PostgresServer> Standby()
    {
        var standby = new PostgresServer();
        await standby.OrDispose(async () =>
        {
            await standby.LetItWrite();
            await Tool(
                "pg_basebackup", "-D", standby.Data, "-R", "-c", "fast", "-h", "127.0.0.1", "-U", "postgres",
                "-p", Port.ToString(CultureInfo.InvariantCulture));
            await standby.Start();
            // Only now: the standby's copy of the settings shall wait for nobody when it takes over.
            await Run(Address("postgres"), "ALTER SYSTEM SET synchronous_standby_names = '*'");
            await Run(Address("postgres"), "SELECT pg_reload_conf()");
        });
        return standby;
    }

    /// <summary>Whether another server has what this one acknowledges.</summary>
    public Task<bool> IsFollowed() => Ask<bool>(
        Address("postgres"), "SELECT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')");

    /// <summary>A standby takes over: it may be written.</summary>
    public Task Promote() => Tool("pg_ctl", "-D", Data, "-w", "promote");

    /// <summary>Makes an empty database and answers its address.</summary>
    public async Task<string> Database()
    {
        var name = FormattableString.Invariant(
            $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}");
        await Run(Address("postgres"), $"CREATE DATABASE {name}");
        return Address(name);
    }

    /// <summary>
    /// The same as <c>deploy/postgres/roles.sql</c> makes it: of a role that is not let do everything.
    /// </summary>
    public async Task<string> DatabaseOf(string owner)
    {
        var address = await Database();
        await Run(address, $"""
            DO $$ BEGIN CREATE ROLE {owner} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO {owner}', current_database()); END $$;
            REVOKE EXECUTE ON FUNCTION lo_creat(integer) FROM PUBLIC;
            """);
        return address.Replace("Username=postgres", $"Username={owner}", StringComparison.Ordinal);
    }

    public string Address(string database) => FormattableString.Invariant(
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}");

    public Task Start() => Tool(
        "pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-o",
        FormattableString.Invariant(
            $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} ")
            + "-c max_connections=200", "start");

    /// <summary>Ends every connection at once, as a crash does; what was committed is there again.</summary>
    public Task Stop(string mode = "immediate") => Tool("pg_ctl", "-D", Data, "-w", "-m", mode, "stop");

    public async Task Restart(string mode = "immediate")
    {
        await Stop(mode);
        await Start();
    }

    /// <summary>All of its processes stand still, and answer nothing, until this is disposed.</summary>
    public async Task<IAsyncDisposable> StandStill()
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        return await StandStill(int.Parse(pid, CultureInfo.InvariantCulture));
    }

    /// <summary>The same of any server, by its first process.</summary>
    public static async Task<IAsyncDisposable> StandStill(int first)
    {
        await Signal(first, "STOP");
        return new StoodStill(first);
    }

    /// <summary>A server that stands still is gone, and none of its processes got to run any more.</summary>
    public static Task Kill(int first) => Run(
        "/bin/sh", "-c", "kill -s KILL $1 $(cat /proc/$1/task/*/children)", "sh", $"{first}");

    // The one that makes the others first; some of those may have ended.
    private static Task Signal(int first, string signal) => Run(
        "/bin/sh", "-c",
        "kill -s $1 $2 || exit 1; "
        + "for other in $(cat /proc/$2/task/*/children); do kill -s $1 $other; done; true",
        "sh", signal, $"{first}");

    /// <summary>Someone with a shell of the database.</summary>
    public static async Task Run(string address, string sql)
    {
        await using var connection = await Open(address);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> Ask<T>(string address, string sql)
    {
        await using var connection = await Open(address);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await Stop();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private Task LetItWrite() => IsRoot ? Run("chown", "postgres", _folder) : Task.CompletedTask;

    private static bool IsRoot => Environment.UserName == "root";

    private static string Binaries => Directory.GetDirectories("/usr/lib/postgresql")
        .OrderByDescending(version => double.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
        .Select(version => Path.Combine(version, "bin"))
        .First(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static async Task<NpgsqlConnection> Open(string address)
    {
        var connection = new NpgsqlConnection($"{PostgresAddress.Read(address)};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>
    /// Runs one of PostgreSQL's programs to its end, as somebody it lets: it refuses to run as root.
    /// </summary>
    public static Task Tool(string name, params string[] args)
    {
        var path = Path.Combine(Binaries, name);
        return IsRoot ? Run("runuser", ["-u", "postgres", "--", path, .. args]) : Run(path, args);
    }

    private static async Task Run(string program, params string[] args)
    {
        // The server keeps what it inherits open: its output goes to its own log, not into a pipe of ours.
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = Path.GetTempPath(),
            ArgumentList = { "-c", "exec \"$@\" >/dev/null 2>&1", "sh", program },
        };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
    }

    private sealed class StoodStill(int first) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Signal(first, "CONT");
    }
}
