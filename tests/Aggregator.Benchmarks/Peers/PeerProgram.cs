using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Benchmarks.Peers;

/// <summary>A peer as a process of its own: this program again, with the word <c>peer</c>.</summary>
internal static class PeerProgram
{
    public static async Task<int> Run(string name, string url, string argument)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, PeerJson.Default));
        await using var app = builder.Build();
        switch (name)
        {
            case "kestrel":
                KestrelPeer.Map(app, argument, bodiesAlone: false);
                break;
            case "kestrel-bodies":
                KestrelPeer.Map(app, argument, bodiesAlone: true);
                break;
            case "postgres":
                PostgresPeer.Map(app, argument);
                break;
            case "redis":
                await RedisPeer.Map(app, argument);
                break;
            default:
                throw new ArgumentException($"There is no peer \"{name}\".");
        }

        await app.RunAsync();
        return 0;
    }
}
