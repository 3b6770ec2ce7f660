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

    public static async Task<Silo> Start(Action<ISiloBuilder>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-benchmark-").FullName;
        var ledger = SqliteLedger.Open(folder, new(), TimeProvider.System, NullLogger.Instance);
        var host = Host.CreateApplicationBuilder();
        host.Logging.SetMinimumLevel(LogLevel.Error);
        host.Services.AddSingleton<ILedger>(ledger).AddSingleton<IKeyRing>(ledger.Keys);
        host.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering().AddAggregatorGrains();
            configure?.Invoke(silo);
        });
        var running = host.Build();
        await running.StartAsync();
        return new(running, ledger, folder);
    }

    /// <summary>Registers films of 2013 and persons.</summary>
    public async Task Register(IEnumerable<FilmId> films, IEnumerable<CriticId> critics)
    {
        var about = films
            .Select(id => new Registration(new(id, id.Value) { Year = 2013 }, null, false, "bench"))
            .Concat(critics.Select(id =>
                new Registration(null, new(id, id.Value, CriticKind.Person), false, "bench")));
        foreach (var chunk in about.Chunk(4_000)) await Grains.Ledger().Register(chunk);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
