using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Aggregator.Web;

/// <summary>
/// Where the public API answers: the address of this very server, known once it listens. The pages ask it
/// like anybody else, over HTTP, and where that needs a key with that of whoever looks at them.
/// </summary>
internal sealed class OwnAddress(IServer server)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);
    private static readonly AsyncLocal<StringValues> Authorization = new();

    /// <summary>Whatever is read for the page that is being made is read with this.</summary>
    public static void ReadWith(StringValues authorization) => Authorization.Value = authorization;

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
        return ListenedAddress.Reachable(address);
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
            if (Authorization.Value is [{ } shown])
                request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, shown);
            return base.SendAsync(request, cancel);
        }
    }
}
