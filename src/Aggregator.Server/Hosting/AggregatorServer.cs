using Aggregator.Gateway;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Aggregator.Ledgers;
using Aggregator.Server.Membership;
using Aggregator.Server.Operating;
using Aggregator.Server.Telemetry;
using Aggregator.Web;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace Aggregator.Server.Hosting;

/// <summary>The program itself, in each of its roles. A table of contents.</summary>
internal static class AggregatorServer
{
    // A film's page reads the film, its verdicts, its placements and how they add up, for whoever asks.
    private const int ReadsOfAPage = 5;

    /// <summary>Serves until asked to stop; answers the exit status.</summary>
    public static Task<int> Run(ServerOptions options, CancellationToken cancel)
    {
        OpenFiles.Check();
        return options.Role switch
        {
            "silo" => RunSilo(options, cancel),
            "gateway" => RunGateway(options, cancel),
            _ => RunAll(options, cancel),
        };
    }

    /// <summary>Silo, gateway and pages over one ledger.</summary>
    private static async Task<int> RunAll(ServerOptions options, CancellationToken cancel)
    {
        var builder = Builder(options);
        using var log = builder.AddServerLogging(options);
        await using var opening = new LedgerOpening(options, log);
        builder.AddLoneSilo(options);
        builder.Services.AddSingleton(new BoardAccess(opening.Filling));
        builder.AddGateway(options);
        builder.Services.AddServerHealth().WithLedger().WithBoard();

        var ledger = await opening.Ledger;
        await OperatorKeys.Keep(ledger.Keys, options, log, cancel);
        await DemoFolder.Check(ledger, options, cancel);
        builder.Services.AddLedger(ledger);

        await using var app = builder.Build();
        app.MapOperating(options);
        app.MapGateway(options);

        if (!await app.TryStart(cancel)) return 0;
        if (options.Demo) await DemoFolder.Load(app, options, cancel);
        Greeting.Print(app, options, await OperatorKeys.MakeFirst(ledger.Keys, cancel));
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    /// <summary>One silo of a cluster; over HTTP it says only how it is.</summary>
    private static async Task<int> RunSilo(ServerOptions options, CancellationToken cancel)
    {
        var builder = Builder(options);
        using var log = builder.AddServerLogging(options);
        SiloConnections.Check(options, log);
        await using var ledger = LedgerStore.Open(options, log);
        await OperatorKeys.Keep(ledger.Keys, options, log, cancel);

        builder.Services.AddLedger(ledger);
        builder.AddClusterSilo(options);
        builder.Services.AddServerHealth().WithLedger();

        await using var app = builder.Build();
        app.MapOperating(options);

        if (!await app.TryStart(cancel)) return 0;
        Greeting.Print(app, options, await OperatorKeys.MakeFirst(ledger.Keys, cancel));
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    /// <summary>HTTP and pages in front of the silos of a cluster.</summary>
    private static async Task<int> RunGateway(ServerOptions options, CancellationToken cancel)
    {
        var builder = Builder(options);
        using var log = builder.AddServerLogging(options);
        builder.AddClusterClient(options);
        builder.AddGateway(options);
        builder.Services.AddServerHealth().WithSilos().WithBoard();

        await using var app = builder.Build();
        app.MapOperating(options);
        app.MapGateway(options);

        if (!await app.StartBeforeSilos(cancel)) return 0;
        Greeting.Print(app, options, newKey: null);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static WebApplicationBuilder Builder(ServerOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls(FreeUrls(options));
        HttpsCertificate.Check(builder.Configuration, options.Urls);
        builder.WebHost.ConfigureKestrel((context, server) =>
        {
            server.Bound(options.Limits, OpenFiles.Connections(options.Limits), options.Proxies);
            HttpsCertificate.Renew(server, context.Configuration);
        });
        builder.AddServerTelemetry(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Where to listen; each has been tried.</summary>
    private static string FreeUrls(ServerOptions options)
    {
        Listening.RefuseTaken(options.Urls, "another address with --urls");
        if (options.OperatorPort is not { } port) return options.Urls;
        var operators = OperatorPort.Url(options.Urls, port);
        Listening.RefuseTaken(operators, $"another port with {OperatorPort.Flag}");
        return $"{options.Urls};{operators}";
    }

    private static void AddLedger(this IServiceCollection services, StoredLedger ledger)
    {
        services.AddSingleton<ILedger>(ledger);
        services.AddSingleton(ledger.Keys);
    }

    private static void AddGateway(this WebApplicationBuilder builder, ServerOptions options)
    {
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.Services.AddSingleton(options.Changes);
        builder.Services.AddSingleton(options.Keys);
        builder.Services.AddAggregatorGateway(options.Limits, options.Proxies, options.Oidc);
        builder.Services.AddAggregatorWeb();
    }

    private static void MapOperating(this WebApplication app, ServerOptions options)
    {
        OpenFiles.TellIfFew(app.Logger, options.Limits);
        Listening.TellIfEverywhere(app.Logger, options.Urls);
        app.UseSafeHeaders();
        app.UseOperatorPort(options);
        app.MapServerHealth();
        app.MapMetrics(options);
    }

    private static void MapGateway(this WebApplication app, ServerOptions options)
    {
        if (HttpsCertificate.IsHttps(options.Urls)) app.UseHsts();
        app.UseAggregatorWeb();
        app.MapAggregatorGateway(context => OperatorPort.IsUnlimited(context, options));
        app.MapAggregatorWeb(pages => pages.Reads(options.Keys).CountsAs(ReadsOfAPage));
        app.MapGrainsPage();
        app.CheckPolicies();
    }
}
