using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Who did what, and what is written down of those who may not.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task An_operator_asks_the_ledger_for_what_somebody_did()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var (ann, bob) = (await server.MakeKey("editor"), await server.MakeKey("editor"));
        using var first = server.From("127.0.0.1", ann);
        using var second = server.From("127.0.0.1", bob);
        for (var n = 0; n < 6; n++) await Write(n % 2 == 0 ? first : second, $"film-{n}");

        var annsOwn = await Entries(server, $"actor=editor:{IdOf(ann)}");
        var annsFirst = await Entries(server, $"actor={IdOf(ann)}&first=2");
        var annsRest = await Entries(server, $"actor={IdOf(ann)}&after={annsFirst[^1]["position"]}");

        Assert.Equal([1, 3, 5], annsOwn.Select(entry => (int)entry["position"]!));
        Assert.All(annsOwn, entry => Assert.Equal($"editor:{IdOf(ann)}", (string?)entry["actor"]));
        Assert.Equal([1, 3], annsFirst.Select(entry => (int)entry["position"]!));
        Assert.Equal([5], annsRest.Select(entry => (int)entry["position"]!));
        Assert.Empty(await Entries(server, $"actor=operator:{IdOf(ann)}"));
        using var nobody = server.From("127.0.0.1");
        Assert.Equal((HttpStatusCode.Unauthorized, "key-missing"), await Asked(nobody, IdOf(ann)));
        Assert.Equal((HttpStatusCode.Forbidden, "not-yours"), await Asked(first, IdOf(ann)));
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/v1/ledger")).StatusCode);
    }

    [Fact]
    public async Task What_somebody_did_is_found_however_much_others_did_in_between()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var editor = server.From("127.0.0.1", await server.MakeKey("editor"));
        await Write(editor, "the-first");
        var films = string.Concat(Enumerable.Range(0, 60_000).Select(n => $"Film {n},2000\n"));
        await server.Import(
            "/v1/import/films", new MemoryStream(Encoding.UTF8.GetBytes($"title,year\n{films}")));
        await Write(editor, "the-last");

        var actor = editor.DefaultRequestHeaders.Authorization!.Parameter![4..12];
        var entries = await Entries(server, $"actor={actor}");

        Assert.Equal([1, 60_002], entries.Select(entry => (int)entry["position"]!));
    }

    [Fact]
    public async Task A_refused_key_is_logged_by_its_id_and_address_and_no_secret_or_body_ever_is()
    {
        const string Unspeakable = "unspeakable-words";
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var (key, revoked) = (await server.MakeKey("editor"), await server.MakeKey("editor"));
        await server.Http.DeleteAsync($"/v1/keys/{IdOf(revoked)}");
        var forged = key[..^4] + (key.EndsWith("AAAA") ? "BBBA" : "AAAA");

        using var good = server.From("127.0.0.1", key);
        await Write(good, "her-2013", Unspeakable);
        foreach (var shown in new[] { forged, revoked, $"agg_{IdOf(key)}", Unspeakable })
        {
            using var caller = server.From("127.0.0.2", shown);
            var refused = await Write(caller, "her-2013", Unspeakable);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        // Broken in every way that a reader might want to explain with the words themselves.
        foreach (var body in new[] { $$"""{"title":"{{Unspeakable}}""", $"[\"{Unspeakable}\"]", Unspeakable })
        {
            using var broken = new StringContent(body, null, "application/json");
            Assert.Equal(
                HttpStatusCode.BadRequest, (await good.PutAsync("/v1/films/her-2013", broken)).StatusCode);
        }

        using var rows = new StringContent($"title,year\n\"{Unspeakable}\n", Encoding.UTF8, "text/csv");
        await good.PostAsync("/v1/import/films", rows);
        var log = await Eventually.Get("the log to tell of the revoked key",
            () => Task.FromResult(server.Output),
            log => log.Contains("key-revoked", StringComparison.Ordinal));

        Assert.Contains($"127.0.0.2 who showed {IdOf(key)} was refused: key-unknown", log);
        Assert.Contains($"127.0.0.2 who showed {IdOf(revoked)} was refused: key-revoked", log);
        Assert.DoesNotContain(Unspeakable, log, StringComparison.Ordinal);
        foreach (var secret in new[] { key[13..], revoked[13..], forged[13..] })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_tries_many_keys_does_not_fill_the_log()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var began = TimeProvider.System.GetTimestamp();

        await Pipelined.Send(server, 5_000, n => "HEAD /v1/profiles HTTP/1.1\r\nHost: here\r\n"
            + $"Authorization: Bearer agg_{n:00000000}_{new string('A', 43)}\r\n\r\n");
        using var last = server.From("127.0.0.1", "agg_zzzzzzzz_" + new string('A', 43));
        await Eventually.Get("the count of those not told", async () =>
        {
            await last.GetAsync("/v1/profiles");
            return server.Output;
        }, log => log.Contains("more callers were refused", StringComparison.Ordinal));

        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(server.Output.Split('\n').Length, 1, 60 + (20 * (int)Math.Ceiling(seconds)));
    }

    private static string IdOf(string key) => key[4..12];

    private static Task<HttpResponseMessage> Write(HttpClient client, string film, string? title = null) =>
        client.PutAsJsonAsync($"/v1/films/{film}", new { title = title ?? film });

    private static async Task<List<JsonNode>> Entries(ServerProcess server, string query) =>
    [
        .. (await server.Http.GetStringAsync($"/v1/ledger?{query}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
    ];

    private static async Task<(HttpStatusCode, string?)> Asked(HttpClient client, string actor)
    {
        using var answer = await client.GetAsync($"/v1/ledger?actor={actor}");
        return (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }
}
