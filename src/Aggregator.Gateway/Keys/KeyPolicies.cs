using Aggregator.Gateway.Limits;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Keys;

/// <summary>Who may do what, stated once and named on the route groups.</summary>
internal static class KeyPolicies
{
    /// <summary>Editors and operators.</summary>
    public const string Editor = "editor";

    /// <summary>The critic named in the route, and editors.</summary>
    public const string ThatCritic = "that-critic";

    public const string Operator = "operator";

    public static void Add(AuthorizationOptions options)
    {
        Add(options, Editor, (caller, _) => caller.Role >= KeyRole.Editor);
        Add(options, Operator, (caller, _) => caller.Role >= KeyRole.Operator);
        Add(options, ThatCritic,
            (caller, context) => caller.Role >= KeyRole.Editor || IsThatCritic(caller, context));
    }

    /// <summary>For everybody, known or not.</summary>
    public static T OpenToAll<T>(this T routes)
        where T : IEndpointConventionBuilder => routes.AllowAnonymous().WithMetadata(Open.ToAll);

    /// <summary>
    /// Answers what is open to all before anybody is asked whether this caller may: a read costs little more
    /// than its bytes, and the asking would be a tenth of that.
    /// </summary>
    public static void UseOpenToAll(this IApplicationBuilder app) => app.Use(next => context =>
        context.GetEndpoint() is { RequestDelegate: { } answer } endpoint
            && endpoint.Metadata.GetMetadata<Open>() is not null
                ? answer(context)
                : next(context));

    /// <summary>Writes, for those a policy names: limited as writes are.</summary>
    public static T WritesFor<T>(this T routes, string policy)
        where T : IEndpointConventionBuilder =>
        routes.RequireAuthorization(policy).RequireRateLimiting(LimitNames.Writes);

    /// <summary>
    /// Whether a policy admits whoever asks, where only a part of a route is kept; says no by itself if not.
    /// </summary>
    public static async Task<bool> Admits(HttpContext context, string policy)
    {
        var rules = context.RequestServices.GetRequiredService<IAuthorizationService>();
        if ((await rules.AuthorizeAsync(context.User, context, policy)).Succeeded) return true;
        await KeyRefusals.Write(context);
        return false;
    }

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

    /// <summary>Marks what <see cref="UseOpenToAll"/> answers.</summary>
    private sealed class Open
    {
        public static readonly Open ToAll = new();
    }
}
