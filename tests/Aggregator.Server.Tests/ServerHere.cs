using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Server.Tests;

/// <summary>
/// The real program, run from its entry point inside this process, so that its table of routes can be read.
/// It listens on a loopback port like any other.
/// </summary>
public sealed class ServerHere : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly Task _running;

    private ServerHere(IHost host, Task running) => (_host, _running) = (host, running);

    public Uri Address
    {
        get
        {
            var server = _host.Services.GetRequiredService<IServer>();
            return new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }
    }

    /// <summary>Every route of the program, its pages and health included.</summary>
    public IReadOnlyList<RouteEndpoint> Routes =>
        [.. _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static async Task<ServerHere> Start(string folder)
    {
        var built = new TaskCompletionSource<IHost>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Hosts(built));
        var program = Assembly.Load("Aggregator.Server").EntryPoint!;
        string[] args = ["--urls", "http://127.0.0.1:0", "--data", folder];
        var running = Task.Run(() => program.Invoke(null, [args]));

        var host = await built.Task.WaitAsync(StartPatience);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var life = host.Services.GetRequiredService<IHostApplicationLifetime>();
        await using (life.ApplicationStarted.Register(started.SetResult))
            await await Task.WhenAny(started.Task, running).WaitAsync(StartPatience);
        return new ServerHere(host, running);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _running.WaitAsync(StartPatience);
    }

    /// <summary>Hears of the host that the program builds, as the platform's own tools do.</summary>
    private sealed class Hosts(TaskCompletionSource<IHost> built)
        : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilt", Value: IHost host }) built.TrySetResult(host);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error) => built.TrySetException(error);
    }
}
