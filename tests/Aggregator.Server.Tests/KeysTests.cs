using System.Buffers.Text;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Keys: made, shown, used, revoked, and everything that is none.</summary>
public sealed class KeysTests
{
    private const int RevokedWithinSeconds = 5;

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", null);

    [Fact]
    public async Task Keys_are_listed_and_revoked_on_the_command_line_beside_a_running_server()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var key = await Create(folder.Path, "--role", "editor", "--name", "Repairs");
        using var editor = server.From("127.0.0.1", key);
        Assert.Equal(HttpStatusCode.Created, (await Write(editor)).StatusCode);

        var list = await ServerProcess.Command("keys", "list", "--data", folder.Path);
        var revoke = await ServerProcess.Command("keys", "revoke", IdOf(key), "--data", folder.Path);
        var refused = await Eventually.Get(
            "the key to be refused", () => Write(editor), answer => !answer.IsSuccessStatusCode,
            RevokedWithinSeconds);

        Assert.Equal((0, 0), (list.Exit, revoke.Exit));
        var line = Assert.Single(list.Output.Split('\n'), line => line.StartsWith(IdOf(key)));
        Assert.Contains("editor", line, StringComparison.Ordinal);
        Assert.EndsWith("Repairs", line);
        Assert.DoesNotContain(SecretOf(key), list.Output, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Unauthorized, "key-revoked"), await Answer(refused));
        var after = await ServerProcess.Command("keys", "list", "--data", folder.Path);
        Assert.Contains($"{Today}  Repairs", after.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_sent_away_is_told_whose_the_key_is_and_how_one_is_sent()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterCritics(2);
        var key = await server.MakeKey(new { role = "critic", subject = "critic-1", name = "C" });
        using var critic = server.From("127.0.0.1", key);
        using var bare = server.From("127.0.0.1");
        bare.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", key);

        using var anothers = await critic.DeleteAsync("/v1/critics/critic-2/lists/2013");
        using var unsent = await bare.GetAsync("/v1/profiles");

        Assert.Contains("which is the critic's \"critic-1\": it writes", await Detail(anothers));
        Assert.Contains("\"Authorization: Bearer agg_…\"", await Detail(unsent));

        static async Task<string> Detail(HttpResponseMessage answer) =>
            (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!;
    }

    [Fact]
    public async Task A_key_revoked_over_http_opens_nothing_from_then_on()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var key = await server.MakeKey(new { role = "editor", name = "E" });
        using var editor = server.From("127.0.0.1", key);
        Assert.Equal(HttpStatusCode.Created, (await Write(editor)).StatusCode);

        using var deleted = await server.Http.DeleteAsync($"/v1/keys/{IdOf(key)}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, "key-revoked"), await Answer(await Write(editor)));
        var read = await editor.GetAsync("/v1/profiles");
        Assert.Equal((HttpStatusCode.Unauthorized, "key-revoked"), await Answer(read));
        using var again = await server.Http.DeleteAsync($"/v1/keys/{IdOf(key)}");
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        var absent = await server.Http.DeleteAsync("/v1/keys/zz");
        Assert.Equal((HttpStatusCode.NotFound, "key-absent"), await Answer(absent));
    }

    [Fact]
    public async Task The_last_operators_key_cannot_be_revoked_without_another()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var own = IdOf(server.Key!);
        // Not another operator's key: it has expired.
        folder.ExpiredKey();

        var overHttp = await server.Http.DeleteAsync($"/v1/keys/{own}");
        var (exit, said) = await ServerProcess.Command("keys", "revoke", own, "--data", folder.Path);
        var other = await server.MakeKey(new { role = "operator", name = "Second" });
        using var deleted = await server.Http.DeleteAsync($"/v1/keys/{own}");

        Assert.Equal((HttpStatusCode.Conflict, "last-operator-key"), await Answer(overHttp));
        Assert.Equal(1, exit);
        Assert.Contains(own, said, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var second = server.From("127.0.0.1", other);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task The_list_of_keys_says_on_which_day_each_was_last_used()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var unused = await server.MakeKey(new { role = "reader", name = "R", expires = "2999-12-31" });

        var listed = await Eventually.Get(
            "the operator's key to have been used", () => server.Get("/v1/keys"),
            keys => LastUsed(keys, server.Key!) is not null);

        Assert.Equal(Today, LastUsed(listed, server.Key!));
        Assert.Null(LastUsed(listed, unused));
        Assert.DoesNotContain(SecretOf(unused), listed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_known_also_when_it_is_revoked_right_after()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var stolen = await server.MakeKey(new { role = "editor", name = "E" });
        using var thief = server.From("127.0.0.1", stolen);
        Assert.Equal(HttpStatusCode.Created, (await Write(thief)).StatusCode);

        using var deleted = await server.Http.DeleteAsync($"/v1/keys/{IdOf(stolen)}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Eventually.Get(
            "the revoked key to have been used", () => server.Get("/v1/keys"),
            keys => LastUsed(keys, stolen) == Today, seconds: 10);
    }

    [Fact]
    public async Task A_key_whose_secret_was_guessed_at_was_not_used()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var unused = await server.MakeKey(new { role = "reader", name = "R" });
        using var guesser = server.From("127.0.0.1", unused[..13] + server.Key![13..]);

        Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.GetAsync("/v1/profiles")).StatusCode);
        var listed = await Eventually.Get(
            "the operator's key to have been used", () => server.Get("/v1/keys"),
            keys => LastUsed(keys, server.Key!) is not null);

        Assert.Null(LastUsed(listed, unused));
    }

    [Fact]
    public async Task An_import_under_way_takes_nothing_more_once_its_key_is_revoked()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var key = await server.MakeKey(new { role = "editor", name = "E" });
        using var editor = server.From("127.0.0.1", key);
        var body = new Pipe();
        using var content = new StreamContent(body.Reader.AsStream());
        content.Headers.ContentType = new("text/csv");
        var rows = string.Concat(Enumerable.Range(0, 6_000).Select(n => $"Early {n},2013\n"));

        var import = editor.PostAsync("/v1/import/films", content);
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes($"title,year\n{rows}"));
        await Eventually.Get(
            "the first rows to be taken", () => server.Get("/v1/films?year=2013&first=1"),
            films => (int)films["total"]! > 0);
        using var deleted = await server.Http.DeleteAsync($"/v1/keys/{IdOf(key)}");
        await body.Writer.WriteAsync(Encoding.UTF8.GetBytes(rows.Replace("2013", "2014")));
        await body.Writer.CompleteAsync();
        var last = (await (await import).Content.ReadAsStringAsync()).Trim().Split('\n')[^1];

        Assert.Equal("key-revoked", (string?)JsonNode.Parse(last)!["code"]);
        Assert.Equal(0, (int)(await server.Get("/v1/films?year=2014&first=1"))["total"]!);
    }

    [Fact]
    public async Task A_key_that_the_operator_brings_opens_although_it_had_expired()
    {
        using var folder = new Folder();
        var expired = folder.ExpiredKey();

        await using var server = await ServerProcess.Start(folder.Path, expired);

        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task A_key_that_the_operator_brings_stays_revoked_and_the_log_says_so()
    {
        using var folder = new Folder();
        var leaked = await Create(folder.Path, "--role", "operator");
        await Create(folder.Path, "--role", "operator");
        await ServerProcess.Command("keys", "revoke", IdOf(leaked), "--data", folder.Path);

        await using var server = await ServerProcess.Start(folder.Path, leaked);

        var answer = await Answer(await server.Http.GetAsync("/v1/keys"));
        Assert.Equal((HttpStatusCode.Unauthorized, "key-revoked"), answer);
        Assert.Contains($"{IdOf(leaked)} of AGGREGATOR_OPERATOR_KEY was revoked", server.Output);
    }

    [Fact]
    public async Task What_is_no_valid_key_is_refused_with_a_code_wherever_it_is_shown()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var (key, stranger) = (server.Key!, await Create(elsewhere.Path, "--role", "operator"));
        var expired = folder.ExpiredKey();
        var (id, secret) = (IdOf(key), SecretOf(key));
        var other = secret[0] == 'A' ? 'B' : 'A';

        (string Shown, string Code)[] cases =
        [
            ("Bearer", "key-unknown"), ("Bearer agg_", "key-unknown"), ("Bearer " + key[..^1], "key-unknown"),
            ("Bearer " + key + "A", "key-unknown"), (key, "key-unknown"), ($"Basic {key}", "key-unknown"),
            ($"Bearer agg_{id}_{other}{secret[1..]}", "key-unknown"), ($"Bearer {stranger}", "key-unknown"),
            ($"Bearer AGG_{id}_{secret}", "key-unknown"), ($"Bearer agg_{id}_{secret[..^1]}*", "key-unknown"),
            ($"Bearer {expired}", "key-expired"),
        ];
        foreach (var (shown, code) in cases)
        {
            using var caller = server.From("127.0.0.1");
            caller.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", shown);
            var refused = await Write(caller);
            Assert.Equal((HttpStatusCode.Unauthorized, code), await Answer(refused));
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
            Assert.Equal(
                (HttpStatusCode.Unauthorized, code), await Answer(await caller.GetAsync("/v1/profiles")));
        }

        var twice = await Pipelined.Send(server, 1, _ => "HEAD /v1/profiles HTTP/1.1\r\nHost: here\r\n"
            + $"Authorization: Bearer {key}\r\nAuthorization: Bearer {expired}\r\n\r\n");
        Assert.Equal(["401"], twice.Keys);
        using var nobody = server.From("127.0.0.1");
        Assert.Equal((HttpStatusCode.Unauthorized, "key-missing"), await Answer(await Write(nobody)));
    }

    [Fact]
    public async Task A_hundred_thousand_made_up_keys_leave_everybody_else_unharmed()
    {
        const int MadeUp = 100_000;
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Pipelined.Send(server, 10_000, Invented);
        var before = server.Memory;

        var flood = Pipelined.Send(server, MadeUp, Invented);
        var served = 0;
        for (; !flood.IsCompleted; served++)
        {
            using var read = await server.Http.GetAsync("/v1/profiles");
            using var write =
                await server.Http.PutAsJsonAsync($"/v1/films/film-{served}", new { title = $"F {served}" });
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (read.StatusCode, write.StatusCode));
        }

        Assert.Equal(MadeUp, (await flood)["401"]);
        Assert.True(served > 20, $"Only {served} reads and writes were answered meanwhile.");
        Assert.InRange(server.Memory - before, long.MinValue, 150L << 20);
        // A key made in the middle of it, or just after, is known at once.
        var key = await Create(folder.Path, "--role", "editor");
        using var editor = server.From("127.0.0.1", key);
        await Eventually.Get(
            "the new key to open", () => Write(editor), answer => answer.IsSuccessStatusCode, seconds: 3);
    }

    private static string Invented(int n)
    {
        var id = Convert.ToHexStringLower(BitConverter.GetBytes(Random.Shared.Next()));
        var secret = Base64Url.EncodeToString(Guid.NewGuid().ToByteArray().Concat(new byte[16]).ToArray());
        return $"HEAD /v1/profiles HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer agg_{id}_{secret}\r\n\r\n";
    }

    private static async Task<string> Create(string folder, params string[] asked)
    {
        var (exit, output) = await ServerProcess.Command(["keys", "create", .. asked, "--data", folder]);
        Assert.True(exit == 0, output);
        return output.Trim();
    }

    private static Task<HttpResponseMessage> Write(HttpClient client) =>
        client.PutAsJsonAsync("/v1/films/her-2013", new { title = "Her", year = 2013 });

    private static async Task<(HttpStatusCode Status, string? Code)> Answer(HttpResponseMessage answer) =>
        (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);

    private static string? LastUsed(JsonObject keys, string key) => (string?)keys["items"]!.AsArray()
        .Single(item => (string?)item!["id"] == IdOf(key))!["lastUsed"];

    private static string IdOf(string key) => key[4..12];

    private static string SecretOf(string key) => key[13..];
}
