using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Aggregator.Cluster.Tests;

/// <summary>One process of the cluster; its pid changes when it is started again.</summary>
public sealed class Member(string name)
{
    public string Name { get; } = name;

    public int Pid { get; set; }

    public Uri? Url { get; set; }

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

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-cluster-").FullName;

    public Member Postgres { get; } = new("postgres");

    public IReadOnlyList<Member> Silos { get; private set; } = [];

    public IReadOnlyList<Member> Gateways { get; private set; } = [];

    /// <summary>The address of the database, as its owner.</summary>
    public string Ledger { get; private set; } = "";

    public string Key { get; private set; } = "";

    /// <summary>The address of the database, as a gateway has it.</summary>
    public string GatewaysAddress { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var up = await Script("up");
        Silos = [.. Enumerable.Range(1, up["silos"]!.AsArray().Count).Select(n => new Member($"silo-{n}"))];
        Gateways =
        [
            .. Enumerable.Range(1, up["gateways"]!.AsArray().Count).Select(n => new Member($"gateway-{n}")),
        ];
        Ledger = (string)up["postgres"]!["address"]!;
        Key = (string)up["operatorKey"]!;
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "cluster.json")))!;
        GatewaysAddress = $"Host=127.0.0.1;Port={up["postgres"]!["port"]};Database=aggregator;"
            + $"Username=aggregator_gateway;Password={kept["postgres"]!["gatewayPassword"]}";
        Take(up);
    }

    public async ValueTask DisposeAsync()
    {
        await Script("down");
        Directory.Delete(_folder, recursive: true);
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

    /// <summary>Starts a process again that ended, and waits until it is ready.</summary>
    public async Task Start(Member member)
    {
        await Ended(member);
        Take(await Script("start", member.Name));
        member.IsDown = false;
    }

    public static Task Ended(Member member) => Eventually.True(
        $"{member.Name} to end", () => Task.FromResult(IsOver(member)));

    public string Log(Member member) => File.ReadAllText(Path.Combine(_folder, $"{member.Name}.log"));

    /// <summary>Runs a command of the program; answers its exit status and what it said.</summary>
    public static Task<(int Exit, string Said)> Command(params string[] args) =>
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll"), .. args]);

    private static bool IsOver(Member member)
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

    private void Take(JsonNode said)
    {
        Postgres.Pid = (int)said["postgres"]!["pid"]!;
        foreach (var (members, key) in new[] { (Silos, "silos"), (Gateways, "gateways") })
        {
            for (var n = 0; n < members.Count; n++)
            {
                members[n].Pid = (int)said[key]![n]!["pid"]!;
                members[n].Url = new Uri((string)said[key]![n]!["url"]!);
            }
        }
    }

    private async Task<JsonNode> Script(string command, params string[] more)
    {
        var (exit, said) = await Run(
            Path.Combine(Root(), "deploy/local/cluster"), [command, .. more, "--data", _folder]);
        Assert.True(exit == 0, said);
        return command == "down" ? new JsonObject() : JsonNode.Parse(said.Trim().Split('\n')[^1])!;
    }

    private static async Task<(int Exit, string Said)> Run(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            // What is tested is what was built with these tests.
            Environment =
            {
                ["AGGREGATOR_SERVER"] = Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll"),
            },
        };
        using var process = Process.Start(start)!;
        var (said, complained) =
            (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(4));
        return (process.ExitCode, await complained + await said);
    }

    private static string Root()
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
