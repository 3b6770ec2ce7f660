namespace Aggregator.Gateway.Http;

/// <summary>Where something can be read: addresses of the web, beside verdicts and lists.</summary>
internal static class WebAddress
{
    /// <summary>
    /// The address as it is, blank ones included; refuses <c>url-unreadable</c> for what nobody can follow
    /// safely.
    /// </summary>
    public static string? Checked(string? url) =>
        string.IsNullOrWhiteSpace(url) || IsOne(url)
            ? url
            : throw new RefusedException("url-unreadable",
                $"The url \"{Shown.Short(url)}\" is no address of the web: it begins with https:// or "
                + "http://.");

    /// <summary>
    /// The address if it is one, else null: imports take what they are given, and readers make links of it.
    /// </summary>
    public static string? Followed(string? url) => url is not null && IsOne(url) ? url : null;

    private static bool IsOne(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
