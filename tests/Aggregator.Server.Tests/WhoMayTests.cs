using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Aggregator.Server.Tests;

/// <summary>Every caller at every route of the program, and what each is told.</summary>
public sealed class WhoMayTests
{
    private const string Own = "ann-example";
    private const string Other = "bob-example";

    // Orleans' own dashboard, with some twenty answers of its own, which come when an operator first looks.
    private const string GrainsPageText = "/operator/grains/";
    private const string GrainsPage = "GET /operator/grains";

    // Writes and what only some may see are never open to all; of reads that are asked by POST there is one.
    private const string OpenPost = "/v1/acclaim";

    // Stated a second time on purpose: a route that is kept for some is kept for the same ones tomorrow.
    private static readonly Dictionary<string, string> Kept = new()
    {
        ["POST /v1/films"] = "editor",
        ["PUT /v1/films/{film}"] = "editor",
        ["POST /v1/films/{film}/merge"] = "editor",
        ["POST /v1/films/{film}/split"] = "editor",
        ["PUT /v1/critics/{critic}"] = "editor",
        ["POST /v1/critics/{critic}/merge"] = "editor",
        ["PUT /v1/films/{film}/verdicts/{critic}"] = "that-critic",
        ["DELETE /v1/films/{film}/verdicts/{critic}"] = "that-critic",
        ["PUT /v1/critics/{critic}/lists/{year}"] = "that-critic",
        ["DELETE /v1/critics/{critic}/lists/{year}"] = "that-critic",
        ["DELETE /v1/films/{film}/verdicts/{critic}/text"] = "editor",
        ["DELETE /v1/critics/{critic}/lists/{year}/text"] = "editor",
        ["POST /v1/import/{kind}"] = "editor",
        ["POST /v1/keys"] = "operator",
        ["GET /v1/keys"] = "operator",
        ["HEAD /v1/keys"] = "operator",
        ["DELETE /v1/keys/{id}"] = "operator",
        ["GET /metrics"] = "operator",
    };

    // What nobody needs a key for, even where reads do: it says how to ask, and whether anybody answers.
    private static readonly string[] OpenAlways = ["/health/", "/openapi/", "/docs", "/style/"];

    private enum Answer
    {
        LetIn,
        NotYours,
        Unknown,
    }

    [Fact]
    public async Task Every_route_lets_in_whom_its_policy_names_and_nobody_else()
    {
        using var folder = new Folder();
        await using var server = await ServerHere.Start(folder.Path);
        using var http = new HttpClient { BaseAddress = server.Address };
        var callers = await Callers(folder, http);
        await LookAtGrains(http, callers.First(caller => caller.Name == "operator").Key!);

        var kept = server.Routes.Select(route => (route, PolicyOf(route)));
        var (asked, wrong) = await Wrong(http, kept, callers);

        Assert.Empty(wrong);
        Assert.True(asked > 300, $"Only {asked} requests were made: is this every route?");
    }

    [Fact]
    public async Task Where_reads_need_a_key_every_route_lets_in_whom_it_did_but_those_without_one()
    {
        using var folder = new Folder();
        using var itself = new Folder();
        // The same program, asked for its table of routes.
        await using var open = await ServerHere.Start(itself.Path);
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__KEYS__READSNEEDKEY", "true"));
        using var http = new HttpClient { BaseAddress = server.Http.BaseAddress };
        var callers = await Callers(folder, http);

        var kept = open.Routes.Select(route => (route, PolicyOf(route) ?? ReaderUnlessAlwaysOpen(route)));
        var (asked, wrong) = await Wrong(http, kept, callers);

        Assert.Empty(wrong);
        Assert.True(asked > 300, $"Only {asked} requests were made: is this every route?");
        Assert.Contains("Who reads needs a key, too.", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_write_is_open_to_all_and_no_route_is_without_a_word_on_whose_it_is()
    {
        using var folder = new Folder();
        await using var server = await ServerHere.Start(folder.Path);
        using var http = new HttpClient { BaseAddress = server.Address };
        await LookAtGrains(http, await Create(folder, "--role", "operator"));

        var kept = server.Routes.Where(route => !IsOpen(route))
            .SelectMany(route => Methods(route), (route, method) => (
                Name: $"{method} {route.RoutePattern.RawText!.TrimEnd('/')}", Policy: PolicyOf(route)!))
            .ToLookup(route => route.Name.StartsWith(GrainsPage, StringComparison.Ordinal));
        Assert.All(kept[true], route => Assert.Equal("operator", route.Policy));
        Assert.True(kept[true].Count() > 15, "The page of the grains is not here, or without its answers.");
        Assert.Equal(
            Kept.OrderBy(route => route.Key),
            kept[false].ToDictionary(route => route.Name, route => route.Policy).OrderBy(route => route.Key));
        Assert.All(server.Routes, route => Assert.True(
            (PolicyOf(route) is null) == IsOpen(route), $"{route.DisplayName} must say whose it is."));
        Assert.All(server.Routes.Where(IsOpen), route => Assert.True(
            Methods(route).All(method => method is "GET" or "HEAD") || route.RoutePattern.RawText == OpenPost,
            $"{route.DisplayName} writes, and is open to all."));
        Assert.All(server.Routes.Where(route => PolicyOf(route) == "that-critic"), route => Assert.NotNull(
            route.RoutePattern.GetParameter("critic")));
    }

    private static async Task<(int Asked, IReadOnlyList<string> Wrong)> Wrong(
        HttpClient http, IEnumerable<(RouteEndpoint Route, string? Policy)> routes,
        IReadOnlyList<(string Name, string? Key)> callers)
    {
        var (asked, wrong) = (0, new List<string>());
        foreach (var (route, policy) in routes)
        {
            foreach (var method in Methods(route))
            {
                foreach (var (caller, key) in callers)
                {
                    var got = await Ask(http, (method, AddressOf(route, Own)), key);
                    asked++;
                    if (got != Expected(policy, caller))
                        wrong.Add($"{method} {route.RoutePattern.RawText}: {caller} {got}");
                }
            }
        }

        return (asked, wrong);
    }

    private static string? ReaderUnlessAlwaysOpen(RouteEndpoint route) =>
        Array.Exists(OpenAlways, start => AddressOf(route, Own).StartsWith(start, StringComparison.Ordinal))
            ? null
            : "reader";

    private static Answer Expected(string? policy, string caller) => (policy, caller) switch
    {
        (_, "revoked" or "expired") => Answer.Unknown,
        (null, _) => Answer.LetIn,
        (_, "nobody") => Answer.Unknown,
        ("reader", _) => Answer.LetIn,
        ("that-critic", "critic" or "editor" or "operator") => Answer.LetIn,
        ("editor", "editor" or "operator") => Answer.LetIn,
        ("operator", "operator") => Answer.LetIn,
        ("that-critic" or "editor" or "operator", _) => Answer.NotYours,
        _ => throw new InvalidOperationException($"Say here whom the policy \"{policy}\" lets in."),
    };

    private static string? PolicyOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    private static bool IsOpen(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static IReadOnlyList<string> Methods(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    /// <summary>An address that the route answers to, with a critic in it where it has one.</summary>
    private static string AddressOf(RouteEndpoint route, string critic)
    {
        var segments = route.RoutePattern.PathSegments.Select(segment =>
            string.Concat(segment.Parts.Select(part => TextOf(part, critic))));
        // A page is at its name with a slash; without one it sends its callers there, who leave their key.
        var end = route.RoutePattern.RawText == GrainsPageText ? "/" : "";
        return $"/{string.Join('/', segments)}{end}";
    }

    private static string TextOf(RoutePatternPart part, string critic) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart mark => mark.Content,
        RoutePatternParameterPart value => ValueOf(value.Name, critic),
        _ => throw new InvalidOperationException($"What is a {part.PartKind}?"),
    };

    private static string ValueOf(string parameter, string critic) => parameter switch
    {
        "critic" => critic,
        "film" => "yi-yi-2000",
        "year" or "scope" => "2000",
        "kind" => "films",
        "id" => "zzzzzzzz",
        "page" => "1",
        "documentName" => "v1",
        _ => "x",
    };

    private static async Task<Answer> Ask(HttpClient http, (string Method, string Address) what, string? key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(what.Method), what.Address);
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        // Whoever is let in writes nothing: the body says nothing.
        if (what.Method is "POST" or "PUT")
        {
            request.Content = what.Address.Contains("/import/", StringComparison.Ordinal)
                ? new StringContent("nothing\n", Encoding.UTF8, "text/csv")
                : new StringContent("{}", null, "application/json");
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True((int)answer.StatusCode < 500, $"{what} answered {answer.StatusCode}");
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Answer.Unknown,
            HttpStatusCode.Forbidden => Answer.NotYours,
            _ => Answer.LetIn,
        };
    }

    private static async Task LookAtGrains(HttpClient http, string key) =>
        Assert.Equal(Answer.LetIn, await Ask(http, ("GET", GrainsPageText), key));

    private static async Task<IReadOnlyList<(string Name, string? Key)>> Callers(
        Folder folder, HttpClient http)
    {
        var top = await Create(folder, "--role", "operator");
        foreach (var critic in new[] { Own, Other })
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, $"/v1/critics/{critic}")
            {
                Content = JsonContent.Create(new { name = critic, kind = "person" }),
                Headers = { Authorization = new AuthenticationHeaderValue("Bearer", top) },
            };
            Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(put)).StatusCode);
        }

        var revoked = await Create(folder, "--role", "operator");
        var revoke = await ServerProcess.Command("keys", "revoke", revoked[4..12], "--data", folder.Path);
        Assert.Equal(0, revoke.Exit);
        return
        [
            ("nobody", null), ("operator", top), ("revoked", revoked),
            ("reader", await Create(folder, "--role", "reader")),
            ("critic", await Create(folder, "--role", "critic", "--subject", Own)),
            ("another critic", await Create(folder, "--role", "critic", "--subject", Other)),
            ("editor", await Create(folder, "--role", "editor")),
            ("expired", folder.ExpiredKey()),
        ];
    }

    private static async Task<string> Create(Folder folder, params string[] asked)
    {
        var (exit, output) = await ServerProcess.Command(["keys", "create", .. asked, "--data", folder.Path]);
        Assert.True(exit == 0, output);
        return output.Trim();
    }
}
