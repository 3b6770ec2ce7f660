using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Aggregator.Server.Tests;

/// <summary>What a certificate brings.</summary>
public sealed class HttpsTests
{
    [Fact]
    public async Task A_configured_certificate_brings_https_and_http_2()
    {
        using var folder = new Folder();
        var files = SelfSigned(folder.Path);
        await using var server = await Start(folder.Path, files);
        using var expected = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(files.Certificate));
        using var http = Client(server, shown => shown == expected.GetCertHashString());

        var (api, page) = (await http.GetAsync("/v1/profiles"), await http.GetAsync("/"));

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (api.StatusCode, api.Version));
        // The pages ask the interface over https too.
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(api.Headers.Contains("Strict-Transport-Security"));
        using var named = new HttpRequestMessage(HttpMethod.Get, "/v1/profiles");
        named.Version = HttpVersion.Version20;
        named.Headers.Host = "aggregator.example";
        using var safe = await http.SendAsync(named);
        Assert.Equal("max-age=2592000", Assert.Single(safe.Headers.GetValues("Strict-Transport-Security")));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task An_import_comes_over_every_version_of_HTTP(string version)
    {
        using var folder = new Folder();
        await using var server = await Start(folder.Path, SelfSigned(folder.Path));
        using var http = Client(server, _ => true);
        http.DefaultRequestHeaders.Authorization = new("Bearer", server.Key);
        using var ask = new HttpRequestMessage(HttpMethod.Post, "/v1/import/films")
        {
            Content = new StringContent("title,year\nHer,2013\nGravity,2013\n", Encoding.UTF8, "text/csv"),
            Version = new Version(version),
        };

        using var answer = await http.SendAsync(ask);

        Assert.Equal((HttpStatusCode.OK, ask.Version), (answer.StatusCode, answer.Version));
        Assert.Contains("\"accepted\":2", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart_and_a_broken_one_is_not()
    {
        using var folder = new Folder();
        var files = SelfSigned(folder.Path);
        await using var server = await Start(folder.Path, files);
        var first = await Shown(server);

        await File.WriteAllTextAsync(files.Certificate, "-----BEGIN CERTIFICATE-----\nnone\n");
        await Eventually.Get(
            "the broken file to be told of", () => Shown(server),
            shown => shown == first && server.Output.Contains("cannot be used", StringComparison.Ordinal),
            seconds: 60);
        SelfSigned(folder.Path);
        var second = await Eventually.Get(
            "the new one to be shown", () => Shown(server), shown => shown != first, seconds: 60);

        using var renewed = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(files.Certificate));
        Assert.Equal(renewed.GetCertHashString(), second);
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

    private static Task<ServerProcess> Start(string folder, (string Certificate, string Key) files) =>
        ServerProcess.Start(
            Path.Combine(folder, "data"),
            new Dictionary<string, string>
            {
                ["Kestrel__Certificates__Default__Path"] = files.Certificate,
                ["Kestrel__Certificates__Default__KeyPath"] = files.Key,
            },
            null, "--urls", "https://127.0.0.1:0");

    private static HttpClient Client(ServerProcess server, Func<string?, bool> trusts)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, shown, _, _) => trusts(shown?.GetCertHashString());
        return new HttpClient(handler)
        {
            BaseAddress = server.Http.BaseAddress,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>The certificate that a new connection is shown.</summary>
    private static async Task<string> Shown(ServerProcess server)
    {
        var certificate = "";
        using var http = Client(server, shown => (certificate = shown!) is not null);
        using var answer = await http.GetAsync("/v1/profiles");
        return certificate;
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
