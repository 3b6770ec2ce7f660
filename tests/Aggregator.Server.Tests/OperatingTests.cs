using System.Net;

namespace Aggregator.Server.Tests;

/// <summary>What an operator sees: starts, stops, refusals to start, keys.</summary>
public sealed class OperatingTests
{
    [Fact]
    public async Task A_first_start_shows_the_operator_key_once_and_a_second_start_does_not()
    {
        using var folder = new Folder();
        using var home = new Folder();
        string key;
        await using (var first = await ServerProcess.Start(folder.Path, ("HOME", home.Path)))
        {
            key = first.Key!;
            Assert.NotNull(key);
            Assert.Equal(0, await first.Stop());
            Assert.DoesNotContain(" warn: ", first.Output, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
        }

        await using var second = await ServerProcess.Start(folder.Path);

        Assert.DoesNotContain("agg_", second.Output.Replace("$AGGREGATOR", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        second.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var body = new StringContent("""{"title":"Her","year":2013}""", null, "application/json");
        Assert.Equal(HttpStatusCode.Created,
            (await second.Http.PutAsync("/v1/films/her-2013", body)).StatusCode);
    }

    [Fact]
    public async Task Nobody_but_its_owner_may_read_the_files_of_a_new_ledger()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such modes there.");
        using var folder = new Folder();
        var opened = Path.Combine(folder.Path, "server");
        await using var server = await ServerProcess.Start(opened);
        var made = Path.Combine(folder.Path, "keys");
        await ServerProcess.Command("keys", "create", "--role", "operator", "--data", made);

        string[] files = [.. Directory.GetFiles(opened, "*.db*"), .. Directory.GetFiles(made, "*.db*")];

        Assert.True(files.Length >= 4);
        foreach (var file in files)
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_first_start_that_comes_to_nothing_leaves_the_operator_key_to_the_next()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        await using var other = await ServerProcess.Start(elsewhere.Path);

        var (exit, output) = await ServerProcess.Command(
            "--urls", $"{other.Http.BaseAddress}", "--data", folder.Path);
        await using var next = await ServerProcess.Start(folder.Path);

        Assert.Equal(1, exit);
        Assert.Contains("Choose another address with --urls.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("agg_", output, StringComparison.Ordinal);
        Assert.NotNull(next.Key);
        Assert.Equal(HttpStatusCode.OK, (await next.Http.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task An_operator_port_that_is_taken_is_refused_by_its_flag_before_anything_is_made()
    {
        using var folder = new Folder();
        using var elsewhere = new Folder();
        await using var other = await ServerProcess.Start(elsewhere.Path);
        var (taken, data) = ($"{other.Http.BaseAddress!.Port}", Path.Combine(folder.Path, "data"));

        foreach (var urls in new[] { "http://127.0.0.1:0", $"http://localhost:{taken}" })
        {
            var (exit, output) = await ServerProcess.Command(
                "--urls", urls, "--operator-port", taken, "--data", data);

            Assert.Equal(1, exit);
            Assert.Contains(taken, output, StringComparison.Ordinal);
            Assert.EndsWith("with --operator-port.", output.Trim(), StringComparison.Ordinal);
            Assert.Single(output.Trim().Split('\n'));
            Assert.False(Directory.Exists(data));
        }
    }

    [Fact]
    public async Task A_folder_without_a_name_is_refused_with_a_sentence()
    {
        var (exit, output) = await ServerProcess.Command("--data", "");

        Assert.Equal((1, "The data folder has no name: give one with --data."), (exit, output.Trim()));
    }

    [Fact]
    public async Task An_address_alone_is_asked_whether_it_is_ready()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        var (exit, output) = await ServerProcess.Command("health", $"{server.Http.BaseAddress}");

        Assert.Equal(0, exit);
        Assert.Contains("\"status\":\"ready\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_verify_counted_is_said_as_one_says_it()
    {
        using var folder = new Folder();
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            using var film = new StringContent("""{"title":"Her","year":2013}""", null, "application/json");
            using var put = await server.Http.PutAsync("/v1/films/her-2013", film);
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            Assert.Equal(0, await server.Stop());
        }

        var (exit, output) = await ServerProcess.Command("verify", "--data", folder.Path);

        Assert.True(exit == 0, output);
        Assert.Contains(": 1 entry, 0 lists, head ", output, StringComparison.Ordinal);
        Assert.Contains("Folded 1 film again and compared ", output, StringComparison.Ordinal);
        Assert.Contains("Nothing has been said yet of 1 film, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistaken_proxy_is_refused_with_a_sentence()
    {
        var said = await ServerProcess.Command([], ("AGGREGATOR__PROXIES", "10.0.0.1, the-other-one"));

        RefusedCommand.Says(said, "the-other-one");
    }

    [Theory]
    [InlineData("AGGREGATOR__DATTA")]
    [InlineData("AGGREGATOR_DATA")]
    [InlineData("AGGREGATOR_LIMITS_READSPERADDRESS")]
    [InlineData("AGGREGATOR_Limits__ReadsPerAddress")]
    [InlineData("AGGREGATOR__LIMITS")]
    [InlineData("AGGREGATOR__URLS__FIRST")]
    [InlineData("AGGREGATOR__LIMITS__ReadsPerAdress")]
    [InlineData("AGGREGATOR__LIMITS__READSPERADDRESS")]
    public async Task A_variable_that_sets_no_option_is_refused_by_its_name_as_given(string variable)
    {
        using var folder = new Folder();

        var (exit, output) = await ServerProcess.Command(
            ["--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder.Path, "data")], (variable, "x"));

        Assert.True(exit == 1 && output.Contains(variable, StringComparison.Ordinal), output);
        Assert.Single(output.Trim().Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data")));
    }

    [Theory]
    [InlineData("0.8")]
    [InlineData("1.2")]
    [InlineData("1.5")]
    public async Task Asked_to_stop_while_it_starts_it_stops_without_a_word_of_its_inside(string seconds)
    {
        const int ByTheSignal = 143;
        using var folder = new Folder();

        var (exit, output) = await ServerProcess.StoppedAfter(
            seconds, "--urls", "http://127.0.0.1:0", "--data", folder.Path);

        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
        Assert.True(exit is 0 or ByTheSignal, $"It ended with {exit}: {output}");
    }

    [Fact]
    public async Task A_process_that_may_hold_few_files_open_takes_fewer_connections_or_does_not_start()
    {
        using var folder = new Folder();
        string[] serve = ["--urls", "http://127.0.0.1:0", "--data", folder.Path];

        RefusedCommand.Says(await ServerProcess.WithOpenFiles(400, "60", serve), "400 files");
        var (_, said) = await ServerProcess.WithOpenFiles(1200, "15", serve);

        Assert.Contains("takes 688 connections at a time and not 25000", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        await using var first = await ServerProcess.Start(folder.Path);

        var said = await ServerProcess.Command("--urls", "http://127.0.0.1:0", "--data", folder.Path);

        RefusedCommand.Says(said, folder.Path);
    }

    [Fact]
    public async Task A_corrupted_database_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        await using (var first = await ServerProcess.Start(folder.Path)) await first.Stop();
        foreach (var file in Directory.GetFiles(folder.Path, "*.db*"))
            await File.WriteAllTextAsync(file, new string('x', 20_000));

        var said = await ServerProcess.Command("--urls", "http://127.0.0.1:0", "--data", folder.Path);

        RefusedCommand.Says(said, folder.Path);
    }

    [Fact]
    public async Task A_key_made_on_the_command_line_opens_a_running_server()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        var (exit, key) =
            await ServerProcess.Command("keys", "create", "--role", "operator", "--data", folder.Path);

        Assert.Equal(0, exit);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", key.Trim());
        using var body = new StringContent("""{"title":"Her","year":2013}""", null, "application/json");
        Assert.Equal(HttpStatusCode.Created,
            (await server.Http.PutAsync("/v1/films/her-2013", body)).StatusCode);
    }

    [Theory]
    [InlineData("--role", "emperor", "emperor")]
    [InlineData("--urls", "nonsense", "nonsense")]
    [InlineData("--urls", "", "No address")]
    [InlineData("--urls", "http://unix:/tmp/aggregator.sock", "cannot be listened on")]
    [InlineData("--urls", "http://unix:", "cannot be listened on")]
    [InlineData("--urls", "http://127.0.0.1:0/films", "\"http://127.0.0.1:0/films\" cannot be listened on")]
    [InlineData("--urls", "http://127.0.0.1:0?films", "cannot be listened on")]
    [InlineData("--urls", "http://127.0.0.1:99999", "cannot be listened on")]
    [InlineData("--urls", "http://localhost:0", "write it like http://127.0.0.1:0")]
    [InlineData("--urls", "http://films.localhost:0", "write it like http://127.0.0.1:0")]
    [InlineData("--urls", "http://someone@127.0.0.1:0", "cannot be listened on")]
    [InlineData("--ledger", "", "no address")]
    public async Task A_mistaken_option_is_refused_with_a_sentence_naming_the_value(string flag, string value,
        string named)
    {
        var (exit, output) = await ServerProcess.Command(flag, value);

        Assert.Equal(1, exit);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'frobnicate'", "\"--help\"", "frobnicate")]
    [InlineData("'--prot'", "\"verify --help\"", "verify", "--prot")]
    [InlineData("'--role'", "\"keys create --help\"", "keys", "create")]
    public async Task What_is_mistyped_is_named_in_few_lines(string named, string help, params string[] typed)
    {
        var (exit, output) = await ServerProcess.Command(typed);

        Assert.Equal(1, exit);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.Contains(help, output, StringComparison.Ordinal);
        Assert.Equal(2, output.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("create", "--role", "critic", "--subject", "ann-example")]
    public async Task Keys_of_no_ledger_are_refused_with_a_sentence_alone(params string[] asked)
    {
        using var folder = new Folder();

        var (exit, output) = await ServerProcess.Command(["keys", .. asked, "--data", folder.Path]);

        Assert.Equal(1, exit);
        Assert.StartsWith("The folder", output, StringComparison.Ordinal);
        Assert.Contains("holds no ledger", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_folder_lies_where_the_command_is_typed()
    {
        using var folder = new Folder();

        var (exit, output) = await ServerProcess.Typed(folder.Path, "keys", "create", "--role", "operator");

        Assert.True(exit == 0, output);
        Assert.True(Directory.Exists(Path.Combine(folder.Path, "aggregator-data")), output);
    }

    [Fact]
    public async Task A_new_server_is_live_and_ready()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        Assert.Equal("live", (string?)(await server.Get("/health/live"))["status"]);
        await Eventually.Get("readiness", () => server.Http.GetAsync("/health/ready"),
            answer => answer.StatusCode == HttpStatusCode.OK);
    }
}
