using Npgsql;

namespace Aggregator.Cluster.Tests;

/// <summary>What a gateway that was broken into could do to the database.</summary>
[Collection(FaultTests.OneByOne)]
public sealed class RoleTests(LocalCluster cluster)
{
    [Fact]
    public async Task A_gateways_role_may_look_up_silos_and_nothing_else()
    {
        await using var connection = new NpgsqlConnection(cluster.GatewaysAddress + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);

        // How many there are just now is another test's business.
        Assert.NotEqual(0L, await Ask(connection, "SELECT count(*) FROM membership.silos WHERE status = 3"));
        foreach (var forbidden in new[]
        {
            "UPDATE membership.silos SET status = 6",
            "DELETE FROM membership.clusters",
            "UPDATE membership.orleansquery SET querytext = ''",
            "SELECT count(*) FROM entries",
            "SELECT count(*) FROM api_keys",
            "CREATE TABLE mine (a int)",
            "SELECT lo_create(0)",
            "SELECT lo_creat(-1)",
            "SELECT lo_from_bytea(0, 'x')",
            "SELECT pg_advisory_lock(1)",
            "SELECT pg_try_advisory_lock_shared(1)",
            "SELECT pg_try_advisory_xact_lock(1, 2)",
            "CREATE TEMP TABLE mine (a int)",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => Ask(connection, forbidden));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static async Task<object?> Ask(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
