using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// OpenID Connect bearer tokens for editors and operators, beside keys. Off unless an authority or a key set
/// is named.
/// </summary>
public sealed record OidcOptions
{
    /// <summary>Where tokens come from: its metadata names the issuer and the keys.</summary>
    public string? Authority { get; init; }

    /// <summary>A file with the key set (JWKS) instead, where the authority cannot be reached.</summary>
    public string? KeySet { get; init; }

    /// <summary>Who must have issued a token; with an authority, what its metadata says.</summary>
    public string? Issuer { get; init; }

    /// <summary>For whom a token must have been issued: this service.</summary>
    public string? Audience { get; init; }

    /// <summary>The claim that holds the roles of the token's subject.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The role that makes an editor.</summary>
    public string EditorRole { get; init; } = "editor";

    /// <summary>The role that makes an operator.</summary>
    public string OperatorRole { get; init; } = "operator";

    public bool IsOn => Authority is not null || KeySet is not null;

    /// <summary>What is wrong with these options, as a sentence; null when nothing is.</summary>
    public string? Mistake()
    {
        if (!IsOn)
            return Audience is null ? null
                : "AGGREGATOR__OIDC__AUDIENCE needs AGGREGATOR__OIDC__AUTHORITY or AGGREGATOR__OIDC__KEYSET.";
        if (Authority is not null && KeySet is not null)
            return "AGGREGATOR__OIDC__AUTHORITY and AGGREGATOR__OIDC__KEYSET exclude each other: name one.";
        if (string.IsNullOrWhiteSpace(Audience))
            return "Tokens need an audience: set AGGREGATOR__OIDC__AUDIENCE to what they are issued for.";
        if (KeySet is not null && string.IsNullOrWhiteSpace(Issuer))
            return "A key set does not say who issues tokens: set AGGREGATOR__OIDC__ISSUER.";
        if (KeySet is not null && KeySetMistake(KeySet) is { } mistake)
            return $"The key set \"{KeySet}\" (AGGREGATOR__OIDC__KEYSET) {mistake}";
        return Authority is null || IsSafe(Authority)
            ? null
            : $"The authority \"{Authority}\" (AGGREGATOR__OIDC__AUTHORITY) must be an https address.";
    }

    /// <summary>The keys by which tokens are signed, as the file has them now.</summary>
    public static IList<SecurityKey> SigningKeys(string keySet) =>
        new JsonWebKeySet(File.ReadAllText(keySet)).GetSigningKeys();

    private static string? KeySetMistake(string keySet)
    {
        if (!File.Exists(keySet)) return "is not there.";
        try
        {
            return SigningKeys(keySet) is [] ? "holds no key by which a token can be signed." : null;
        }
        catch (Exception unread) when (unread is ArgumentException or JsonException)
        {
            return "is no set of keys (JWKS).";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {unread.Message}";
        }
    }

    /// <summary>Over http only on this machine: whoever stands between could hand in own keys.</summary>
    private static bool IsSafe(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
