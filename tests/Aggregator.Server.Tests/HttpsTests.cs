using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aggregator.Server.Tests;

/// <summary>What a certificate brings.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task A_configured_certificate_brings_https_and_http_2()
    {
        using var folder = new Folder();
        var (certificate, key) = SelfSigned(folder.Path);
        await using var server = await ServerProcess.Start(
            Path.Combine(folder.Path, "data"),
            new Dictionary<string, string>
            {
                ["Kestrel__Certificates__Default__Path"] = certificate,
                ["Kestrel__Certificates__Default__KeyPath"] = key,
            },
            null, "--urls", "https://127.0.0.1:0");
        using var trusting = new SocketsHttpHandler();
        using var expected = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(certificate));
        trusting.SslOptions.RemoteCertificateValidationCallback =
            (_, shown, _, _) => shown?.GetCertHashString() == expected.GetCertHashString();
        using var http = new HttpClient(trusting)
        {
            BaseAddress = server.Http.BaseAddress,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        var (api, page) = (await http.GetAsync("/v1/profiles"), await http.GetAsync("/"));

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (api.StatusCode, api.Version));
        // The pages ask the interface over https too.
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task An_https_address_without_a_usable_certificate_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        string[] asked = ["--urls", "https://127.0.0.1:0", "--data", folder.Path];

        var none = await ServerProcess.Command(asked);
        var gone = await ServerProcess.Command(
            asked, ("Kestrel__Certificates__Default__Path", Path.Combine(folder.Path, "gone.pem")));

        Assert.Equal((1, 1), (none.Exit, gone.Exit));
        Assert.Contains("Kestrel__Certificates__Default__Path", none.Output, StringComparison.Ordinal);
        Assert.Contains("gone.pem", gone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", none.Output + gone.Output, StringComparison.Ordinal);
    }

    private static (string Certificate, string Key) SelfSigned(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=aggregator.example", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (certificateFile, keyFile) = (Path.Combine(folder, "own.pem"), Path.Combine(folder, "own.key"));
        File.WriteAllText(certificateFile, made.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
