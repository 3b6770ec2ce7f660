using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aggregator.Benchmarks.Http;
using Aggregator.Benchmarks.Peers;

namespace Aggregator.Benchmarks.Rows;

/// <summary>
/// Reads and writes over HTTP beside what a user would write instead, in turn on the same machine.
/// </summary>
internal static class PeerRows
{
    private const int Connections = 64;
    private const int PageLength = 100;
    private const int PagesMost = 1_000;

    /// <summary>As many films as are written about on one day; more than a hot few.</summary>
    private const int WrittenFilms = 10_000;
    private const double HotGoal = 0.8;
    private const string Ranking = "/v1/rankings/all-time";
    private const string Film = "/v1/films/imdb:tt0000000";

    public static async Task<IReadOnlyList<Row>> Measure(World world, int verdicts)
    {
        await KeepAnswers(world);
        var acclaim = await File.ReadAllBytesAsync(KestrelPeer.BodyIn(world.Folder, KestrelPeer.Acclaim));
        var schema = PostgresPeer.Schema(world.Films, SampleFilms.CriticCount, verdicts);
        await using var kestrel = await Peer.Kestrel(world.Folder);
        await using var bodies = await Peer.KestrelBodies(world.Folder);
        await using var postgres = await Peer.Postgres(world.Folder, schema);
        await using var redis = await Peer.Redis(world.Folder, world.Films, acclaim);
        var peers = new Peers(kestrel, bodies, postgres, redis);
        return
        [
            await Acclaims(world, peers),
            await Pages(world, peers),
            .. await Writes(world, peers),
            await CountedAcclaims(world, peers),
        ];
    }

    private static async Task<Row> Acclaims(World world, Peers peers)
    {
        var script = Scripts.Acclaims(world.Films);
        return await Compared($"GET acclaim, {world.Films:N0} films, a random one", world,
        [
            .. Limits(peers, 0.90, script),
            new("PostgreSQL", peers.Postgres, script, 5),
            new("Redis", peers.Redis, script, 1),
        ]);
    }

    /// <summary>
    /// As from another machine: callers here are spared the limits by default, and strangers are not.
    /// </summary>
    private static async Task<Row> CountedAcclaims(World world, Peers peers)
    {
        await world.Restart(
            "AGGREGATOR__LIMITS__EXEMPTLOOPBACK=false", "AGGREGATOR__LIMITS__READSPERKEY=1000000");
        await KeepAcclaim(world);
        // It has read the answers it sends when it began.
        await using var kestrel = await Peer.Kestrel(world.Folder);
        var row = await Compared(
            "GET acclaim with a key, its reads counted against a limit", world,
            Limits(peers with { Kestrel = kestrel }, 0.90, Scripts.AcclaimsByKey(world.Films)));
        await world.Restart();
        return row;
    }

    private static async Task<Row> Pages(World world, Peers peers)
    {
        var pages = await PagesOf(world.Server);
        var random = new Random(5);
        string Elsewhere(Func<int, string> after) => Scripts.Pages([.. pages.Select(_ =>
            $"{Ranking}?first={PageLength}&{after(random.Next(world.Films - PageLength))}")]);
        var what = $"GET a ranking page of {PageLength}, any page of {world.Films:N0} films";
        return await Compared(what, world,
        [
            .. Limits(peers, 0.85, Scripts.Pages(pages)),
            new("PostgreSQL", peers.Postgres, Elsewhere(film => $"low={film % 90}&after={film}")),
            new("Redis", peers.Redis, Elsewhere(film => $"after={film}")),
        ]);
    }

    /// <summary>The addresses of the pages of a ranking from its first on, as its cursors lead.</summary>
    private static async Task<List<string>> PagesOf(OurServer server)
    {
        var pages = new List<string> { $"{Ranking}?first={PageLength}" };
        while (pages.Count < PagesMost)
        {
            var page = await server.Http.GetFromJsonAsync<JsonObject>(pages[^1]);
            if ((string?)page!["next"] is not { } next) break;
            pages.Add($"{pages[0]}&after={Uri.EscapeDataString(next)}");
        }

        return pages;
    }

    private static async Task<IReadOnlyList<Row>> Writes(World world, Peers peers)
    {
        var many = Scripts.Verdicts(WrittenFilms, SampleFilms.CriticCount);
        var one = Scripts.Verdicts(films: 1, SampleFilms.CriticCount);
        Rival[] rivals =
            [.. Limits(peers, 0.45, many), new("PostgreSQL", peers.Postgres, many, 4)];
        var paces = await Load.Interleave(
        [
            Ask(world.Server.Address, many), .. rivals.Select(rival => Ask(rival.Peer.Address, rival.Script)),
            Ask(world.Server.Address, one), Ask(peers.Postgres.Address, one),
        ]);
        var (hot, postgres) = (paces[^2], paces[^1]);
        var ratio = hot.Rate / paces[0].Rate;
        return
        [
            Found($"PUT verdict, durable, random ones of {WrittenFilms:N0} films", paces, rivals),
            new("the same, one hot film", $"≥ {HotGoal} × of many films",
                $"{ratio:F2} ×: {hot.Rate:N0} a second (p99 {hot.Ms99:F1} ms); "
                + $"PostgreSQL {postgres.Rate:N0}",
                ratio >= HotGoal),
        ];
    }

    /// <summary>The goal is of the same bytes; what our headers cost shows beside it.</summary>
    private static Rival[] Limits(Peers peers, double goal, string script) =>
    [
        new("Kestrel", peers.Kestrel, script, goal),
        new("Kestrel without our headers", peers.Bodies, script),
    ];

    private static async Task<Row> Compared(string what, World world, Rival[] rivals) => Found(
        what,
        await Load.Interleave(
        [
            Ask(world.Server.Address, rivals[0].Script),
            .. rivals.Select(rival => Ask(rival.Peer.Address, rival.Script)),
        ]),
        rivals);

    private static Func<Task<Pace>> Ask(Uri address, string script) =>
        () => Load.Measure(address, script, Connections);

    /// <summary>Of paces ours is the first, then come those of the rivals.</summary>
    private static Row Found(string what, IReadOnlyList<Pace> paces, Rival[] rivals)
    {
        var ratios = paces.Skip(1).Select(pace => paces[0].Rate / pace.Rate).ToList();
        var names = rivals.Select(rival => rival.Name).ToList();
        var goals = rivals.Where(rival => rival.Goal > 0)
            .Select(rival => $"≥ {rival.Goal:0.##} × {rival.Name}");
        var shown = ratios.Zip(names, (ratio, name) => $"{ratio:F2} × {name}");
        var figures = paces.Zip(
            names.Prepend("ours"), (pace, name) => $"{name} {pace.Rate:N0} (p99 {pace.Ms99:F1} ms)");
        return new(what, string.Join("; ", goals),
            $"{string.Join(", ", shown)}; a second: {string.Join(", ", figures)}",
            ratios.Zip(rivals, (ratio, rival) => ratio >= rival.Goal).All(met => met));
    }

    /// <summary>What our server answers, for bare Kestrel to send.</summary>
    private static async Task KeepAnswers(World world)
    {
        var http = world.Server.Http;
        using var body = JsonContent.Create(new { rating = "71/100" });
        using var written = await http.PutAsync($"{Film}/verdicts/sample-critic-0", body);
        await KestrelPeer.Keep(world.Folder, KestrelPeer.Write, written);
        using var page = await http.GetAsync($"{Ranking}?first={PageLength}");
        await KestrelPeer.Keep(world.Folder, KestrelPeer.Page, page);
        await KeepAcclaim(world);
    }

    private static async Task KeepAcclaim(World world)
    {
        using var acclaim = await world.Server.Http.GetAsync($"{Film}/acclaim");
        await KestrelPeer.Keep(world.Folder, KestrelPeer.Acclaim, acclaim);
    }

    private sealed record Peers(Peer Kestrel, Peer Bodies, Peer Postgres, Peer Redis);

    /// <summary>Whom we are compared with, at what, and how many times its pace is the goal.</summary>
    private sealed record Rival(string Name, Peer Peer, string Script, double Goal = 0);
}
