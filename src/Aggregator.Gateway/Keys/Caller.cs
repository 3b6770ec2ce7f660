using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// Who asks, once that is proven: what the role is, and what entries say of it. It is itself what a request
/// keeps of it, so that a known caller costs no memory anew.
/// </summary>
internal sealed class Caller : ClaimsIdentity, IHttpAuthenticationFeature
{
    public Caller(KeyRole role, string name, CriticId? subject = null)
        : base(KeyAuthentication.SchemeName)
    {
        (Role, Subject) = (role, subject);
        ActorText = $"{role.Word()}:{name}";
        Principal = new ClaimsPrincipal(this);
    }

    public KeyRole Role { get; }

    /// <summary>The critic that a critic's key writes for.</summary>
    public CriticId? Subject { get; }

    /// <summary>When a token expires; null of a key, which is asked about anew.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who did it, as entries say: role and key id. Never a secret.</summary>
    public string ActorText { get; }

    public override string Name => ActorText;

    public ClaimsPrincipal Principal { get; }

    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get => Principal;
        set => throw new NotSupportedException("Who makes a request is found out once.");
    }

    /// <summary>Who makes a request; null for a stranger.</summary>
    public static Caller? Of(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity as Caller;

    /// <summary>Says who makes a request.</summary>
    public void Make(HttpContext context) => context.Features.Set<IHttpAuthenticationFeature>(this);
}
