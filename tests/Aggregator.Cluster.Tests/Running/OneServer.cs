using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// One process of the program on free loopback ports, for what a whole cluster is too much for.
/// </summary>
internal sealed class OneServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private OneServer(Process process, Uri url)
    {
        (_process, Http) = (process, new() { BaseAddress = url });
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; }

    /// <summary>The process, to be signalled.</summary>
    public Member Member => new("the program") { Pid = _process.Id };

    /// <summary>What it has said so far.</summary>
    public string Output => string.Join('\n', _lines);

    public static OneServer Start(
        string role, string address, IReadOnlyDictionary<string, string>? settings = null)
    {
        var (url, silo, gateway) = (FreePort.Take(), FreePort.Take(), FreePort.Take());
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll"), "serve", "--role", role,
            "--urls", $"http://127.0.0.1:{url}", "--silo-port", $"{silo}", "--gateway-port", $"{gateway}",
        ])
        {
            Environment = { ["AGGREGATOR__LEDGER"] = address },
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new OneServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{url}"));
    }

    /// <summary>The status of an answer; 0 while nobody listens. Fails once the process has ended.</summary>
    public async Task<HttpStatusCode> Status(string path)
    {
        if (_process.HasExited) throw new InvalidOperationException($"The program ended: {Output}");
        try
        {
            using var answer = await Http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }

    public async Task Ready(string what) => await Eventually.True(
        $"{what} to be ready", async () => await Status("/health/ready") == HttpStatusCode.OK);

    /// <summary>Its exit status, once it has ended by itself.</summary>
    public async Task<int> Ended(string why)
    {
        await Eventually.True(why, () => Task.FromResult(_process.HasExited));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }
}
