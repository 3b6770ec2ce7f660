using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aggregator.Web.Tests;

/// <summary>The real program with the demo season, a process of its own in a folder that goes away.</summary>
public sealed partial class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-web-").FullName;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<string> _address =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Process? _process;

    public HttpClient Http { get; } = new();

    public Uri Address => Http.BaseAddress!;

    /// <summary>The operator's, to whom the first start shows it.</summary>
    public string Key => KeyPattern().Match(Said).Value;

    /// <summary>Starts the server; completes when the demo season is loaded.</summary>
    public async Task Start(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        var program = Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll");
        var data = Path.Combine(_folder, "data");
        foreach (var word in (string[])[program, "--demo", "--urls", "http://127.0.0.1:0", "--data", data])
            start.ArgumentList.Add(word);
        foreach (var (name, value) in settings) start.Environment[name] = value;

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) =>
            _address.TrySetException(new InvalidOperationException($"The server ended: {Said}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Http.BaseAddress = new Uri(await _address.Task.WaitAsync(StartPatience));
    }

    public async Task<JsonObject> Get(string path) => (await Http.GetFromJsonAsync<JsonObject>(path))!;

    /// <summary>
    /// Writes as the operator does; completes when pages show it.
    /// </summary>
    public Task Put(string path, object body, string? key = null) => Write(HttpMethod.Put, path, body, key);

    /// <summary>A new key of a critic.</summary>
    public async Task<string> KeyOf(string critic)
    {
        var asked = new { role = "critic", name = "K", subject = critic };
        var made = await Write(HttpMethod.Post, "/v1/keys", asked);
        return (string)made["key"]!;
    }

    private async Task<JsonObject> Write(HttpMethod how, string path, object body, string? key = null)
    {
        using var ask = new HttpRequestMessage(how, path) { Content = JsonContent.Create(body) };
        ask.Headers.Authorization = new("Bearer", key ?? Key);
        using var answer = await Http.SendAsync(ask);
        answer.EnsureSuccessStatusCode();
        var written = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        if ((long?)written["position"] is { } position) await Shows(position);
        return written;
    }

    // What is acknowledged is shown a moment later; a page has no way to name the position it waits for.
    private async Task Shows(long position)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/seasons");
        ask.Headers.Add("Aggregator-Min-Position", $"{position}");
        using var answer = await Http.SendAsync(ask);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _process = null;
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said);
        }
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.Add(line);
        // The address is said once everything is in; the lines to try come last.
        if (line.StartsWith("Try:", StringComparison.Ordinal))
            _address.TrySetResult(AddressPattern().Match(Said).Value);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("agg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}")]
    private static partial Regex KeyPattern();
}
