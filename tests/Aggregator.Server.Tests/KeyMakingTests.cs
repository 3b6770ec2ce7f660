using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Keys, made over HTTP and on the command line.</summary>
public sealed class KeyMakingTests
{
    [Theory]
    [InlineData("critic-unknown", "critic", "nobody", null)]
    [InlineData("critic-unknown", "critic", "No One", null)]
    [InlineData("subject-unfit", "critic", null, null)]
    [InlineData("subject-unfit", "editor", "ann", null)]
    [InlineData("expires-in-past", "editor", null, "2014-01-10")]
    [InlineData("role-unknown", "boss", null, null)]
    public async Task What_is_no_fit_key_is_refused_by_the_same_words_over_http_and_on_the_command_line(
        string code, string role, string? subject, string? expires)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        using var http = await server.Http.PostAsJsonAsync(
            "/v1/keys", new { role, name = "K", subject, expires });
        var refusal = (await http.Content.ReadFromJsonAsync<JsonObject>())!;
        string[] asked =
        [
            "--role", role, .. subject is null ? [] : new[] { "--subject", subject },
            .. expires is null ? [] : new[] { "--expires", expires },
        ];
        var (exit, said) = await ServerProcess.Command(["keys", "create", .. asked, "--data", folder.Path]);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (http.StatusCode, (string?)refusal["code"]));
        Assert.Equal(1, exit);
        Assert.Contains((string)refusal["detail"]!, said, StringComparison.Ordinal);
        Assert.Single((await server.Get("/v1/keys"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_key_that_nobody_has_seen_is_told_by_its_id()
    {
        using var folder = new Folder();

        var (exit, said) = await ServerProcess.Unheard(
            "keys", "create", "--role", "editor", "--data", folder.Path);
        var (_, listed) = await ServerProcess.Command("keys", "list", "--data", folder.Path);
        var unheard = await ServerProcess.Unheard("keys", "list", "--data", folder.Path);

        Assert.Equal((1, 1), (exit, unheard.Exit));
        var line = listed.Split('\n').Single(line => line.Contains("editor", StringComparison.Ordinal));
        var id = line.Split(' ')[0];
        Assert.StartsWith($"The key {id} was made, and nobody has seen it", said);
        Assert.StartsWith("The command was cut short", unheard.Output);
    }

    [Fact]
    public async Task A_critics_key_is_made_on_the_command_line_for_whoever_answers_for_its_subject()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        foreach (var critic in new[] { "ann", "anna" })
            await server.Put($"/v1/critics/{critic}", new { name = critic, kind = "person" });
        using var merged = await server.Http.PostAsJsonAsync("/v1/critics/anna/merge", new { into = "ann" });

        var (exit, _) = await ServerProcess.Command(
            "keys", "create", "--role", "critic", "--subject", "anna", "--data", folder.Path);

        var list = await ServerProcess.Command("keys", "list", "--data", folder.Path);
        Assert.Equal(0, exit);
        Assert.Contains("critic    ann  ", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_makes_a_key_at_a_terminal_is_told_for_which_folder()
    {
        using var folder = new Folder();
        var program = Path.Combine(AppContext.BaseDirectory, "Aggregator.Server.dll");
        var key = Path.Combine(folder.Path, "key");
        var typed = $"dotnet '{program}' keys create --role editor --data '{folder.Path}' > '{key}'";

        var (exit, said) = Mounts.Run("script", "--quiet", "--return", "--command", typed, "/dev/null");

        Assert.True(exit == 0, said);
        Assert.Contains(
            $"A key with the role editor, for {folder.Path}, where there was no ledger; "
            + "an empty one was made:",
            said, StringComparison.Ordinal);
        Assert.StartsWith("agg_", await File.ReadAllTextAsync(key, TestContext.Current.CancellationToken));
        var (_, again) = Mounts.Run("script", "--quiet", "--return", "--command", typed, "/dev/null");
        Assert.Contains($"A key with the role editor, for {folder.Path}:", again, StringComparison.Ordinal);
        // Scripts that take all that is said have the key alone.
        var (_, all) = await ServerProcess.Command(
            "keys", "create", "--role", "editor", "--data", folder.Path);
        Assert.StartsWith("agg_", all);
    }

    [Fact]
    public async Task The_first_start_shows_an_operator_key_though_an_editors_was_made_before()
    {
        using var folder = new Folder();
        var made = await ServerProcess.Command("keys", "create", "--role", "editor", "--data", folder.Path);
        await using (var first = await ServerProcess.Start(folder.Path))
        {
            var keys = (await first.Get("/v1/keys"))["items"]!.AsArray();
            Assert.Equal(["editor", "operator"], keys.Select(key => (string?)key!["role"]).Order());
        }

        await using var second = await ServerProcess.Start(folder.Path);

        Assert.Equal(0, made.Exit);
        Assert.Null(second.Key);
    }

    [Fact]
    public async Task A_key_is_as_old_in_the_answer_that_shows_it_as_in_the_list()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        using var answer = await server.Http.PostAsJsonAsync("/v1/keys", new { role = "reader", name = "R" });
        var made = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

        var listed = (await server.Get("/v1/keys"))["items"]!.AsArray()
            .Single(item => (string?)item!["id"] == (string?)made["id"])!;
        Assert.Equal((string?)listed["created"], (string?)made["created"]);
    }
}
