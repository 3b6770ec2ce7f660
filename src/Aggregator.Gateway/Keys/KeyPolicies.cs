using Aggregator.Gateway.Http;
using Aggregator.Gateway.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Keys;

/// <summary>Who may do what, stated once and named on the route groups.</summary>
internal static class KeyPolicies
{
    /// <summary>Whoever has a key.</summary>
    public const string Reader = "reader";

    /// <summary>Editors and operators.</summary>
    public const string Editor = "editor";

    /// <summary>The critic named in the route, and editors.</summary>
    public const string ThatCritic = "that-critic";

    public const string Operator = "operator";

    private static readonly Dictionary<string, Func<Caller, HttpContext, bool>> Rules = new()
    {
        [Reader] = (_, _) => true,
        [Editor] = (caller, _) => caller.Role >= KeyRole.Editor,
        [Operator] = (caller, _) => caller.Role >= KeyRole.Operator,
        [ThatCritic] = (caller, context) =>
            caller.Role >= KeyRole.Editor || IsThatCritic(caller, context),
    };

    public static void Add(AuthorizationOptions options)
    {
        foreach (var (name, may) in Rules) Add(options, name, may);
    }

    /// <summary>For everybody, known or not.</summary>
    public static T OpenToAll<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.AllowAnonymous().WithMetadata(Open.ToAll);

    /// <summary>For those a policy names, who are asked for nothing that nobody reads.</summary>
    public static T KeptFor<T>(this T routes, string policy)
        where T : IEndpointConventionBuilder =>
        routes.RequireAuthorization(policy).WithMetadata(Kept.ByPolicy);

    /// <summary>
    /// Answers at once what is open to all, and a read or a write of whom its policy admits; everybody else
    /// goes on to be asked for a key or sent away. A read costs little more than its bytes, and the library's
    /// asking would be a tenth of that; of a write it would take three microseconds and as many kilobytes.
    /// </summary>
    public static void UsePolicies(this IApplicationBuilder app) => app.Use(next => context =>
        context.GetEndpoint() is { RequestDelegate: { } answer } endpoint
            && (endpoint.Metadata.GetMetadata<Open>() is not null || Admits(endpoint, context))
                ? answer(context)
                : next(context));

    /// <summary>Writes, for those a policy names: limited as writes are.</summary>
    public static T WritesFor<T>(this T routes, string policy)
        where T : IEndpointConventionBuilder =>
        routes.KeptFor(policy).RequireRateLimiting(LimitNames.Writes).RefuseUnknownParameters();

    /// <summary>Whether what is asked for is for whoever reads: all, or all with a key.</summary>
    public static bool IsForReaders(HttpContext context) => KeptBy(context) is null or { Policy: Reader };

    /// <summary>
    /// Whether a key is needed, or was shown, and none is there that opens anything.
    /// </summary>
    public static bool LacksKey(HttpContext context) =>
        (IsKept(context) && Keys.Caller.Of(context) is null)
        || context.GetEndpoint()?.Metadata.GetMetadata<RefusedKey>() is not null;

    /// <summary>Whether what is asked for is not for everybody.</summary>
    public static bool IsKept(HttpContext context) => KeptBy(context) is not null;

    /// <summary>
    /// Whether a policy admits whoever asks, where only a part of a route is kept; says no by itself if not.
    /// </summary>
    public static async Task<bool> Admits(HttpContext context, string policy)
    {
        var rules = context.RequestServices.GetRequiredService<IAuthorizationService>();
        if ((await rules.AuthorizeAsync(context.User, context, policy)).Succeeded) return true;
        if (Keys.Caller.Of(context) is null) await context.ChallengeAsync(KeyAuthentication.SchemeName);
        else await context.ForbidAsync(KeyAuthentication.SchemeName);
        return false;
    }

    /// <summary>Whether the policy of what is asked for does not admit whoever asks.</summary>
    public static bool Refuses(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() is [{ Policy: { } policy }]
        && Rules.TryGetValue(policy, out var may)
        && !(Keys.Caller.Of(context) is { } caller && may(caller, context));

    private static IAuthorizeData? KeptBy(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>();

    // What more than one policy keeps, or another's, is left to the library.
    private static bool Admits(Endpoint endpoint, HttpContext context) =>
        endpoint.Metadata.GetMetadata<Kept>() is not null
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is [{ Policy: { } policy }]
        && Keys.Caller.Of(context) is { } caller
        && Rules.TryGetValue(policy, out var may)
        && may(caller, context);

    /// <summary>Who makes a request to a route that has a policy.</summary>
    public static Caller Caller(HttpContext context) =>
        Keys.Caller.Of(context)
        ?? throw new InvalidOperationException(
            "A write is mapped without a policy: nobody is known to make it.");

    private static bool IsThatCritic(Caller caller, HttpContext context) =>
        caller is { Role: KeyRole.Critic, Subject: { } subject }
        && CriticId.TryRead(context.Request.RouteValues["critic"] as string, out var asked)
        && (asked == subject || IsSame(context, asked, subject));

    // Both ids may lead to one critic: whoever the Catalogue finds by them, it is the same.
    private static bool IsSame(HttpContext context, CriticId asked, CriticId subject)
    {
        var catalogue = context.RequestServices.GetRequiredService<BoardAccess>().Current.Catalogue;
        return catalogue.TryFindCritic(asked, out var one) && catalogue.TryFindCritic(subject, out var other)
            && one.Id == other.Id;
    }

    private static void Add(AuthorizationOptions options, string name, Func<Caller, HttpContext, bool> may) =>
        options.AddPolicy(name, policy => policy
            // No scheme is named: CallerReading has found out who asks, once and for all.
            .RequireAuthenticatedUser()
            .RequireAssertion(asked =>
                asked.Resource is HttpContext context
                && Keys.Caller.Of(context) is { } caller
                && may(caller, context)));

    /// <summary>Marks a refusal that stands in the place of what was asked for.</summary>
    public sealed class RefusedKey
    {
        public static readonly EndpointMetadataCollection Here = new(new RefusedKey());
    }

    /// <summary>Marks what <see cref="UsePolicies"/> answers to all.</summary>
    private sealed class Open
    {
        public static readonly Open ToAll = new();
    }

    /// <summary>Marks what it answers to whom the policy admits.</summary>
    private sealed class Kept
    {
        public static readonly Kept ByPolicy = new();
    }
}
