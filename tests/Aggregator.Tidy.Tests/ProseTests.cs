using System.Text.RegularExpressions;

namespace Aggregator.Tidy.Tests;

/// <summary>What the documents name exists.</summary>
public sealed partial class ProseTests
{
    private static IEnumerable<TextFile> Documents =>
        Repository.Files.Where(file => file.Path.EndsWith(".md"));

    [Fact]
    public void Links_lead_somewhere() => Say.Nothing(
        from document in Documents
        from Match link in Link().Matches(document.Content)
        let target = link.Groups[1].Value
        where !target.Contains("://") && !target.StartsWith('#') && !target.StartsWith("mailto:")
        where !Repository.Has(From(document, target.Split('#')[0]))
        select $"{document.Path}: {target}",
        "A link leads to a file that is not there.");

    [Fact]
    public void Paths_in_prose_exist() => Say.Nothing(
        from document in Documents
        from Match quoted in QuotedPath().Matches(document.Content)
        let path = quoted.Groups[1].Value.TrimEnd('/')
        where !Repository.Has(path) && !path.StartsWith("tests/Aggregator.Benchmarks/results")
        select $"{document.Path}: {path}",
        "A document names a path that is not there.");

    [Fact]
    public void Commands_name_projects_that_exist() => Say.Nothing(
        from document in Documents
        from Match command in Project().Matches(document.Content)
        let path = command.Groups[1].Value
        where !Repository.Has(path)
        select $"{document.Path}: {command.Value}",
        "A command names a project that is not there.");

    private static string From(TextFile document, string target) =>
        target.StartsWith('/')
            ? target.TrimStart('/')
            : Path.Combine(Path.GetDirectoryName(document.Path) ?? "", target);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:src|tests|docs|deploy)/[\w./-]+)`")]
    private static partial Regex QuotedPath();

    [GeneratedRegex(@"--project\s+([\w./-]+)")]
    private static partial Regex Project();
}
