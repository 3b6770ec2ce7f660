using System.CommandLine;
using System.Text;
using System.Text.Json;
using Aggregator.Client;

namespace Aggregator.Cli;

/// <summary>The server that a command asks.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly Kept _kept = new(new SocketsHttpHandler { ConnectTimeout = ConnectPatience });
    private readonly HttpClient _http;

    public Server(ParseResult asked)
    {
        var key = Key.Read(asked.GetValue(Flags.KeyFile));
        IsKnown = key is not null;
        IsJson = asked.GetValue(Flags.Json);
        _http = new HttpClient(_kept) { BaseAddress = asked.GetRequiredValue(Flags.Server) };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Client = new AggregatorClient(_http);
    }

    public AggregatorClient Client { get; }

    /// <summary>Whether it is shown a key.</summary>
    public bool IsKnown { get; }

    /// <summary>Whether answers are to be printed as they come.</summary>
    public bool IsJson { get; }

    /// <summary>Waits for an answer as long as it takes: a long file is on its way.</summary>
    public void WaitForEver() => _http.Timeout = Timeout.InfiniteTimeSpan;

    /// <summary>Prints an answer, as it came or for people; null is what the server does not know.</summary>
    public void Show<T>(T? answer, Action<T> forPeople)
        where T : class
    {
        if (answer is null)
            throw new AggregatorException(
                JsonSerializer.Deserialize(_kept.Json, AggregatorJson.Wire.Problem)!);
        if (IsJson) Say.Exactly(_kept.Json);
        else forPeople(answer);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Keeps the last answer as it came; what is streamed goes past.</summary>
    private sealed class Kept(HttpMessageHandler next) : DelegatingHandler(next)
    {
        public string Json { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var kind = answer.Content.Headers.ContentType?.MediaType;
            if (kind is "application/json" or "application/problem+json")
                Json = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer;
        }
    }
}
