using System.CommandLine;
using Aggregator.Server.Hosting;
using Aggregator.Server.Operating;
using Aggregator.Web;

namespace Aggregator.Server.Commands;

/// <summary>
/// <c>health</c>: asks a running server how it is, for container images that hold no other program to ask.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Make()
    {
        var address = new Argument<string?>("url")
        {
            Description = "What to ask (default /health/live on this machine, where "
                + "AGGREGATOR__URLS and AGGREGATOR__OPERATORPORT say; of an address alone, /health/ready).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var health = new Command("health", "Ask a running server how it is; ends with 0 when it is well.")
        {
            address,
        };
        health.SetAction((parsed, cancel) => Flags.Run(
            () => parsed.GetValue(address) is { } asked ? Ask(Read(asked), isHere: false, cancel)
                : Ask(Here(), isHere: true, cancel),
            cancel));
        return health;
    }

    /// <summary>Where the server of this environment tells how it is.</summary>
    private static Uri Here()
    {
        var options = ServerOptions.Read(new Dictionary<string, string?>());
        var first = Listening.Split(options.Urls)[0];
        var url = options.OperatorPort is { } port ? OperatorPort.Url(first, port) : first;
        return new Uri(ListenedAddress.Reachable(url), "/health/live");
    }

    private static Uri Read(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new OperatorMistakeException($"\"{address}\" is not an address that can be asked.");
        return url.AbsolutePath == "/" ? new Uri(url, "/health/ready") : url;
    }

    private static async Task<int> Ask(Uri url, bool isHere, CancellationToken cancel)
    {
        using var handler = new HttpClientHandler();
        if (isHere)
        {
            handler.UseProxy = false;
            // A certificate is for those who ask by the server's name; this machine asks by its number.
            handler.ServerCertificateCustomValidationCallback =
                HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
        }

        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(url, cancel);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancel));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException
            && !cancel.IsCancellationRequested)
        {
            throw new OperatorMistakeException(
                $"{url} does not answer: {fault.GetBaseException().Message.TrimEnd('.')}.");
        }
    }
}
