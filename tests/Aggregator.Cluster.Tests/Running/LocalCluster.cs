using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>One process of the cluster; its pid changes when it is started again.</summary>
public sealed class Member(string name)
{
    public string Name { get; } = name;

    public int Pid { get; set; }

    /// <summary>The group that a silo runs as, where root started it.</summary>
    public int? Group { get; set; }

    public Uri? Url { get; set; }

    /// <summary>How many lines its log had before it was started.</summary>
    public int LinesBefore { get; set; }

    /// <summary>Whether its end was wanted and it was not started again.</summary>
    public bool IsDown { get; set; }
}

/// <summary>
/// The cluster of <c>deploy/local/cluster</c>: real processes over a real PostgreSQL, in a folder of its own.
/// </summary>
public sealed partial class LocalCluster : IAsyncLifetime
{
    public const int SigInt = 2;
    public const int SigQuit = 3;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigCont = 18;
    public const int SigStop = 19;

    private const int LastWordsMax = 200;
    private const int LastLines = 10;
    private const int DeadAtStartMax = 2;

    /// <summary>What a silo says that the others do without.</summary>
    public const string DeclaredDead = "told I am dead";

    private readonly string _folder = Directory.CreateTempSubdirectory("an aggregator cluster-").FullName;

    private readonly HttpClient _http = new();

    private int _deadAtStart;

    /// <summary>What the script keeps of the cluster it started.</summary>
    private string Kept => Path.Combine(_folder, "cluster.json");

    public Member Postgres { get; } = new("postgres");

    public IReadOnlyList<Member> Silos { get; private set; } = [];

    public IReadOnlyList<Member> Gateways { get; private set; } = [];

    public IEnumerable<Member> Members => Silos.Concat(Gateways);

    /// <summary>The disk that only the database is on; null where none could be made.</summary>
    internal DataDisk? Disk { get; private set; }

    /// <summary>Why there is no such disk.</summary>
    public string WithoutDisk { get; private set; } = "";

    /// <summary>Where PostgreSQL listens.</summary>
    public int LedgerPort { get; private set; }

    /// <summary>The address of the database, as its owner.</summary>
    public string Ledger { get; private set; } = "";

    /// <summary>The same as PostgreSQL's own tools take it.</summary>
    public string PsqlsAddress { get; private set; } = "";

    public string Key { get; private set; } = "";

    /// <summary>The address of the database, as a gateway has it.</summary>
    public string GatewaysAddress { get; private set; } = "";

    /// <summary>The address of the database, as whoever may do anything there.</summary>
    public string AdminsAddress { get; private set; } = "";

    public async ValueTask InitializeAsync() => await this.OrDispose(Start);

    private async Task Start()
    {
        Disk = await DataDisk.Mount(Path.Combine(_folder, "postgres"), why => WithoutDisk = why);
        var up = await Script("up");
        Silos = [.. Enumerable.Range(1, up["silos"]!.AsArray().Count).Select(n => new Member($"silo-{n}"))];
        Gateways =
        [
            .. Enumerable.Range(1, up["gateways"]!.AsArray().Count).Select(n => new Member($"gateway-{n}")),
        ];
        LedgerPort = (int)up["postgres"]!["port"]!;
        Key = (string)up["operatorKey"]!;
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Kept))!;
        Ledger = (string)kept["postgres"]!["address"]!;
        PsqlsAddress = (string)kept["postgres"]!["uri"]!;
        GatewaysAddress = $"Host=127.0.0.1;Port={LedgerPort};Database=aggregator;"
            + $"Username=aggregator_gateway;Password={kept["postgres"]!["gatewayPassword"]}";
        AdminsAddress = $"Host=127.0.0.1;Port={LedgerPort};Database=aggregator;"
            + $"Username=postgres;Password={kept["postgres"]!["adminPassword"]}";
        Take(up);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (File.Exists(Kept)) await Script("down");
        if (Disk is not null) await Disk.Unmount();
        Disk = null;
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    public static void Signal(Member member, int signal) =>
        Assert.True(
            Kill(member.Pid, signal) == 0, $"{member.Name} ({member.Pid}) is not there to be signalled.");

    /// <summary>SIGKILL: nothing of the process gets to run any more.</summary>
    public static void Kill(Member member)
    {
        Signal(member, SigKill);
        member.IsDown = true;
    }

    /// <summary>
    /// Starts a process again that ended, and waits until it is ready; another version where its program is
    /// named.
    /// </summary>
    public async Task Start(Member member, string? program = null)
    {
        await Ended(member);
        // PostgreSQL writes its log elsewhere.
        if (member != Postgres) member.LinesBefore = Said(member).Count();
        var (exit, said) = await Script(_folder, program ?? Program, "start", member.Name);
        if (exit != 0 && said.Contains(DeclaredDead, StringComparison.Ordinal)
            && _deadAtStart++ < DeadAtStartMax)
        {
            // On a machine that stands still for seconds one that starts is declared dead like any other,
            // and a supervisor starts it again. Printed, so that it is seen where it comes often.
            Console.WriteLine(said);
            (exit, said) = await Script(_folder, program ?? Program, "start", member.Name);
        }

        Assert.True(exit == 0, said);
        Take(LastLine(said));
        member.IsDown = false;
    }

    /// <summary>Starts processes again at once, and goes by what the script keeps of them.</summary>
    public async Task StartTogether(params IReadOnlyList<Member> members)
    {
        await Task.WhenAll(members.Select(Ended));
        var starts = await Task.WhenAll(
            members.Select(member => Script(_folder, Program, "start", member.Name)));
        Assert.All(starts, start => Assert.True(start.Exit == 0, start.Said));
        Take(JsonNode.Parse(await File.ReadAllTextAsync(Kept))!);
        foreach (var member in members) member.IsDown = false;
    }

    /// <summary>Stops a process in order, and starts it again.</summary>
    public async Task Replace(Member member, string? program = null)
    {
        member.IsDown = true;
        Signal(member, SigTerm);
        await Start(member, program);
    }

    /// <summary>
    /// The program of another version: the one that AGGREGATOR_CLUSTER_OTHER names, such as the release
    /// before; else the same source under another number.
    /// </summary>
    public async Task<string> OtherVersion()
    {
        if (Environment.GetEnvironmentVariable("AGGREGATOR_CLUSTER_OTHER") is { Length: > 0 } named)
            return named;
        var built = Path.Combine(_folder, "other");
        var program = Path.Combine(built, "bin/Aggregator.Server/debug/Aggregator.Server.dll");
        if (File.Exists(program)) return program;
        var (exit, said) = await Programs.Run("dotnet",
        [
            "build", Path.Combine(Root(), "src/Aggregator.Server"), "-p:Version=99.0.0",
            $"-p:ArtifactsPath={built}", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "quiet",
            "--nologo",
        ]);
        Assert.True(exit == 0, said);
        return program;
    }

    public static async Task<string> Version(string program) =>
        (await Programs.Run("dotnet", [program, "--version"])).Said.Trim();

    public static bool IsOver(Member member)
    {
        try
        {
            return File.ReadAllText($"/proc/{member.Pid}/stat").Split(')')[^1].TrimStart()[0] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static Task Ended(Member member) => Eventually.True(
        $"{member.Name} to end", () => Task.FromResult(IsOver(member)));

    /// <summary>Waits for the end of a silo whose log says, near its last line, why it had to end.</summary>
    public async Task EndedSaying(string why, Member silo)
    {
        await Ended(silo);
        Assert.Contains(Said(silo).Skip(silo.LinesBefore).TakeLast(LastLines), line =>
            line.Contains(" crit: ", StringComparison.Ordinal)
            && line.Contains("had to end", StringComparison.Ordinal)
            && line.Contains(why, StringComparison.Ordinal));
    }

    /// <summary>Whether a gateway says that it may be asked.</summary>
    public async Task<bool> IsReady(Member gateway)
    {
        using var answer = await _http.GetAsync(new Uri(gateway.Url!, "/health/ready"));
        return answer.IsSuccessStatusCode;
    }

    /// <summary>All that a process said since it was first started.</summary>
    public IEnumerable<string> Said(Member member) =>
        File.ReadLines(Path.Combine(_folder, $"{member.Name}.log"));

    /// <summary>The last that each process said.</summary>
    public string LastWords() => string.Join('\n', Members.SelectMany(
        member => Said(member).TakeLast(LastWordsMax).Prepend($"== {member.Name}")));

    /// <summary>Runs a command of the program; answers its exit status and what it said.</summary>
    public static Task<(int Exit, string Said)> Command(params string[] args) =>
        Programs.Run("dotnet", [Program, .. args]);

    // What is tested is what was built with these tests.
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll");

    private void Take(JsonNode said)
    {
        Postgres.Pid = (int)said["postgres"]!["pid"]!;
        foreach (var (members, key) in new[] { (Silos, "silos"), (Gateways, "gateways") })
        {
            for (var n = 0; n < members.Count; n++)
            {
                members[n].Pid = (int)said[key]![n]!["pid"]!;
                members[n].Group = (int?)said[key]![n]!["group"];
                members[n].Url = new Uri((string)said[key]![n]!["url"]!);
            }
        }
    }

    private async Task<JsonNode> Script(string command)
    {
        var (exit, said) = await Script(_folder, Program, command);
        Assert.True(exit == 0, said);
        return command == "down" ? new JsonObject() : LastLine(said);
    }

    private static JsonNode LastLine(string said) => JsonNode.Parse(said.Trim().Split('\n')[^1])!;

    /// <summary>Runs the script on a folder; answers its exit status and what it said.</summary>
    public static Task<(int Exit, string Said)> Script(
        string folder, string program, params string[] command) => Programs.Run(
            Path.Combine(Root(), "deploy/local/cluster"), [.. command, "--data", folder],
            new Dictionary<string, string> { ["AGGREGATOR_SERVER"] = program });

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aggregator.sln")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("These tests run inside the repository.");
        return folder;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
