using Aggregator.Ledgers;

namespace Aggregator.Server.Membership;

/// <summary>
/// A silo that stood still and goes on does not know yet that it was declared dead, and may have a verdict in
/// hand that its critic, told to try again, has said elsewhere since, and perhaps revised. The database
/// knows: it is asked with each write.
/// </summary>
internal sealed class WriteFence(ILedger ledger, ILocalSiloDetails silo)
    : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(WriteFence), ServiceLifecycleStage.RuntimeInitialize, _ => Set(IsDead()),
        // One that ends in order declares itself dead, and then writes down what is left.
        _ => Set(null));

    private Task Set(string? query)
    {
        (ledger as PostgresLedger)?.WriteUnless(query);
        return Task.CompletedTask;
    }

    private string IsDead()
    {
        var (at, cluster) = (silo.SiloAddress, silo.ClusterId.Replace("'", "''", StringComparison.Ordinal));
        return FormattableString.Invariant($"""
            SELECT EXISTS (SELECT FROM {MembershipSchema.Name}.silos WHERE cluster = '{cluster}'
            AND address = '{at.Endpoint.Address}' AND port = {at.Endpoint.Port}
            AND generation = {at.Generation} AND status = {(int)SiloStatus.Dead})
            """);
    }
}
