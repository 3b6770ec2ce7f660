using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>The real program as a process of its own, on a free loopback port and a data folder.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll");

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<string> _address =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
            _address.TrySetException(new InvalidOperationException("The server ended: " + Output));
    }

    /// <summary>The operator key, known when this start made it or the test brought it.</summary>
    public string? Key { get; private set; }

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Bytes of memory that the process has.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Starts the server and waits until it says where it answers.</summary>
    public static Task<ServerProcess> Start(string folder, string? key = null, params string[] more) =>
        Start(folder, new Dictionary<string, string>(), key, more);

    /// <summary>The same with settings of the environment.</summary>
    public static Task<ServerProcess> Start(string folder, params (string Name, string Value)[] settings) =>
        Start(folder, settings.ToDictionary(pair => pair.Name, pair => pair.Value));

    public static async Task<ServerProcess> Start(
        string folder, IReadOnlyDictionary<string, string> settings, string? key = null, params string[] more)
    {
        string[] urls = more.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var server = new ServerProcess(Launch([.. urls, "--data", folder, .. more], key, settings));
        await server.OrDispose(() => server.Answers(key));
        return server;
    }

    /// <summary>Starts another program instead, which lies in a file.</summary>
    public static async Task<ServerProcess> StartOther(string program, string folder)
    {
        string[] words = [program, "--urls", "http://127.0.0.1:0", "--data", folder];
        var server = new ServerProcess(Process.Start(new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!);
        await server.OrDispose(() => server.Answers(key: null));
        return server;
    }

    /// <summary>Runs a command of the program to its end.</summary>
    public static Task<(int Exit, string Output)> Command(params string[] args) =>
        End(Launch(args, key: null));

    /// <summary>The same with settings of the environment.</summary>
    public static Task<(int Exit, string Output)> Command(
        string[] args, params (string Name, string Value)[] settings) =>
        End(Launch(args, key: null, settings.ToDictionary(pair => pair.Name, pair => pair.Value)));

    /// <summary>Begins a command, whose end is the test's business.</summary>
    public static Process Begin(params string[] args) => Launch(args, key: null);

    /// <summary>Types <c>dotnet run</c> in a folder, as a newcomer does.</summary>
    public static Task<(int Exit, string Output)> Typed(string folder, params string[] args)
    {
        var project = Path.Combine(Folder.OfTheRepository(), "src", "Aggregator.Server");
        string[] run = ["run", "--no-build", "--project", project, "--", .. args];
        return End(Process.Start(new ProcessStartInfo("dotnet", run)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!);
    }

    /// <summary>
    /// Runs a command as an account that the modes of files bind: root may write wherever it likes, so it
    /// gives that right up first.
    /// </summary>
    public static Task<(int Exit, string Output)> OrdinaryCommand(params string[] args) =>
        End(Launch(args, key: null, under: Environment.IsPrivilegedProcess ? RightsGivenUp : []));

    /// <summary>Runs a command whose answer nobody takes: the disk it goes to is full.</summary>
    public static Task<(int Exit, string Output)> Unheard(params string[] args) =>
        End(Launch(args, key: null, under: ["/bin/sh", "-c", "exec \"$@\" >/dev/full", "sh"]));

    /// <summary>Runs a command that is asked to stop (SIGTERM) after so many seconds.</summary>
    public static Task<(int Exit, string Output)> StoppedAfter(string seconds, params string[] args) =>
        End(Launch(args, key: null, under: ["timeout", "--preserve-status", "--signal=TERM", seconds]));

    /// <summary>Runs a command that may hold so many files and connections open, for so long.</summary>
    public static Task<(int Exit, string Output)> WithOpenFiles(
        int max, string seconds, params string[] args) =>
        End(Launch(args, key: null, under:
            ["timeout", "--preserve-status", "--signal=TERM", seconds, "prlimit", $"--nofile={max}"]));

    private static readonly string[] RightsGivenUp =
        ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];

    /// <summary>Waits until a command ends by itself.</summary>
    public static async Task<(int Exit, string Output)> End(Process running)
    {
        using var process = running;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StartPatience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The command did not end in {StartPatience.TotalSeconds} s: {await output}");
        }

        return (process.ExitCode, await output + await error);
    }

    /// <summary>Waits until the server says where it answers.</summary>
    private async Task Answers(string? key)
    {
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var address = await _address.Task.WaitAsync(StartPatience);
        Key ??= key;
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(5) };
        if (Key is not null) Http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    public async Task<JsonObject> Get(string path) =>
        (await Http.GetFromJsonAsync<JsonObject>(path))
            ?? throw new InvalidOperationException($"{path} answered nothing.");

    /// <summary>Imports text and answers the totals of the last line.</summary>
    public async Task<JsonObject> Import(string path, Stream body)
    {
        using var content = new StreamContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await Http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text.Trim().Split('\n')[^1])!.AsObject();
    }

    /// <summary>SIGKILL: nothing of the process gets to run any more.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it is there and does nothing more.</summary>
    public async Task Freeze()
    {
        Assert.Equal(0, Signal(_process.Id, SigStop));
        await Eventually.Get("every thread to stand still",
            () => Task.FromResult(Directory.GetDirectories($"/proc/{_process.Id}/task")
                .Select(thread => File.ReadAllText(Path.Combine(thread, "stat")))),
            threads => threads.All(stat => stat[(stat.LastIndexOf(')') + 2)..].StartsWith('T')));
    }

    /// <summary>SIGTERM; answers the exit status.</summary>
    public async Task<int> Stop()
    {
        Assert.Equal(0, Signal(_process.Id, SigTerm));
        await _process.WaitForExitAsync().WaitAsync(StartPatience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }

    private static Process Launch(
        IEnumerable<string> args, string? key, IReadOnlyDictionary<string, string>? settings = null,
        params string[] under)
    {
        string[] words = [.. under, "dotnet", Program, .. args];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (key is not null) start.Environment["AGGREGATOR_OPERATOR_KEY"] = key;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (KeyPattern().Match(line) is { Success: true } key) Key ??= key.Value;
        // The last that it says of its address; of a log in JSON one line says it all.
        if (line.StartsWith("Try:", StringComparison.Ordinal)
            || (line.StartsWith('{') && AddressPattern().IsMatch(line)))
            _address.TrySetResult(AddressPattern().Match(Output).Groups[1].Value);
    }

    [GeneratedRegex("agg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"answers at (http[^\s""]+)")]
    private static partial Regex AddressPattern();

    private const int SigInt = 2;
    private const int SigTerm = 15;
    private const int SigStop = 19;

    /// <summary>SIGTERM: a shell's background ignores SIGINT, and so does whatever it starts.</summary>
    public static void AskToEnd(Process process) => Assert.Equal(0, Signal(process.Id, SigTerm));

    /// <summary>What Ctrl+C does at a terminal.</summary>
    public static void Interrupt(Process process) => Assert.Equal(0, Signal(process.Id, SigInt));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
