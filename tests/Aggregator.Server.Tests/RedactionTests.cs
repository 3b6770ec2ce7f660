using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Aggregator.Server.Tests;

/// <summary>Words of others can be taken away for cause; what counts stays as it was.</summary>
public sealed class RedactionTests
{
    private const string Words = "words-that-nobody-may-read-any-more";
    private const string Verdict = "/v1/films/film-1-2013/verdicts/critic-1";
    private const string List = "/v1/critics/critic-1/lists/2013";

    [Fact]
    public async Task What_an_editor_redacts_is_in_no_answer_and_no_file_and_all_else_stays()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(2);
        await server.Put(
            Verdict, new { rating = "8/10", quote = $"{Words} once", url = $"https://a.example/{Words}" });
        await server.Put(Verdict, new { rating = "9/10", quote = $"{Words} twice {new string('x', 900)}" });
        await server.Put(
            "/v1/films/film-1-2013/verdicts/critic-2", new { rating = "7/10", quote = "may be read" });
        await server.Put(List, ListWith(Words));
        var last = await server.Put(List, ListWith($"{Words} again"));
        var before = await server.Acclaim("film-1-2013", (long)last["position"]!);

        var verdict = await Redact(server, Verdict);
        var list = await Redact(server, List);

        Assert.Equal(2, (int)verdict["acclaim"]!["critics"]!["verdicts"]!);
        Assert.Equal("critic-1", (string?)list["critic"]);
        foreach (var path in new[]
                 {
                     "/v1/films/film-1-2013/verdicts", "/v1/films/film-1-2013/placements", List,
                     "/v1/critics/critic-1/verdicts", "/v1/critics/critic-1/lists", "/v1/ledger?first=200",
                 })
        {
            Assert.DoesNotContain(Words, await server.Http.GetStringAsync(path), StringComparison.Ordinal);
        }

        Assert.Contains("may be read", await server.Http.GetStringAsync("/v1/films/film-1-2013/verdicts"),
            StringComparison.Ordinal);
        // Its season is scored again meanwhile.
        Assert.Equal(
            before["critics"]!.ToJsonString(),
            (await server.Acclaim("film-1-2013"))["critics"]!.ToJsonString());
        Assert.Empty(FilesWith(Words, folder.Path));
        Assert.Equal(0, await server.Stop());
        Assert.Empty(FilesWith(Words, folder.Path));
        await SeasonTests.Verifies(folder.Path);
    }

    [Fact]
    public async Task A_write_after_a_redaction_waits_for_who_holds_the_ledger_as_before()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        await server.Put(Verdict, new { rating = "8/10", quote = Words });
        await Redact(server, Verdict);

        Task<JsonObject> write;
        // As keys create and revoke hold it beside a server, for a moment.
        using (var beside = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, "aggregator.db")};Pooling=False"))
        {
            beside.Open();
            using var held = beside.BeginTransaction(deferred: false);
            write = server.Put(Verdict, new { rating = "9/10" });
            await Assert.ThrowsAsync<TimeoutException>(
                () => write.WaitAsync(TimeSpan.FromMilliseconds(500)));
        }

        Assert.NotNull((await write)["position"]);
    }

    [Fact]
    public async Task Withdrawn_words_are_redacted_too_and_of_what_was_never_said_there_are_none()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        await AssertRefused(server, Verdict, "verdict-unknown");
        await AssertRefused(server, List, "list-unknown");
        await AssertRefused(server, "/v1/films/no-such-film/verdicts/critic-1", "film-unknown");
        await AssertRefused(server, "/v1/films/film-1-2013/verdicts/no-such-critic", "critic-unknown");
        await server.Put(Verdict, new { rating = "8/10", quote = Words });
        using var withdrawal = await server.Http.DeleteAsync(Verdict);
        Assert.Equal(HttpStatusCode.OK, withdrawal.StatusCode);

        await Redact(server, Verdict);
        await Redact(server, Verdict);
        await server.Put(List, new { places = new[] { new[] { "film-1-2013" } } });
        await Redact(server, List);

        // Said again, they stand again: it is the editor who knows whether they may.
        await server.Put(Verdict, new { rating = "8/10", quote = "other words" });
        Assert.Contains("other words", await server.Http.GetStringAsync("/v1/films/film-1-2013/verdicts"),
            StringComparison.Ordinal);
        Assert.Equal(0, await server.Stop());
        Assert.Single(server.Output.Split('\n'), line => line.Contains("were redacted by"));
    }

    [Theory]
    [InlineData("lists", "critic,year,place,film,note\nCritic 1,2013,1,Film 1,", List)]
    [InlineData("verdicts", "critic,film,rating,quote\nCritic 1,Film 1,8/10,", Verdict)]
    public async Task A_file_that_is_sent_again_does_not_bring_redacted_words_back(
        string kind, string rows, string said)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);
        await server.RegisterCritics(1);
        Assert.Equal(1, (int)(await Import())["accepted"]!);
        await Redact(server, said);

        Assert.Equal(1, (int)(await Import("?dryRun=true"))["unchanged"]!);
        Assert.Equal(1, (int)(await Import())["unchanged"]!);

        Assert.Empty(FilesWith(Words, folder.Path));

        async Task<JsonObject> Import(string how = "")
        {
            using var file = new MemoryStream(Encoding.UTF8.GetBytes($"{rows}{Words}\n"));
            return await server.Import($"/v1/import/{kind}{how}", file);
        }
    }

    private static object ListWith(string note) =>
        new { ranked = true, places = new[] { new[] { "film-1-2013" } }, note };

    private static async Task<JsonObject> Redact(ServerProcess server, string path)
    {
        using var answer = await server.Http.DeleteAsync(path + "/text");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task AssertRefused(ServerProcess server, string path, string code)
    {
        using var answer = await server.Http.DeleteAsync(path + "/text");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }

    /// <summary>The files of a database that hold some words, whoever has them open.</summary>
    private static List<string> FilesWith(string words, string folder) =>
    [
        .. Directory.GetFiles(folder, "*.db*").Where(file =>
        {
            using var bytes = new MemoryStream();
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            open.CopyTo(bytes);
            return bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0;
        }),
    ];
}
