using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What a critic and an editor type at a terminal: the program <c>aggregator</c>.</summary>
public sealed class TerminalTests(EightCritics server) : IClassFixture<EightCritics>, IDisposable
{
    private const string Nobody = "http://127.0.0.1:1";
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "aggregator.dll");

    private readonly Folder _folder = new();

    [Fact]
    public async Task Films_are_imported_found_ranked_and_their_acclaim_shown()
    {
        var imported = await Type(["import", "films", Written("title,year\nYi Yi,2000\nAmélie,2001\n")]);
        foreach (var critic in Enumerable.Range(1, 8))
            Assert.Equal(0, (await Judge("yi-yi-2000", critic, "9/10")).Exit);

        var found = await Type(["search", "amelie"]);
        var acclaim = await Type(["acclaim", "yi-yi-2000"]);
        var ranking = await Type(["ranking", "2000", "--by", "mean", "--first", "5"]);
        var json = await Type(["acclaim", "yi-yi-2000", "--json"]);

        Assert.Equal(0, imported.Exit);
        Assert.Contains("2 rows: 2 accepted", imported.Answer);
        Assert.Contains("sent", imported.Aside);
        Assert.Equal("film  amelie-2001  Amélie (2001)\n", found.Answer);
        Assert.StartsWith("Yi Yi (2000), yi-yi-2000\nacclaim  ", acclaim.Answer);
        Assert.Contains("8 of 8 verdicts positive", acclaim.Answer);
        Assert.Matches(@"^place  film +mean \(points of 100\)\n    1  Yi Yi \(2000\) +90", ranking.Answer);
        Assert.Equal("Yi Yi", (string?)JsonNode.Parse(json.Answer)!["title"]);
    }

    [Fact]
    public async Task A_past_day_is_shown_as_it_was()
    {
        await Import("films", "title,year\nThe Straight Story,1999\n");
        foreach (var critic in Enumerable.Range(1, 8))
        {
            await Type(["verdict", "the-straight-story-1999", "--critic", $"critic-{critic}",
                "--rating", critic < 8 ? "8/10" : "0/10", "--published", $"1999-11-0{critic}"]);
        }

        string[] day = ["--as-of", "1999-11-07"];
        var acclaim = await Type(["acclaim", "the-straight-story-1999", .. day]);
        var ranking = await Type(["ranking", "1999", "--by", "mean", .. day]);

        Assert.Contains("7 of 7 verdicts positive\n", acclaim.Answer);
        Assert.Contains("as of    1999-11-07\n", acclaim.Answer);
        Assert.Matches(@"\n +1  The Straight Story \(1999\) +80.00\n", ranking.Answer);
        Assert.Contains("As of 1999-11-07.\n", ranking.Aside);
    }

    [Fact]
    public async Task A_verdict_is_recorded_and_withdrawn_by_whoever_has_a_key()
    {
        await Import("films", "title,year\nBeau Travail,1999\n");

        var recorded = await Type(
        [
            "verdict", "beau-travail-1999", "--critic", "critic-1", "--rating", "4.5/5", "--thumb", "up",
            "--published", "2000-05-01", "--quote", "@dance -- the rhythm of the night",
        ]);
        var quoted = await server.Server.Get("/v1/films/beau-travail-1999/verdicts/critic-1");
        var withdrawn = await Type(["withdraw", "beau-travail-1999", "--critic", "critic-1"]);
        var again = await Type(["withdraw", "beau-travail-1999", "--critic", "critic-1"]);

        Assert.Equal((0, 0), (recorded.Exit, withdrawn.Exit));
        Assert.Contains("pending: 4 more verdicts needed", recorded.Answer);
        Assert.Contains("is withdrawn", withdrawn.Answer);
        Assert.Equal("@dance -- the rhythm of the night", (string?)quoted["quote"]);
        Assert.Equal("2000-05-01", (string?)quoted["published"]);
        Assert.Equal(1, again.Exit);
        Assert.EndsWith("(verdict-unknown)\n", again.Aside);
    }

    [Fact]
    public async Task A_list_is_understood_line_by_line_before_it_is_published()
    {
        await Import("films", "title,year\nRushmore,1998\nThe Thin Red Line,1998\n");
        var file = Written("1. The Thin Red Line\n2. Rushmoore (1998)\n");

        var dry = await Type(["list", "critic-2", "1998", file, "--dry-run"]);
        var refused = await Type(["list", "critic-2", "1998", file]);
        var published = await Type(["list", "critic-2", "1998", file, "--create-films"]);

        Assert.Equal((1, 1, 0), (dry.Exit, refused.Exit, published.Exit));
        Assert.Contains("is The Thin Red Line (1998), the-thin-red-line-1998\n", dry.Answer);
        Assert.Contains("may be Rushmore (1998), rushmore-1998\n", dry.Answer);
        Assert.Contains("cannot be published", dry.Answer);
        Assert.Matches(@"^line 2: .*Rushmoore.* \(film-unknown\)\n$", refused.Aside);
        Assert.Contains("Registered rushmoore-1998", published.Answer);
        Assert.Contains("Critic 2's list of 1998 stands with 2 films", published.Answer);
    }

    [Fact]
    public async Task An_import_says_which_rows_are_refused_and_why_and_ends_with_1()
    {
        await Import("films", "title,year\nAfter Life,1998\n");
        var rows = "critic,film,film_year,rating\n"
            + "Critic 1,After Life,1998,8/10\nCritic 1,No Such Film,1998,B\n";

        var dry = await Type(["import", "verdicts", Written(rows), "--dry-run"]);
        var real = await Type(["import", "verdicts", Written(rows)]);
        var json = await Type(["import", "verdicts", Written(rows), "--json"]);
        var fit = await Type(["import", "verdicts", "-"], rows.Split("Critic 1,No")[0]);

        Assert.Equal((1, 1, 1, 0), (dry.Exit, real.Exit, json.Exit, fit.Exit));
        Assert.Matches(@"^line 3: .*No Such Film.* \(film-unknown\)\n2 rows: 1 accepted, ", real.Answer);
        Assert.Contains("1 refused", dry.Answer);
        Assert.Equal(1, (int)JsonNode.Parse(json.Answer.TrimEnd().Split('\n')[^1])!["refused"]!);
        Assert.Contains("1 row: 0 accepted, 1 unchanged", fit.Answer);
    }

    [Fact]
    public async Task Ctrl_C_stops_an_import_and_what_was_recorded_stays()
    {
        var import = Start(["import", "films", "-"]);
        var rows = string.Join('\n', Enumerable.Range(1, 20_000).Select(n => $"Half a Film {n},1999"));
        await import.StandardInput.WriteAsync($"title,year\n{rows}\n");
        await import.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await Eventually.Get(
            "the first row to be recorded",
            () => server.Server.Http.GetAsync("/v1/films/half-a-film-1-1999"),
            answer => answer.IsSuccessStatusCode);

        ServerProcess.Interrupt(import);
        var (exit, said) = await ServerProcess.End(import);

        Assert.Equal(130, exit);
        Assert.EndsWith("What was recorded until now stays: send the file again, and the rest is recorded.\n"
            + "Stopped.\n", said);
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_in_a_sentence_and_by_the_exit_code()
    {
        var file = Written("title\nRan\n");

        RefusedCommand.Says(Both(await Type(["acclaim", "x", "--server", Nobody])), $"at {Nobody}");
        RefusedCommand.Says(Both(await Type(["import", "films", file, "--server", Nobody])), $"at {Nobody}");
        RefusedCommand.Says(Both(await Type(["import", "films", "no.csv"])), "no file no.csv");
        RefusedCommand.Says(Both(await Type(["import", "films", ""])), "name of the file is empty");
        Assert.Equal(
            (1, "", "No film is known as \"no-film\". (film-unknown)\n"
                + "\"aggregator search\" finds films and critics by what they are called.\n"),
            await Type(["acclaim", "no-film"]));
        Assert.Equal(
            (0, "By honours films are in order within a season alone: ask for one, such as 2013.\n", ""),
            await Type(["ranking", "all-time", "--by", "honours"]));
        foreach (string[] mistyped in (string[][])[[], ["acclaim"], ["acclaim", "x", "--server", "x"],
            ["verdict", "x", "--critic", "x", "--thumb", "both"], ["import", "lots", file],
            ["verdict", "x", "--critic", "x", "--published", "1/2/2000"], ["list", "x", "soon", file],
            ["acclaim", ""], ["ranking", ".."],
            ["ranking", "2013", "--as-of", "monday"], ["ranking", "2013", "--first", "abc"],
            ["withdraw", "x", "--critic", ""]])
        {
            var said = await Type(mistyped);
            Assert.True(said.Exit == 2, $"{string.Join(' ', mistyped)}: {said}");
            Assert.Contains("Nothing is done.", said.Aside);
            Assert.DoesNotContain("System.", said.Aside);
        }
    }

    [Theory]
    [InlineData(">/dev/full", "ranking", "2013")]
    [InlineData(">&-", "ranking", "2013", "--json")]
    [InlineData(">/dev/full", "--help")]
    [InlineData("2>/dev/full", "acclaim", "no-film")]
    public async Task What_nobody_takes_ends_with_1_and_no_stack(string where, params string[] words)
    {
        var (exit, answer, aside) = await Type([.. words], shell: $"exec \"$@\" {where}");

        Assert.Equal(1, exit);
        Assert.Equal(
            where.StartsWith('>'), aside.Contains("not printed to its end", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", answer + aside);
    }

    [Fact]
    public async Task The_key_comes_from_the_environment_or_a_file_and_is_never_said()
    {
        const string Unknown = "agg_abcdefgh_0123456789012345678901234567890123456789012";
        string[] judge = ["verdict", "no-film", "--critic", "critic-1", "--thumb", "up"];
        var keyFile = Written($"{server.Server.Key}\n");

        var none = await Type(judge, key: "");
        var unknown = await Type(judge, key: Unknown);
        var broken = await Type(judge, key: "agg_two words");
        var fromFile = await Type([.. judge, "--key-file", keyFile], key: "");
        var help = await Type(["verdict", "--help"]);

        Assert.Contains("(key-missing)\nHere the key is read from AGGREGATOR_KEY", none.Aside);
        Assert.Contains("(key-unknown)", unknown.Aside);
        Assert.Contains("AGGREGATOR_KEY holds is no key", broken.Aside);
        Assert.Contains("(film-unknown)", fromFile.Aside);
        foreach (var said in new[] { none, unknown, broken, fromFile, help })
        {
            Assert.DoesNotContain(server.Server.Key!, said.Answer + said.Aside);
            Assert.DoesNotContain(Unknown, said.Answer + said.Aside);
            Assert.DoesNotContain("agg_two", said.Answer + said.Aside);
        }
    }

    public void Dispose() => _folder.Dispose();

    private Task<(int Exit, string Answer, string Aside)> Judge(string film, int critic, string rating) =>
        Type(["verdict", film, "--critic", $"critic-{critic}", "--rating", rating]);

    private async Task Import(string kind, string rows) =>
        Assert.Equal(0, (await Type(["import", kind, "-"], rows)).Exit);

    private string Written(string text)
    {
        var file = Path.Combine(_folder.Path, $"{Directory.GetFiles(_folder.Path).Length}.txt");
        File.WriteAllText(file, text);
        return file;
    }

    private static (int Exit, string Output) Both((int Exit, string Answer, string Aside) said) =>
        (said.Exit, said.Answer + said.Aside);

    private async Task<(int Exit, string Answer, string Aside)> Type(
        string[] words, string input = "", string? key = null, string shell = "exec \"$@\"")
    {
        using var process = Start(words, key, shell);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var aside = process.StandardError.ReadToEndAsync();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, answer, await aside);
    }

    private Process Start(string[] words, string? key = null, string shell = "exec \"$@\"")
    {
        // Whoever runs these tests in the background may have signals ignored, which programs inherit.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "/bin/sh", "-c", shell, "sh", "dotnet", Program, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment["AGGREGATOR_SERVER_URL"] = server.Server.Http.BaseAddress!.ToString();
        start.Environment["AGGREGATOR_KEY"] = key ?? server.Server.Key;
        return Process.Start(start)!;
    }
}
