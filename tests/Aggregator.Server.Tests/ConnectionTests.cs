using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aggregator.Server.Tests;

/// <summary>What a connection may cost, who is believed, and what browsers are told.</summary>
public sealed class ConnectionTests
{
    private const string Ask = "GET /v1/profiles HTTP/1.1\r\nHost: here\r\n\r\n";

    private static readonly (string, string) NobodyIsExempt = ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false");

    [Theory]
    [InlineData("http://films.example:0", true)]
    [InlineData("http://*:0", false)]
    public async Task Whoever_names_a_host_is_told_that_every_address_is_listened_on(string url, bool isTold)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path, key: null, "--urls", url);

        Assert.True((await server.Http.GetAsync("/v1/profiles")).IsSuccessStatusCode);
        // What is logged by the way is written a moment later; who stops has written all.
        await server.Stop();

        Assert.Equal(isTold, server.Output.Contains(
            $"{url} is heard at every address of this machine: \"films.example\" is a name",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_sends_headers_or_a_body_too_slowly_is_dropped()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__HEADERSECONDS", "1"));
        using var noHeaders = await Open(server);
        using var noBody = await Open(server);
        using var idle = await Open(server);

        await noHeaders.SendAsync(Encoding.ASCII.GetBytes("GET /v1/profiles HTTP/1.1\r\nHost: he"));
        await noBody.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/acclaim HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
            + "Content-Length: 5000\r\n\r\n{"));

        Assert.StartsWith("HTTP/1.1 408", await Rest(noHeaders));
        Assert.StartsWith("HTTP/1.1 408", await Rest(noBody));
    }

    [Fact]
    public async Task A_connection_that_rests_too_long_is_closed()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__IDLESECONDS", "1"));
        using var resting = await Open(server);

        await resting.SendAsync(Encoding.ASCII.GetBytes(Ask));

        Assert.StartsWith("HTTP/1.1 200", await Rest(resting));
    }

    [Fact]
    public async Task One_address_cannot_take_every_connection()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__CONNECTIONSPERADDRESS", "3"));
        var greedy = new List<Socket>();
        for (var n = 0; n < 3; n++)
        {
            greedy.Add(await Open(server, "127.0.0.2"));
            // Answered, it is counted: connections are taken in no certain order.
            await greedy[^1].SendAsync(Encoding.ASCII.GetBytes(Ask));
            Assert.NotEqual(0, await greedy[^1].ReceiveAsync(new byte[1]));
        }

        var closed = await OneMore(server, "127.0.0.2");
        using var modest = server.From("127.0.0.3");
        var served = await modest.GetAsync("/v1/profiles");
        greedy.ForEach(connection => connection.Dispose());

        Assert.Equal("", closed);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        using var again = server.From("127.0.0.2");
        await Eventually.Get("a place for the same address", () => Try(again), found => found);
    }

    [Fact]
    public async Task Large_headers_and_bodies_are_refused()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var headers = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        headers.Headers.Add("X-Large", new string('x', 20_000));
        using var body = new StringContent(new string('x', 70_000), null, "application/json");

        var (long1, long2) = (await server.Http.SendAsync(headers), await server.Http.PutAsync(
            "/v1/films/her-2013", body));

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, long1.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, long2.StatusCode);
    }

    [Fact]
    public async Task A_named_proxy_is_believed_and_nobody_else_is()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__PROXIES", "127.0.0.9, 10.1.0.0/16"),
            ("AGGREGATOR__LIMITS__READSPERADDRESS", "10"));
        using var proxy = server.From("127.0.0.9");
        using var stranger = server.From("127.0.0.2");

        // Through the proxy each caller has its own allowance, whatever it claims beyond the proxy.
        for (var caller = 1; caller <= 20; caller++)
            Assert.Equal("9", await Left(proxy, $"127.0.0.9, 198.51.100.{caller}, 10.1.2.3"));
        Assert.Equal("9", await Left(proxy, "2001:db8:0:1::5"));
        Assert.Equal("8", await Left(proxy, "2001:db8:0:1:ffff::9"));
        // A stranger stays who it is.
        for (var caller = 1; caller <= 5; caller++)
            Assert.Equal($"{10 - caller}", await Left(stranger, $"198.51.100.{caller}"));
    }

    [Fact]
    public async Task A_hundred_thousand_addresses_need_a_bounded_memory()
    {
        const int Addresses = 100_000;
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__PROXIES", "127.0.0.1"));
        // Twenty from each: a thousand callers share places, and none is to be without reads afterwards.
        await Pipelined.Send(server, 20_000, n => Forwarded(n % 1_000));
        var before = server.Memory;

        var answers = await Pipelined.Send(server, Addresses, Forwarded);

        Assert.Equal(Addresses, answers["200"]);
        Assert.InRange(server.Memory - before, long.MinValue, 150L << 20);
    }

    [Fact]
    public async Task Pages_of_other_origins_may_read_and_nothing_else()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        using var read = await server.Http.GetAsync("/v1/profiles");
        using var described = await server.Http.GetAsync("/openapi/v1.json");
        using var write = await server.Http.PutAsync(
            "/v1/films/her-2013", new StringContent("""{"title":"Her"}""", null, "application/json"));

        Assert.Equal("*", Assert.Single(read.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("*", Assert.Single(described.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(write.Headers.Contains("Access-Control-Allow-Origin"));
        const string Sent =
            "Authorization, Content-Type, If-None-Match, Last-Event-ID, Aggregator-Min-Position, *";
        Assert.Equal(("GET", Sent), await Preflight(server, "/v1/profiles", "GET"));
        Assert.Equal(("HEAD", Sent), await Preflight(server, "/v1/profiles", "HEAD"));
        Assert.Equal(("POST", Sent), await Preflight(server, "/v1/acclaim", "POST"));
        Assert.Equal((null, null), await Preflight(server, "/v1/films", "POST"));
        Assert.Equal((null, null), await Preflight(server, "/v1/films/her-2013", "PUT"));
        Assert.Equal((null, null), await Preflight(server, "/v1/keys/abcdefgh", "DELETE"));
    }

    [Fact]
    public async Task What_a_browser_keeps_of_a_read_is_not_for_whoever_waits_for_a_position()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        using var small = await Ask("/v1/ledger/head", ("Accept-Encoding", "br"));
        using var known = await Ask("/v1/ledger/head", ("If-None-Match", "*"));
        using var large = await Ask("/v1/profiles", ("Accept-Encoding", "br"));

        Assert.Equal(["Aggregator-Min-Position"], small.Headers.Vary);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal(small.Headers.Vary, known.Headers.Vary);
        Assert.Equal(["Accept-Encoding", "Aggregator-Min-Position"], large.Headers.Vary);

        async Task<HttpResponseMessage> Ask(string path, (string Name, string Value) header)
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.Add(header.Name, header.Value);
            return await server.Http.SendAsync(ask);
        }
    }

    [Theory]
    [InlineData("/v1/profiles")]
    [InlineData("/v1/no-such-address")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    [InlineData("/search")]
    [InlineData("/health/live")]
    public async Task Every_answer_tells_browsers_to_take_it_for_no_more_than_it_is(string path)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        using var answer = await server.Http.GetAsync(path);

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static Task<Socket> Open(ServerProcess server, string from = "127.0.0.1") =>
        OtherAddresses.Connect(from, server.Http.BaseAddress!.Port);

    /// <summary>All that a new connection gets to hear; it may be reset before its maker knows it.</summary>
    private static async Task<string> OneMore(ServerProcess server, string from)
    {
        try
        {
            using var connection = await Open(server, from);
            return await Rest(connection);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "";
        }
    }

    /// <summary>All that comes until the server closes the connection.</summary>
    private static async Task<string> Rest(Socket connection)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (bytes, all) = (new byte[4096], new StringBuilder());
        try
        {
            while (await connection.ReceiveAsync(bytes, deadline.Token) is > 0 and var count)
                all.Append(Encoding.ASCII.GetString(bytes, 0, count));
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed all the same.
        }

        return all.ToString();
    }

    private static async Task<bool> Try(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/v1/profiles")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> Left(HttpClient client, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await client.SendAsync(request);
        return answer.Headers.GetValues("RateLimit-Remaining").Single();
    }

    private static string Forwarded(int n) =>
        "HEAD /v1/profiles HTTP/1.1\r\nHost: here\r\n"
        + $"X-Forwarded-For: 20.{n >> 16}.{(n >> 8) & 255}.{n & 255}\r\n\r\n";

    private static async Task<(string? Methods, string? Headers)> Preflight(
        ServerProcess server, string path, string method)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Access-Control-Request-Method", method);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var allowed = new[] { "Methods", "Headers" }.Select(what =>
            answer.Headers.NonValidated.TryGetValues($"Access-Control-Allow-{what}", out var values)
                ? values.Single()
                : null);
        return (allowed.First(), allowed.Last());
    }
}
