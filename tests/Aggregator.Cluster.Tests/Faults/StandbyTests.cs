using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>A standby of PostgreSQL that takes over, beside which nobody was told a thing.</summary>
public sealed class StandbyTests
{
    private const int FilmsBefore = 20;

    [Fact]
    public async Task A_synchronous_standby_takes_over_and_nothing_acknowledged_is_lost()
    {
        await using var primary = await PostgresServer.Make();
        await using var standby = await primary.Standby();
        await Eventually.True("the standby to follow", primary.IsFollowed);
        var database = new Npgsql.NpgsqlConnectionStringBuilder(await primary.Database());
        database.Host = $"127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}";
        database.Remove("Port");
        var address = database.ConnectionString;
        var (_, made) = await LocalCluster.Command("keys", "create", "--role", "editor", "--ledger", address);
        await using var silo = OneServer.Start("silo", address);
        await using var gateway = OneServer.Start("gateway", address);
        gateway.Http.DefaultRequestHeaders.Authorization = new("Bearer", made.Trim().Split('\n')[^1]);
        await gateway.Ready("the gateway");
        var epoch = await Epoch(gateway);
        for (var film = 0; film < FilmsBefore; film++)
            Assert.Equal(HttpStatusCode.Created, await Put(gateway, film));

        await primary.Stop();
        var refused = await Put(gateway, FilmsBefore);
        Assert.Equal(HttpStatusCode.OK, await gateway.Status("/v1/films/film-0-2013"));
        await standby.Promote();
        var promoted = Stopwatch.GetTimestamp();
        await Eventually.True(
            "writes to be taken again",
            async () => await Put(gateway, FilmsBefore + 1) is HttpStatusCode.Created or HttpStatusCode.OK);
        Console.WriteLine($"Written again {Stopwatch.GetElapsedTime(promoted)} after the standby took over.");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused);
        Assert.Equal(epoch, await Epoch(gateway));
        for (var film = 0; film < FilmsBefore; film++)
            Assert.Equal(HttpStatusCode.OK, await gateway.Status($"/v1/films/film-{film}-2013"));
        var (exit, said) = await LocalCluster.Command("verify", "--ledger", address);
        Assert.True(exit == 0, said);
    }

    private static async Task<HttpStatusCode> Put(OneServer gateway, int film)
    {
        using var answer = await gateway.Http.PutAsJsonAsync(
            new Uri($"/v1/films/film-{film}-2013", UriKind.Relative),
            new { title = $"Film {film}", year = 2013 }, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<string> Epoch(OneServer gateway)
    {
        var head = await gateway.Http.GetStringAsync(new Uri("/v1/ledger/head", UriKind.Relative));
        return (string)JsonNode.Parse(head)!["epoch"]!;
    }
}
