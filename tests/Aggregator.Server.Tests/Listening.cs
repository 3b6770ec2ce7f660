using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>
/// A listener as a browser is one, block by block: <c>retry</c>, comments, ids and what they carry.
/// </summary>
public sealed class Listening : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private Listening(HttpResponseMessage answer, Stream body) =>
        (_answer, _lines) = (answer, new StreamReader(body));

    /// <summary>The id of the last block that had one.</summary>
    public string? Id { get; private set; }

    public HttpResponseMessage Answer => _answer;

    public static async Task<Listening> Open(HttpClient http, string query = "", string? after = null)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/changes{query}");
        ask.Headers.Add("Accept", "text/event-stream");
        if (after is not null) ask.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        var answer = await http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        return new Listening(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>A client whose connections take little in before anybody reads.</summary>
    public static HttpClient Sipping(Uri address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = address,
    };

    /// <summary>The lines of the next block; null when the server has ended the answer.</summary>
    public async Task<Block?> Next()
    {
        var lines = new List<string>();
        while (await _lines.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Length > 0) lines.Add(line);
            else return Heard(new Block(lines));
        }

        return null;
    }

    /// <summary>All that follows: a refusal, not an answer that goes on.</summary>
    public Task<string> Rest() => _lines.ReadToEndAsync().WaitAsync(Patience);

    /// <summary>The next block that carries something.</summary>
    public async Task<Block> NextNews()
    {
        while (true)
        {
            var block = await Next() ?? throw new InvalidOperationException("The server ended the answer.");
            if (block.Data is not null) return block;
        }
    }

    /// <summary>Reads on until an acclaim is of that revision or later.</summary>
    public async Task<JsonNode> Until(string film, long revision)
    {
        while (true)
        {
            var news = (await NextNews()).Data!;
            if ((string?)news["film"] == film && (long)news["revision"]! >= revision) return news;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }

    private Block Heard(Block block)
    {
        Id = block.Id ?? Id;
        return block;
    }

    public sealed record Block(IReadOnlyList<string> Lines)
    {
        public string? Kind => Field("event");

        public string? Id => Field("id");

        public JsonNode? Data => Field("data") is { } data ? JsonNode.Parse(data) : null;

        public bool IsComment => Lines.Any(line => line.StartsWith(':'));

        private string? Field(string name) =>
            Lines.LastOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?
                [(name.Length + 2)..];
    }
}
