using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Aggregator.Server.Hosting;

/// <summary>
/// The certificate of https addresses, where Kestrel itself looks for it:
/// <c>Kestrel__Certificates__Default__Path</c>, with <c>KeyPath</c> or <c>Password</c> beside it. With one,
/// HTTP/2 is served too. Its files are looked at again as connections come, so that a renewed certificate is
/// shown without a restart; what cannot be used leaves the one in use that was.
/// </summary>
internal sealed partial class HttpsCertificate
{
    private const string Section = "Kestrel:Certificates:Default";
    private const string Variable = "Kestrel__Certificates__Default__Path";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly CertificateFiles _files;
    private readonly ILogger _log;
    private readonly Lock _looking = new();
    private volatile SslStreamCertificateContext _shown;
    private byte[] _read;
    private string? _told;
    private long _looked = TimeProvider.System.GetTimestamp();

    private HttpsCertificate(CertificateFiles files, ILogger log)
    {
        (_files, _log) = (files, log);
        _read = files.Digest();
        _shown = files.Load();
    }

    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> where an https address has no certificate, or one that
    /// cannot be read: Kestrel would stop in the middle of the start, without a sentence.
    /// </summary>
    public static void Check(IConfiguration configuration, string urls)
    {
        var given = configuration.GetSection(Section);
        if (CertificateFiles.Of(given) is { } files)
        {
            try
            {
                files.Load();
            }
            catch (Exception failure) when (CertificateFiles.IsUnusable(failure))
            {
                throw new OperatorMistakeException(
                    $"The certificate \"{files.Path}\" ({Variable}) cannot be used: {failure.Message}");
            }
        }
        else if (!given.GetChildren().Any() && IsHttps(urls))
        {
            throw new OperatorMistakeException(
                $"An https address needs a certificate: name its file in {Variable}, and its key's in "
                + "Kestrel__Certificates__Default__KeyPath if that lies apart.");
        }
    }

    public static bool IsHttps(string urls) => urls.Contains("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Shows the certificate of the files to each new connection, as they are by then.</summary>
    public static void Renew(KestrelServerOptions server, IConfiguration configuration)
    {
        if (CertificateFiles.Of(configuration.GetSection(Section)) is not { } files) return;
        // Kestrel would look at the files too, change nothing for addresses such as ours, and fail loudly.
        server.Configure(configuration.GetSection("Kestrel"), reloadOnChange: false);
        var log = server.ApplicationServices.GetRequiredService<ILogger<HttpsCertificate>>();
        var certificate = new HttpsCertificate(files, log);
        server.ConfigureHttpsDefaults(https =>
            https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = certificate.Now());
    }

    private SslStreamCertificateContext Now()
    {
        // Whoever comes while another looks is shown what was there.
        if (!_looking.TryEnter()) return _shown;
        try
        {
            if (TimeProvider.System.GetElapsedTime(_looked) >= LookEvery) Look();
            return _shown;
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void Look()
    {
        _looked = TimeProvider.System.GetTimestamp();
        try
        {
            var read = _files.Digest();
            if (read.AsSpan().SequenceEqual(_read)) return;
            _read = read;
            _shown = _files.Load();
            _told = null;
            var until = _shown.TargetCertificate.NotAfter.ToUniversalTime();
            Renewed(_files.Path, until);
        }
        catch (Exception failure) when (CertificateFiles.IsUnusable(failure))
        {
            if (failure.Message != _told) Unusable(_files.Path, _told = failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "The certificate \"{Path}\" was renewed and is valid until {Until:u}")]
    private partial void Renewed(string path, DateTime until);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The certificate \"{Path}\" has changed and cannot be used; the one before stays in use: "
            + "{Reason}")]
    private partial void Unusable(string path, string reason);
}

/// <summary>The files that hold a certificate and its key.</summary>
internal sealed record CertificateFiles(string Path, string? KeyPath, string? Password)
{
    public static CertificateFiles? Of(IConfiguration given) => given["Path"] is { Length: > 0 } path
        ? new CertificateFiles(path, given["KeyPath"], given["Password"])
        : null;

    public static bool IsUnusable(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException;

    public byte[] Digest() =>
        SHA256.HashData([.. File.ReadAllBytes(Path), .. KeyPath is null ? [] : File.ReadAllBytes(KeyPath)]);

    /// <summary>With those between it and who vouches for it, as far as they are in the file.</summary>
    public SslStreamCertificateContext Load()
    {
        var chain = new X509Certificate2Collection();
        if (X509Certificate2.GetCertContentType(Path) == X509ContentType.Pkcs12)
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(Path, Password);
            var own = chain.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new CryptographicException("The file holds no private key.");
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }

        chain.ImportFromPemFile(Path);
        using var read = string.IsNullOrEmpty(Password)
            ? X509Certificate2.CreateFromPemFile(Path, KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(Path, Password, KeyPath);
        // As Windows wants it: a key of a PEM file alone is none to its TLS.
        var whole = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(whole, chain, offline: true);
    }
}
