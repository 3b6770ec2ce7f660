using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Aggregator.Server.Tests;

/// <summary>Tokens of an OpenID Connect authority, for editors and operators.</summary>
public sealed class OidcTests
{
    private const string Audience = Authority.Audience;

    [Fact]
    public async Task A_token_of_the_authority_writes_and_the_entry_says_whose_it_was()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        var (ann, token) = ("ann-0815", authority.Token("ann-0815", "editor"));
        using var editor = server.From("127.0.0.1", token);
        using var head = server.From("127.0.0.1", authority.Token("boss", "reporter", "operator"));

        var written = await Write(editor);
        var keys = (await editor.GetAsync("/v1/keys"), await head.GetAsync("/v1/keys"));

        Assert.Equal(HttpStatusCode.Created, written.StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, "not-yours"), await Answer(keys.Item1));
        Assert.Equal(HttpStatusCode.OK, keys.Item2.StatusCode);
        var ledger = await server.Http.GetStringAsync("/v1/ledger");
        Assert.Equal($"editor:oidc:{ann}", (string?)JsonNode.Parse(ledger.Trim())!["actor"]);
        foreach (var part in token.Split('.'))
            Assert.DoesNotContain(part, ledger + server.Output, StringComparison.Ordinal);
        // Keys go on beside tokens.
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_not_for_this_service_now_is_refused_with_a_code()
    {
        using var authority = new Authority();
        using var stranger = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        var shared = new SigningCredentials(
            new SymmetricSecurityKey(authority.PublicKey), SecurityAlgorithms.HmacSha256);
        (string Token, HttpStatusCode Status, string Code)[] cases =
        [
            (authority.Token("ann", "reporter"), HttpStatusCode.Forbidden, "token-without-role"),
            (authority.Token("", "editor"), HttpStatusCode.Unauthorized, "token-refused"),
            (authority.Token(new string('a', 200), "editor"), HttpStatusCode.Unauthorized, "token-refused"),
            (authority.Make(token => token.Expires = Ago(1)), HttpStatusCode.Unauthorized, "token-expired"),
            (authority.Make(token => token.NotBefore = Ago(-1)), HttpStatusCode.Unauthorized,
                "token-refused"),
            (authority.Make(token => token.Audience = "x"), HttpStatusCode.Unauthorized, "token-refused"),
            (authority.Make(token => token.Issuer = "x"), HttpStatusCode.Unauthorized, "token-refused"),
            (authority.Make(token => token.SigningCredentials = null), HttpStatusCode.Unauthorized,
                "token-refused"),
            (authority.Make(token => token.SigningCredentials = shared), HttpStatusCode.Unauthorized,
                "token-refused"),
            (stranger.Token("ann", "editor"), HttpStatusCode.Unauthorized, "token-refused"),
            (authority.Token("ann", "editor")[..^3] + "AAA", HttpStatusCode.Unauthorized, "token-refused"),
            ("not.a.token", HttpStatusCode.Unauthorized, "token-refused"),
            ("agg_", HttpStatusCode.Unauthorized, "key-unknown"),
        ];

        foreach (var (token, status, code) in cases)
        {
            using var caller = server.From("127.0.0.1", token);
            Assert.Equal((status, code), await Answer(await Write(caller)));
        }
    }

    [Fact]
    public async Task A_subject_that_cannot_be_kept_is_told_what_is_wrong_with_it()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);

        (string Subject, string Wrong)[] cases =
        [
            ("", "nobody"), (" ", "nobody"), (new string('a', 200), "200 characters"), ("a\tb", "control"),
        ];
        foreach (var (subject, wrong) in cases)
        {
            using var caller = server.From("127.0.0.1", authority.Token(subject, "editor"));
            using var answer = await Write(caller);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal("token-refused", (string?)problem["code"]);
            Assert.Contains(wrong, (string?)problem["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_log_says_why_a_token_was_refused()
    {
        using var authority = new Authority();
        using var stranger = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        (string Token, string Why)[] cases =
        [
            (authority.Make(token => token.Audience = "x"), $"not issued for \"{Audience}\" (aud)"),
            (authority.Make(token => token.Issuer = "x"), "(iss)"),
            (authority.Make(token => token.NotBefore = Ago(-1)), "(nbf)"),
            (stranger.Make(token => token.Issuer = authority.Address), "none of the keys"),
            (authority.Token("ann", "editor")[..^3] + "AAA", "signature"),
            ("not.a.token", "cannot be read"),
        ];

        foreach (var (token, why) in cases)
        {
            using var caller = server.From("127.0.0.1", token);
            await Write(caller);
            await Told(server, $"A token was refused: .*{Regex.Escape(why)}");
        }
    }

    [Fact]
    public async Task A_key_set_in_a_file_takes_the_authoritys_place()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(file, authority.KeySet);
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__OIDC__KEYSET", file), ("AGGREGATOR__OIDC__ISSUER", authority.Address),
            ("AGGREGATOR__OIDC__AUDIENCE", Audience), ("AGGREGATOR__OIDC__ROLECLAIM", "groups"),
            ("AGGREGATOR__OIDC__EDITORROLE", "film-desk"));
        using var editor = server.From("127.0.0.1", authority.Make(token =>
            token.Claims = new Dictionary<string, object> { ["sub"] = "ann", ["groups"] = "film-desk" }));
        using var usual = server.From("127.0.0.1", authority.Token("ann", "editor"));

        Assert.Equal(HttpStatusCode.Created, (await Write(editor)).StatusCode);
        Assert.Equal((HttpStatusCode.Forbidden, "token-without-role"), await Answer(await Write(usual)));
    }

    [Fact]
    public async Task While_the_authority_is_away_tokens_wait_and_keys_work()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        var token = authority.Token("ann", "editor");
        authority.Dispose();
        using var editor = server.From("127.0.0.1", token);

        var away = await Answer(await Write(editor));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "authority-away"), away);
        Assert.Equal(HttpStatusCode.Created, (await Write(server.Http)).StatusCode);
        await Told(server, $"Tokens cannot be checked, for {Regex.Escape(authority.Address)} .*: .*refused");
    }

    [Fact]
    public async Task An_authority_that_says_nothing_is_away()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__OIDC__AUTHORITY", $"http://{silent.LocalEndpoint}"),
            ("AGGREGATOR__OIDC__AUDIENCE", Audience));
        using var editor = server.From("127.0.0.1", "not.a.token");
        editor.Timeout = TimeSpan.FromSeconds(40);

        var writes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Write(editor)));

        foreach (var write in writes)
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "authority-away"), await Answer(write));
    }

    [Fact]
    public async Task Without_an_authority_a_token_is_no_key()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var editor = server.From("127.0.0.1", authority.Token("ann", "operator"));

        Assert.Equal((HttpStatusCode.Unauthorized, "key-unknown"), await Answer(await Write(editor)));
    }

    [Fact]
    public async Task A_token_that_never_expires_opens_like_any_other()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        var never = DateTime.SpecifyKind(DateTime.MaxValue.Date, DateTimeKind.Utc);
        using var editor = server.From("127.0.0.1", authority.Make(token => token.Expires = never));

        Assert.Equal(HttpStatusCode.Created, (await Write(editor)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await editor.GetAsync("/v1/changes?wait=0")).StatusCode);
    }

    [Fact]
    public async Task Whoever_listens_with_a_token_hears_nothing_more_once_it_has_expired()
    {
        using var authority = new Authority();
        using var folder = new Folder();
        await using var server = await Start(folder, authority);
        // Clocks may be apart by half a minute: it opens for twelve seconds more.
        var soon = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-18);
        using var editor = server.From("127.0.0.1", authority.Make(token => token.Expires = soon));
        using var listening = await Listening.Open(editor);
        Assert.Equal(HttpStatusCode.OK, listening.Answer.StatusCode);

        await listening.Rest();

        using var again = await editor.GetAsync("/v1/changes?wait=0");
        Assert.Equal((HttpStatusCode.Unauthorized, "token-expired"), await Answer(again));
    }

    [Theory]
    [InlineData("AUTHORITY", "http://login.example.org", "https")]
    [InlineData("AUTHORITY", "nonsense", "nonsense")]
    [InlineData("KEYSET", "no-such-file.json", "issuer")]
    [InlineData("AUTORITY", "https://login.example.org", "AUTORITY")]
    public async Task A_mistaken_authority_is_refused_with_a_sentence(string name, string value, string named)
    {
        var said = await ServerProcess.Command(
            [], ($"AGGREGATOR__OIDC__{name}", value), ("AGGREGATOR__OIDC__AUDIENCE", Audience));

        RefusedCommand.Says(said, named);
    }

    [Theory]
    [InlineData("nonsense", "no set of keys")]
    [InlineData("""{"keys":[]}""", "no key")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""", "no key")]
    public async Task A_key_set_without_keys_is_refused_at_the_start(string keySet, string named)
    {
        using var folder = new Folder();
        var file = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(file, keySet);

        var said = await ServerProcess.Command(
            [], ("AGGREGATOR__OIDC__KEYSET", file), ("AGGREGATOR__OIDC__ISSUER", "https://a.example"),
            ("AGGREGATOR__OIDC__AUDIENCE", Audience));

        RefusedCommand.Says(said, named);
    }

    private static Task<ServerProcess> Start(Folder folder, Authority authority) => ServerProcess.Start(
        folder.Path, ("AGGREGATOR__OIDC__AUTHORITY", authority.Address),
        ("AGGREGATOR__OIDC__AUDIENCE", Audience));

    private static Task<string> Told(ServerProcess server, string line) => Eventually.Get(
        $"the log to say {line}", () => Task.FromResult(server.Output), said => Regex.IsMatch(said, line));

    private static DateTime Ago(int hours) => TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-hours);

    private static Task<HttpResponseMessage> Write(HttpClient client) =>
        client.PutAsJsonAsync("/v1/films/her-2013", new { title = "Her", year = 2013 });

    private static async Task<(HttpStatusCode Status, string? Code)> Answer(HttpResponseMessage answer) =>
        (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
}
