using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aggregator.Server.Hosting;

/// <summary>
/// The certificate of https addresses, where Kestrel itself looks for it:
/// <c>Kestrel__Certificates__Default__Path</c>, with <c>KeyPath</c> or <c>Password</c> beside it. With one,
/// HTTP/2 is served too.
/// </summary>
internal static class HttpsCertificate
{
    private const string Section = "Kestrel:Certificates:Default";
    private const string Variable = "Kestrel__Certificates__Default__Path";

    /// <summary>
    /// Throws <see cref="OperatorMistakeException"/> where an https address has no certificate, or one that
    /// cannot be read: Kestrel would stop in the middle of the start, without a sentence.
    /// </summary>
    public static void Check(IConfiguration configuration, string urls)
    {
        var given = configuration.GetSection(Section);
        if (given["Path"] is { Length: > 0 } path) Load(path, given["KeyPath"], given["Password"]);
        else if (!given.GetChildren().Any() && urls.Contains("https:", StringComparison.OrdinalIgnoreCase))
            throw new OperatorMistakeException(
                $"An https address needs a certificate: name its file in {Variable}, and its key's in "
                + "Kestrel__Certificates__Default__KeyPath if that lies apart.");
    }

    private static void Load(string path, string? keyPath, string? password)
    {
        try
        {
            using var certificate = X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12
                ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : string.IsNullOrEmpty(password)
                    ? X509Certificate2.CreateFromPemFile(path, keyPath)
                    : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorMistakeException(
                $"The certificate \"{path}\" ({Variable}) cannot be used: {failure.Message}");
        }
    }
}
