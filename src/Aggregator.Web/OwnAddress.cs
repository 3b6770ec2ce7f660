using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Aggregator.Web;

/// <summary>
/// Where the public API answers: the address of this very server, known once it listens. The pages ask it
/// like any stranger, over HTTP, with the key of whoever looks at them.
/// </summary>
internal sealed class OwnAddress(IServer server)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly AsyncLocal<StringValues> Looking = new();

    /// <summary>What the visitor whose page is made sent as <c>Authorization</c>.</summary>
    public static StringValues Visitor
    {
        set => Looking.Value = value;
    }

    /// <summary>A client whose base address is found at its first request.</summary>
    public HttpClient Client() => new(new Finding(this))
    {
        // Replaced by the handler: the client only wants something absolute.
        BaseAddress = new Uri("http://localhost/"),
        Timeout = AnswerWithin,
    };

    private Uri Find()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(one => one.StartsWith("http:", StringComparison.Ordinal))
            ?? addresses.FirstOrDefault()
            ?? throw new HttpRequestException("The server does not listen yet.");
        return Reachable(address);
    }

    // A server listens on all addresses as [::], +, * or 0.0.0.0: none of these can be asked.
    private static Uri Reachable(string address)
    {
        var everywhere = new[] { "://[::]", "://+", "://*", "://0.0.0.0" };
        var unreachable = everywhere.FirstOrDefault(host => address.Contains(host, StringComparison.Ordinal));
        return new Uri(unreachable is null
            ? address
            : address.Replace(unreachable, "://localhost", StringComparison.Ordinal));
    }

    [SuppressMessage(
        "Security", "CA5359", Justification = "The certificate is made out to the name that strangers use, "
            + "and a server that asks itself on its own machine has nobody between.")]
    private static readonly SslClientAuthenticationOptions ToItself = new()
    {
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };

    private sealed class Finding(OwnAddress own)
        : DelegatingHandler(new SocketsHttpHandler { UseProxy = false, SslOptions = ToItself })
    {
        private Uri? _found;

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancel)
        {
            _found ??= own.Find();
            request.RequestUri = new Uri(_found, request.RequestUri!.PathAndQuery);
            if (Looking.Value is [{ } shown])
                request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, shown);
            return base.SendAsync(request, cancel);
        }
    }
}
