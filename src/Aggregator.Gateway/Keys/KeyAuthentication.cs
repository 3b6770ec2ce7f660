using System.Security.Claims;
using System.Text.Encodings.Web;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Aggregator.Gateway.Keys;

/// <summary>The holder of a key, as a request carries it.</summary>
internal sealed class KeyIdentity(ApiKey key) : ClaimsIdentity(KeyAuthentication.SchemeName)
{
    public ApiKey Key { get; } = key;

    public override string? Name => Key.Name;

    /// <summary>Who did it, as entries say: role and key id.</summary>
    public string ActorText { get; } = $"{KeyNames.Of(key.Role)}:{key.Id}";
}

/// <summary>
/// Reads <c>Authorization: Bearer agg_…</c>. Says why a key is refused; never logs what was shown.
/// </summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder, KnownKeys keys)
    // Without a log: a stranger without a key is told so, and is no news to an operator.
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    private Refusal _refusal = new(
        "key-missing", "This needs a key: send it as \"Authorization: Bearer agg_…\".");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } shown])
            return AuthenticateResult.NoResult();

        if (!shown.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !ApiKeys.TryRead(shown.AsSpan(Prefix.Length).Trim(), out var presented))
        {
            return Refuse("key-unknown", "What was sent is not a key of this service.");
        }

        var key = await keys.Find(presented.Id);
        if (key is null || !presented.Opens(key)) return Refuse("key-unknown", "No such key is known.");
        if (key.Revoked is not null) return Refuse("key-revoked", $"The key {key.Id} was revoked.");
        if (key.Expires < DateOnly.FromDateTime(TimeProvider.GetUtcNow().UtcDateTime))
            return Refuse("key-expired", $"The key {key.Id} expired on {key.Expires:yyyy-MM-dd}.");

        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(new KeyIdentity(key)), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        return Problems.Write(Context, _refusal);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.Write(
        Context,
        new Refusal("not-yours",
            $"{Request.Method} {Request.Path} is not for this key: its role or its critic is another."));

    private AuthenticateResult Refuse(string code, string detail)
    {
        _refusal = new Refusal(code, detail);
        return AuthenticateResult.Fail(code);
    }
}
