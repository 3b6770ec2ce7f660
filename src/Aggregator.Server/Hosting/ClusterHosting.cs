using System.Net;
using Aggregator.Grains;
using Aggregator.Server.Membership;
using Aggregator.Server.Operating;
using Orleans.Configuration;

namespace Aggregator.Server.Hosting;

/// <summary>
/// Silos that share a database, and the gateways in front of them. Every time that is set is explained where
/// it is set.
/// </summary>
internal static class ClusterHosting
{
    private const string Npgsql = "Npgsql";

    /// <summary>
    /// One silo of those that share the database. Makes the cluster's tables if there are none.
    /// </summary>
    public static void AddClusterSilo(this WebApplicationBuilder builder, ServerOptions options)
    {
        var database = new MembershipPlace(options.Ledger!);
        var address = options.Cluster.Address();
        options.Cluster.RefuseTakenPorts(address);
        MembershipSchema.Upgrade(database);
        new MembershipCheck(database, options.Cluster).OfSilo();
        SiloClock.Check(database, TimeProvider.System);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<Neighbours>();
        builder.Services.AddHostedService<DatabaseWatch>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => Name(cluster, options.Cluster));
            silo.UseAdoNetClustering(sql =>
            {
                sql.Invariant = Npgsql;
                sql.ConnectionString = database.Address;
            });
            silo.Configure<EndpointOptions>(endpoint => Listen(endpoint, address, options.Cluster));
            silo.Configure<ClusterMembershipOptions>(NoticeDeathSoon);
            silo.AddAggregatorGrains();
            silo.AddWatching(options);
        });
    }

    /// <summary>A client of those silos.</summary>
    public static void AddClusterClient(this WebApplicationBuilder builder, ServerOptions options)
    {
        var database = new MembershipPlace(options.Ledger!);
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(new MembershipCheck(database, options.Cluster));
        // HTTP answers from the start, with "not yet" until the first silo is found.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => Name(cluster, options.Cluster));
            client.UseAdoNetClustering(sql =>
            {
                sql.Invariant = Npgsql;
                sql.ConnectionString = database.Address;
            });
            client.Configure<ClientMessagingOptions>(messaging =>
            {
                // A silo that was stopped or cut off says nothing: this is how long a caller waits on it.
                // Long enough for a commit on a slow disk.
                messaging.ResponseTimeout = TimeSpan.FromSeconds(6);
            });
            client.Configure<GatewayOptions>(gateways =>
            {
                // How soon a silo that came is used and one that was declared dead is left; also how long a
                // silo is avoided after its connection broke. One small query a gateway.
                gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5);
            });
            client.AddGrainsPage();
            if (options.Telemetry.SendsOtlp) client.AddActivityPropagation();
            client.UseConnectionRetryFilter<SiloSearch>();
            client.AddOutgoingGrainCallFilter<SiloDeaths>();
        });
        builder.Services.AddSingleton<LostSilos>();
        builder.Services.AddSingleton<IClusterConnectionStatusObserver>(
            services => services.GetRequiredService<LostSilos>());
    }

    private static void Name(ClusterOptions cluster, ClusterPlace place) =>
        (cluster.ClusterId, cluster.ServiceId) = (place.Id, place.Service);

    private static void Listen(EndpointOptions endpoint, IPAddress address, ClusterPlace place)
    {
        endpoint.AdvertisedIPAddress = address;
        (endpoint.SiloPort, endpoint.GatewayPort) = (place.SiloPort, place.GatewayPort);
        // On the advertised address alone: who reaches these ports may call any grain.
        endpoint.SiloListeningEndpoint = new IPEndPoint(address, place.SiloPort);
        endpoint.GatewayListeningEndpoint = new IPEndPoint(address, place.GatewayPort);
    }

    /// <summary>
    /// The defaults take 7.5 to 15 s to declare a killed silo dead, and until then writes to its films fail.
    /// </summary>
    private static void NoticeDeathSoon(ClusterMembershipOptions options)
    {
        // Two neighbours ask each silo every second; one that missed three asks in a row is suspected, and
        // two suspicions are a death. Votes stay at two: with one, a silo that is itself cut off could evict
        // the others.
        options.ProbeTimeout = TimeSpan.FromSeconds(1);
        options.MinProbeTimeout = TimeSpan.FromMilliseconds(500);
        options.NumMissedProbesLimit = 3;
        // So many times the longest that a probe may take, a silo is not suspected after anything was heard
        // of it: one that was cut off, whose connections look whole, is written off that much later.
        options.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);

        // Who was not told of a change finds it in the table.
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

        // A silo that is left alone has nobody to vote with: it may act only when the others' heartbeats in
        // the table have gone stale, which is a few of these.
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

        // The rows of the dead are kept for a day, to be looked at.
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }
}
