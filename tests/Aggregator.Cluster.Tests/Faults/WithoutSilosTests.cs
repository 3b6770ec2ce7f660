using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>What a gateway answers while there is no silo.</summary>
public sealed class WithoutSilosTests(PostgresServer server)
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);
    private static readonly string SomeKey = $"agg_k3y4u5e6_{new string('A', 43)}";

    [Theory]
    [InlineData("false", HttpStatusCode.OK)]
    [InlineData("true", HttpStatusCode.ServiceUnavailable)]
    public async Task A_gateway_without_silos_goes_on_reading_and_refuses_writes_until_one_comes(
        string readsNeedKey, HttpStatusCode whoeverNobodyKnows)
    {
        var address = await server.Database();
        var (_, said) = await LocalCluster.Command("keys", "create", "--role", "editor", "--ledger", address);
        var settings = new Dictionary<string, string> { ["AGGREGATOR__KEYS__READSNEEDKEY"] = readsNeedKey };
        await using var gateway = OneServer.Start("gateway", address, settings);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", said.Trim().Split('\n')[^1]);
        await using (OneServer.Start("silo", address))
        {
            await Eventually.True("the gateway to be ready", () => IsReady(gateway));
            Assert.Equal(HttpStatusCode.Created, (await Put(gateway, season: 2013)).StatusCode);
        }

        // The only silo was killed.
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/films/her-2013"));
        var asked = Stopwatch.GetTimestamp();
        var refused = await Put(gateway, season: 2014);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.True(Stopwatch.GetElapsedTime(asked) < AnsweredWithin, $"{Stopwatch.GetElapsedTime(asked)}");
        Assert.True(await IsReady(gateway));
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/films/her-2013"));
        // So it is on another connection, and long after the key was read last.
        using var another = new HttpClient { BaseAddress = gateway.Http.BaseAddress };
        another.DefaultRequestHeaders.Authorization = gateway.Http.DefaultRequestHeaders.Authorization;
        await Eventually.True("the key to be trusted no longer by itself", () =>
            Task.FromResult(Stopwatch.GetElapsedTime(asked) > TrustedFor));
        using (var late = await another.GetAsync(
            new Uri("/v1/films/her-2013", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, late.StatusCode);

        // Nobody can say whose a key is that was never shown: where reads need one, it has to wait.
        using var unknown = new HttpRequestMessage(HttpMethod.Get, "/v1/films/her-2013");
        unknown.Headers.Authorization = new("Bearer", SomeKey);
        using var read = await gateway.Http.SendAsync(unknown, TestContext.Current.CancellationToken);
        Assert.Equal(whoeverNobodyKnows, read.StatusCode);

        await using var next = OneServer.Start("silo", address);
        await Eventually.True(
            "writes to be taken again",
            async () => (await Put(gateway, season: 2014)).StatusCode == HttpStatusCode.OK);
    }

    private static async Task<bool> IsReady(OneServer server) =>
        await server.Status("/health/ready") == HttpStatusCode.OK;

    private static Task<HttpResponseMessage> Put(OneServer gateway, int season) =>
        gateway.Http.PutAsJsonAsync(
            new Uri("/v1/films/her-2013", UriKind.Relative), new { title = "Her", year = 2013, season },
            TestContext.Current.CancellationToken);
}
