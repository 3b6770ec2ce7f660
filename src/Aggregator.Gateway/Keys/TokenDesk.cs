using System.Security.Claims;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Looks at OpenID Connect tokens: ASP.NET checks them, and here is said whose role they bear.
/// </summary>
internal sealed partial class TokenDesk(OidcOptions options, ILogger<TokenDesk> log, TimeProvider clock)
{
    private const string SchemeName = "OpenIdConnect";
    private const string Subject = "sub";
    private const int SubjectLengthMax = 100;

    /// <summary>By so much the authority's clock may be another than ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Signatures by key pairs alone: a shared secret would let whoever checks tokens make them.
    private static readonly string[] Signatures =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    // One each: what strangers send must not keep it from the log that the authority is away.
    private readonly FewLines _refused = new(clock);
    private readonly FewLines _away = new(clock);

    public bool IsOn => options.IsOn;

    public static void Add(IServiceCollection services, OidcOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TokenDesk>();
        if (!options.IsOn) return;
        var keys = options.KeySet is { } file ? OidcOptions.SigningKeys(file) : null;
        services.AddAuthentication().AddJwtBearer(SchemeName, scheme => Tell(scheme, options, keys));
    }

    public async Task<Outcome<Caller>> Read(HttpContext context)
    {
        if (!await HasKeys(context))
            return new Refusal("authority-away", "Tokens cannot be checked at the moment: try again.");
        var read = await context.AuthenticateAsync(SchemeName);
        return read.Principal is { } subject
            ? CallerOf(subject, read.Properties?.ExpiresUtc)
            : Refuse(read.Failure);
    }

    /// <summary>
    /// Whether the authority has ever said what its keys are: until then every token looks forged.
    /// An authority that takes a connection and says nothing is away as well.
    /// </summary>
    private async Task<bool> HasKeys(HttpContext context)
    {
        var scheme = context.RequestServices.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>()
            .Get(SchemeName);
        try
        {
            if (scheme.ConfigurationManager is { } authority)
                await authority.GetConfigurationAsync(context.RequestAborted).WaitAsync(Patience);
            return true;
        }
        catch (Exception fault) when (
            fault is InvalidOperationException or IOException or HttpRequestException or TimeoutException)
        {
            var why = fault.GetBaseException().Message;
            if (_away.MayTell(out _)) Away(log, options.Authority, why);
            return false;
        }
    }

    private static void Tell(
        JwtBearerOptions scheme, OidcOptions options, IList<SecurityKey>? keys)
    {
        scheme.MapInboundClaims = false;
        scheme.IncludeErrorDetails = false;
        scheme.BackchannelTimeout = Patience;
        if (options.Authority is { } authority)
        {
            scheme.Authority = authority;
            scheme.RequireHttpsMetadata = authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        }

        scheme.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = options.Audience,
            ValidIssuer = options.Issuer,
            ValidAlgorithms = Signatures,
            ClockSkew = ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            IssuerSigningKeys = keys,
        };
    }

    private Outcome<Caller> CallerOf(ClaimsPrincipal subject, DateTimeOffset? until)
    {
        var name = subject.FindFirstValue(Subject);
        if (Unfit(name) is { } unfit)
            return new Refusal("token-refused", $"The token {unfit} as its subject ({Subject}).");

        var roles = subject.FindAll(options.RoleClaim).Select(claim => claim.Value).ToHashSet();
        var role = roles.Contains(options.OperatorRole) ? KeyRole.Operator
            : roles.Contains(options.EditorRole) ? KeyRole.Editor
            : (KeyRole?)null;
        return role is { } found
            ? new Caller(found, $"oidc:{name}") { Until = until }
            : new Refusal(
                "token-without-role", $"The token's {options.RoleClaim} make its subject neither editor nor "
                    + "operator here.");
    }

    /// <summary>What cannot be kept of a subject as whoever wrote; null where it can.</summary>
    private static string? Unfit(string? subject) =>
        string.IsNullOrWhiteSpace(subject) ? "names nobody"
        : subject.Length > SubjectLengthMax
            ? $"names one of {subject.Length} characters, of {SubjectLengthMax} at most,"
        : subject.Any(char.IsControl) ? "names one with control characters"
        : null;

    private Refusal Refuse(Exception? failure)
    {
        if (failure is SecurityTokenExpiredException expired)
            return new("token-expired", $"The token expired at {expired.Expires:yyyy-MM-dd'T'HH:mm:ss'Z'}.");
        // The operator alone hears which: whoever forges tokens need not know how far they came.
        var why = Why(failure);
        if (_refused.MayTell(out var untold))
        {
            if (untold > 0) MoreRefused(log, untold);
            Refused(log, why);
        }

        return new("token-refused", "What was sent is neither a key of this service nor a token it accepts.");
    }

    /// <summary>Without a word of the token's own: anybody can send one.</summary>
    private string Why(Exception? failure) => failure switch
    {
        SecurityTokenInvalidAudienceException => $"it was not issued for \"{options.Audience}\" (aud)",
        SecurityTokenInvalidIssuerException => "somebody else issued it (iss)",
        SecurityTokenNotYetValidException => "it is not valid yet (nbf)",
        SecurityTokenNoExpirationException => "it does not say when it expires (exp)",
        SecurityTokenSignatureKeyNotFoundException => "it is signed with none of the keys that are known",
        SecurityTokenInvalidSignatureException => "its signature does not match, or is of a kind not taken",
        _ => "it cannot be read",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "A token was refused: {Why}")]
    private static partial void Refused(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} more tokens were refused meanwhile")]
    private static partial void MoreRefused(ILogger log, long count);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Tokens cannot be checked, for {Authority} does not tell its keys: {Why}")]
    private static partial void Away(ILogger log, string? authority, string why);
}
