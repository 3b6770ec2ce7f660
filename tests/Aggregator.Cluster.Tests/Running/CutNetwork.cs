namespace Aggregator.Cluster.Tests;

/// <summary>
/// Cuts a silo off while this lives: every packet of its connections is dropped, in both directions, as when
/// a cable is pulled. A rule of the packet filter knows them by the group that the silo runs as; packets in
/// the other direction by the mark that their connection got. Only root may do that.
/// </summary>
internal sealed class CutNetwork : IAsyncDisposable
{
    private static int _cuts;

    private readonly string _table = $"aggregator_{Environment.ProcessId}_{Interlocked.Increment(ref _cuts)}";

    private CutNetwork() { }

    public static bool IsPossible => Environment.IsPrivilegedProcess;

    /// <summary>From everybody, or from <paramref name="port"/> alone.</summary>
    public static async Task<CutNetwork> Off(Member silo, int? port = null)
    {
        var cut = new CutNetwork();
        var (to, from) = port is null ? ("", "") : ($"tcp dport {port} ", $"tcp sport {port} ");
        var mark = $"ct mark {silo.Group}";
        await Filter($$"""
            table inet {{cut._table}} {
              chain out { type filter hook output priority 0;
                meta skgid {{silo.Group}} ct mark set {{silo.Group}};
                {{mark}} {{to}}drop; }
              chain in { type filter hook input priority 0; {{mark}} {{from}}drop; }
            }
            """);
        return cut;
    }

    public async ValueTask DisposeAsync() => await Filter($"delete table inet {_table}");

    private static async Task Filter(string rules)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, rules);
        var (exit, said) = await Programs.Run("nft", ["-f", file]);
        File.Delete(file);
        Assert.True(exit == 0, said);
    }
}
