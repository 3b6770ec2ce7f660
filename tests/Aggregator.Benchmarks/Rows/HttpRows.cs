namespace Aggregator.Benchmarks.Rows;

/// <summary>The rows that need whole servers, over one world of films made by an import.</summary>
internal static class HttpRows
{
    private const int Films = 100_000;
    private const int Verdicts = 1_000_000;

    public static async Task Run(params IReadOnlyList<string> words)
    {
        var table = new Table();
        if (words.Any(word => word is not ("scale" or "cluster")))
        {
            await using var world = await World.Make(Films, Verdicts);
            if (words.Contains("import")) table.Add(await StoreRows.Measure(world, Verdicts));
            if (words.Contains("peers")) table.Add(await PeerRows.Measure(world, Verdicts));
            if (words.Contains("visible")) table.Add(await VisibilityRows.Measure(world));
            if (words.Contains("listeners")) table.Add(await ListenerRows.Measure(world));
        }

        if (words.Contains("cluster")) table.Add(await ClusterRows.Measure());
        if (words.Contains("scale")) table.Add(await ScaleRows.Measure());
        table.Write();
    }
}
