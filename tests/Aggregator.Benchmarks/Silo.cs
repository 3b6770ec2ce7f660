using Aggregator.Grains;
using Aggregator.Ledgers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;

namespace Aggregator.Benchmarks;

/// <summary>One silo in this process over a SQLite ledger in a new folder, deleted afterwards.</summary>
internal sealed class Silo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _folder;

    private Silo(IHost host, SqliteLedger ledger, string folder) =>
        (_host, Ledger, _folder) = (host, ledger, folder);

    public SqliteLedger Ledger { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<Silo> Start()
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-benchmark-").FullName;
        var ledger = SqliteLedger.Open(folder, new(), TimeProvider.System, NullLogger.Instance);
        var host = Host.CreateApplicationBuilder();
        host.Logging.SetMinimumLevel(LogLevel.Warning);
        host.Services.AddSingleton<ILedger>(ledger).AddSingleton<IKeyRing>(ledger.Keys);
        host.UseOrleans(silo => silo.UseLocalhostClustering().AddAggregatorGrains());
        var running = host.Build();
        await running.StartAsync();
        return new(running, ledger, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
