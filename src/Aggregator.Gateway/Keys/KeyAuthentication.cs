using System.Text.Encodings.Web;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Aggregator.Gateway.Keys;

/// <summary>
/// The scheme that refuses for the policies: <see cref="CallerReading"/> has read <c>Authorization: Bearer
/// agg_…</c> before them and said who asks, and here strangers are asked for a key and others sent away.
/// </summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    // Without a log: a stranger without a key is told so, and is no news to an operator.
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Caller.Of(Context) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller.Principal, SchemeName))
            : AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        BrowserKey.Refusing(Context)(Context, new Refusal(
            "key-missing", "This needs a key: send it as \"Authorization: Bearer agg_…\"."));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.Write(
        Context,
        new Refusal("not-yours",
            $"{Request.Method} {Request.Path} is not for this key, which is {Whose(Caller.Of(Context))}."));

    private static string Whose(Caller? caller) => caller switch
    {
        { Role: KeyRole.Critic, Subject: { } subject } =>
            $"the critic's \"{subject}\": it writes that critic's verdicts and lists, one by one, and "
                + "imports nothing",
        { Role: KeyRole.Editor } => "an editor's: it writes anything but keys, which operators make",
        { Role: KeyRole.Operator } => "an operator's: it opens everything that is kept for anybody",
        _ => "a reader's: it reads, and writes nothing",
    };
}
