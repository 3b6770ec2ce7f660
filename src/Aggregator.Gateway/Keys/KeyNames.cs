using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Keys;

/// <summary>Roles as they stand on the wire.</summary>
internal static class KeyNames
{
    public static string Of(KeyRole role) => role switch
    {
        KeyRole.Reader => "reader",
        KeyRole.Critic => "critic",
        KeyRole.Editor => "editor",
        _ => "operator",
    };

    public static KeyRole? Read(string text) => text switch
    {
        "reader" => KeyRole.Reader,
        "critic" => KeyRole.Critic,
        "editor" => KeyRole.Editor,
        "operator" => KeyRole.Operator,
        _ => null,
    };
}

/// <summary>Who may write what, stated once and named on the route groups.</summary>
internal static class KeyPolicies
{
    /// <summary>Editors and operators.</summary>
    public const string Editor = "editor";

    /// <summary>The critic named in the route, and editors.</summary>
    public const string ThatCritic = "that-critic";

    public const string Operator = "operator";

    public static void Add(AuthorizationOptions options)
    {
        Add(options, Editor, (key, _) => key.Role >= KeyRole.Editor);
        Add(options, Operator, (key, _) => key.Role >= KeyRole.Operator);
        Add(options, ThatCritic, (key, context) => key.Role >= KeyRole.Editor || IsThatCritic(key, context));
    }

    /// <summary>The key a request was let in with.</summary>
    public static KeyIdentity Caller(HttpContext context) =>
        context.User.Identities.OfType<KeyIdentity>().FirstOrDefault()
        ?? throw new InvalidOperationException(
            "A write is mapped without a policy: nobody is known to make it.");

    private static bool IsThatCritic(ApiKey key, HttpContext context) =>
        key is { Role: KeyRole.Critic, Subject: { } subject }
        && context.Request.RouteValues["critic"] as string == subject.Value;

    private static void Add(AuthorizationOptions options, string name, Func<ApiKey, HttpContext, bool> may) =>
        options.AddPolicy(name, policy => policy
            .AddAuthenticationSchemes(KeyAuthentication.SchemeName)
            .RequireAuthenticatedUser()
            .RequireAssertion(asked =>
                asked.Resource is HttpContext context
                && asked.User.Identities.OfType<KeyIdentity>().FirstOrDefault() is { } caller
                && may(caller.Key, context)));
}
