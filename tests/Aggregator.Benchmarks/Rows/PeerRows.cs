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

    public static async Task<IReadOnlyList<Row>> Measure(World world, int verdicts)
    {
        await KeepBodies(world);
        var acclaim = await File.ReadAllBytesAsync(Path.Combine(world.Folder, KestrelPeer.AcclaimFile));
        var schema = PostgresPeer.Schema(world.Films, SampleFilms.CriticCount, verdicts);
        await using var kestrel = await Peer.Kestrel(world.Folder);
        await using var postgres = await Peer.Postgres(world.Folder, schema);
        await using var redis = await Peer.Redis(world.Folder, world.Films, acclaim);
        return
        [
            await Acclaims(world, kestrel, postgres, redis),
            await Pages(world, kestrel, postgres, redis),
            .. await Writes(world, kestrel, postgres),
            await CountedAcclaims(world, kestrel),
        ];
    }

    private static async Task<Row> Acclaims(World world, params Peer[] peers)
    {
        var script = Scripts.Acclaims(world.Films);
        Uri[] addresses = [world.Server.Address, .. peers.Select(peer => peer.Address)];
        var paces = await Load.Interleave([.. addresses.Select(address => Ask(address, script))]);
        return Compared($"GET acclaim, {world.Films:N0} films, a random one",
            "≥ 0.90 × Kestrel; ≥ 5 × PostgreSQL; > Redis", paces, (0.90, 5, 1));
    }

    /// <summary>
    /// As from another machine: callers here are spared the limits by default, and strangers are not.
    /// </summary>
    private static async Task<Row> CountedAcclaims(World world, Peer kestrel)
    {
        await world.Restart(
            "AGGREGATOR__LIMITS__EXEMPTLOOPBACK=false", "AGGREGATOR__LIMITS__READSPERKEY=1000000");
        var script = Scripts.AcclaimsByKey(world.Films);
        var paces = await Load.Interleave(Ask(world.Server.Address, script), Ask(kestrel.Address, script));
        await world.Restart();
        return Compared(
            "GET acclaim with a key, its reads counted against a limit", "≥ 0.90 × Kestrel", paces,
            (0.90, 0, 0));
    }

    private static async Task<Row> Pages(World world, Peer kestrel, Peer postgres, Peer redis)
    {
        var pages = await PagesOf(world.Server);
        var random = new Random(5);
        string Elsewhere(Func<int, string> after) => Scripts.Pages([.. pages.Select(_ =>
            $"{Ranking}?first={PageLength}&{after(random.Next(world.Films - PageLength))}")]);
        var paces = await Load.Interleave(
            Ask(world.Server.Address, Scripts.Pages(pages)),
            Ask(kestrel.Address, Scripts.Pages(pages)),
            Ask(postgres.Address, Elsewhere(film => $"low={film % 90}&after={film}")),
            Ask(redis.Address, Elsewhere(film => $"after={film}")));
        return Compared($"GET a ranking page of {PageLength}, any page of {world.Films:N0} films",
            "≥ 0.85 × Kestrel", paces, (0.85, 0, 0));
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

    private static async Task<IReadOnlyList<Row>> Writes(World world, Peer kestrel, Peer postgres)
    {
        var many = Scripts.Verdicts(WrittenFilms, SampleFilms.CriticCount);
        var one = Scripts.Verdicts(films: 1, SampleFilms.CriticCount);
        var paces = await Load.Interleave(
            Ask(world.Server.Address, many), Ask(kestrel.Address, many), Ask(postgres.Address, many),
            Ask(world.Server.Address, one), Ask(postgres.Address, one));
        var (hot, peer) = (paces[3], paces[4]);
        var ratio = hot.Rate / paces[0].Rate;
        return
        [
            Compared($"PUT verdict, durable, random ones of {WrittenFilms:N0} films",
                "≥ 0.45 × Kestrel; ≥ 4 × PostgreSQL", [.. paces.Take(3)], (0.45, 4, 0)),
            new("the same, one hot film", $"≥ {HotGoal} × of many films",
                $"{ratio:F2} ×: {hot.Rate:N0} a second (p99 {hot.Ms99:F1} ms); PostgreSQL {peer.Rate:N0}",
                ratio >= HotGoal),
        ];
    }

    private static Func<Task<Pace>> Ask(Uri address, string script) =>
        () => Load.Measure(address, script, Connections);

    private static Row Compared(
        string what, string goal, IReadOnlyList<Pace> paces,
        (double Kestrel, double Postgres, double Redis) goals)
    {
        string[] names = ["ours", "Kestrel", "PostgreSQL", "Redis"];
        double[] least = [0, goals.Kestrel, goals.Postgres, goals.Redis];
        var ratios = paces.Select(pace => paces[0].Rate / pace.Rate).ToList();
        var figures = paces.Select((pace, i) => $"{names[i]} {pace.Rate:N0} (p99 {pace.Ms99:F1} ms)");
        var shown = ratios.Select((ratio, i) => $"{ratio:F2} × {names[i]}").Skip(1);
        return new(what, goal, $"{string.Join(", ", shown)}; a second: {string.Join(", ", figures)}",
            ratios.Select((ratio, i) => ratio >= least[i]).All(met => met));
    }

    /// <summary>What our server answers, for bare Kestrel to send.</summary>
    private static async Task KeepBodies(World world)
    {
        const string Film = "/v1/films/imdb:tt0000000";
        var http = world.Server.Http;
        using var body = JsonContent.Create(new { rating = "71/100" });
        using var written = await http.PutAsync($"{Film}/verdicts/sample-critic-0", body);
        Keep(KestrelPeer.WriteFile, await written.Content.ReadAsByteArrayAsync());
        Keep(KestrelPeer.AcclaimFile, await http.GetByteArrayAsync($"{Film}/acclaim"));
        Keep(KestrelPeer.PageFile, await http.GetByteArrayAsync($"{Ranking}?first={PageLength}"));

        void Keep(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(world.Folder, name), bytes);
    }
}
