using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>What <c>deploy/local/cluster</c> tells whoever types it.</summary>
[Collection(FaultTests.OneByOne)]
public sealed class ScriptTests(LocalCluster cluster)
{
    [Theory]
    [InlineData("silo-1")]
    [InlineData("gateway-1")]
    public async Task A_process_of_the_local_cluster_is_not_started_while_its_database_is_down(string name)
    {
        // As down leaves it.
        var key = $"agg_k3y4u5e6_{new string('A', 43)}";
        var folder = Directory.CreateTempSubdirectory("an aggregator cluster-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "cluster.json"), $$"""
            {
              "postgres": {
                "host": "127.0.0.1", "port": {{FreePort.Take()}}, "password": "", "gatewayPassword": ""
              },
              "silos": [{"url": "http://127.0.0.1:0", "siloPort": 0, "gatewayPort": 0}],
              "gateways": [{"url": "http://127.0.0.1:0"}], "operatorKey": "{{key}}"
            }
            """);

        var (exit, said) = await LocalCluster.Script(folder, LocalCluster.Program, "start", name);

        Assert.Equal(1, exit);
        Assert.StartsWith("PostgreSQL does not run", said);
        Assert.Contains("start postgres", said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_the_cluster_keeps_of_its_database_opens_it_with_psql()
    {
        var (exit, said) = await Programs.Run("psql", [cluster.PsqlsAddress, "-Atc", "SELECT current_user"]);

        Assert.True(exit == 0 && said.Trim() == "aggregator", said);
    }

    [Fact]
    public async Task Processes_of_the_local_cluster_that_are_started_at_once_are_all_kept()
    {
        var (silo, gateway) = (cluster.Silos[0], cluster.Gateways[0]);
        LocalCluster.Kill(silo);
        LocalCluster.Kill(gateway);

        await cluster.StartTogether(silo, gateway);

        Assert.DoesNotContain(cluster.Members, LocalCluster.IsOver);
        Assert.True(await cluster.IsReady(gateway));
    }
}
