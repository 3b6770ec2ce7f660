using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Benchmarks.Http;

/// <summary>The program as it is delivered, as a process of its own over a data folder.</summary>
internal sealed class OurServer : IAsyncDisposable
{
    /// <summary>A key like any other, the same in every run.</summary>
    public const string Key = "agg_benchkey_0123456789012345678901234567890123456789abc";

    private readonly Running? _process;

    private OurServer(Running? process, Uri address)
    {
        (_process, Address) = (process, address);
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public long Memory => _process?.Memory ?? 0;

    /// <summary>Processor time spent so far.</summary>
    public TimeSpan Processor => _process?.Processor ?? TimeSpan.Zero;

    /// <summary>The program that is measured: published once a run, as <c>deploy</c> says.</summary>
    public static Lazy<Task<string>> Program { get; } = new(Publish);

    /// <summary>One that somebody else started and stops.</summary>
    public static OurServer At(Uri address) => new(null, address);

    /// <summary>Starts over a folder, with options of the environment beside those all runs share.</summary>
    public static Task<OurServer> Start(string folder, params IEnumerable<string> options) =>
        StartUntil("/health/ready", folder, options);

    /// <summary>The same, and waits until <paramref name="asked"/> is answered.</summary>
    public static async Task<OurServer> StartUntil(
        string asked, string folder, params IEnumerable<string> options)
    {
        Environment.SetEnvironmentVariable("AGGREGATOR_OPERATOR_KEY", Key);
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var program = await Program.Value;
        var process = Running.Start(
            folder + ".log", "env",
            [.. options, "dotnet", program, "--urls", address.ToString().TrimEnd('/'), "--data", folder]);
        var server = new OurServer(process, address);
        await process.Ready(server.Http, asked);
        return server;
    }

    /// <summary>Sends a file of rows as it is written, and answers the import's totals.</summary>
    public async Task<JsonObject> Import(string kind, Action<TextWriter> rows)
    {
        using var body = new RowsContent(rows);
        using var asked = new HttpRequestMessage(HttpMethod.Post, $"/v1/import/{kind}?createCritics=true")
        {
            Content = body,
        };
        using var answer = await Http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        var last = "";
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line) last = line;
        var totals = JsonNode.Parse(last)!.AsObject();
        return (long)totals["refused"]! == 0 ? totals
            : throw new InvalidOperationException($"The import of {kind} refused rows: {last}");
    }

    /// <summary>Waits until everything up to a position is in the rankings.</summary>
    public async Task Reach(long position)
    {
        for (var tries = 0; tries < 1_000; tries++)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
            asked.Headers.Add("Aggregator-Min-Position", position.ToString(null as IFormatProvider));
            using var answer = await Http.SendAsync(asked);
            if (answer.IsSuccessStatusCode) return;
        }

        throw new TimeoutException($"Position {position} never showed.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    private static async Task<string> Publish()
    {
        var checkout = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        var to = Path.Combine(checkout, "artifacts/delivered");
        await Running.Complete("dotnet", "publish", Path.Combine(checkout, "src/Aggregator.Server"),
            "-c", "Release", "-o", to, "--nologo", "--use-current-runtime", "--no-self-contained",
            "-p:PublishReadyToRun=true");
        return Path.Combine(to, "Aggregator.Server.dll");
    }

    /// <summary>Rows made while they are sent, so that a gigabyte of them needs no gigabyte.</summary>
    private sealed class RowsContent : HttpContent
    {
        private const int BufferChars = 1 << 16;
        private readonly Action<TextWriter> _rows;

        public RowsContent(Action<TextWriter> rows)
        {
            _rows = rows;
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            Task.Run(async () =>
            {
                var utf8 = new UTF8Encoding(false);
                await using var text = new StreamWriter(stream, utf8, BufferChars, leaveOpen: true);
                _rows(text);
            });

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
