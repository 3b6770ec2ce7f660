using System.Globalization;
using Aggregator.Gateway;
using Aggregator.Gateway.Limits;
using Aggregator.Web;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace Aggregator.Server.Hosting;

/// <summary>The program itself: silo, gateway and pages over one ledger. A table of contents.</summary>
internal static class AggregatorServer
{
    /// <summary>Serves until asked to stop; answers the exit status.</summary>
    public static async Task<int> Run(ServerOptions options, CancellationToken cancel)
    {
        // Numbers and dates read the same on every machine.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls(options.Urls);
        HttpsCertificate.Check(builder.Configuration, options.Urls);
        builder.WebHost.ConfigureKestrel(server => server.Bound(options.Limits, options.Proxies));
        StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.AddServerLogging();

        await using var ledger = LedgerStore.Open(options);
        var key = await OperatorKeys.Ensure(ledger.Keys, options.OperatorKey, TimeProvider.System, cancel);
        await DemoFolder.Check(ledger, options, cancel);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Changes);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ILedger>(ledger);
        builder.Services.AddSingleton<IKeyRing>(ledger.Keys);
        builder.AddSilo();
        builder.Services.AddAggregatorGateway(options.Limits, options.Proxies);
        builder.Services.AddAggregatorWeb();
        builder.Services.AddServerHealth();

        await using var app = builder.Build();
        app.MapServerHealth();
        app.MapAggregatorGateway();
        app.MapAggregatorWeb();

        await app.StartAsync(cancel);
        if (options.Demo) await DemoFolder.Load(app, options, cancel);
        Greeting.Print(app, options, key);
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }
}
