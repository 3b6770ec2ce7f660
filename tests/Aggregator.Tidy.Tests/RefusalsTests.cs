using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Aggregator.Tidy.Tests;

/// <summary>Every code a caller can meet is explained in one page, and the page explains no other.</summary>
public sealed partial class RefusalsTests
{
    private const string MapOfStatuses = "src/Aggregator.Gateway/Http/RefusalStatus.cs";
    private const string Page = "docs/refusals.md";

    // Where each of these is told its code.
    private static readonly Dictionary<string, int> CodeAt = new()
    {
        ["Refusal"] = 0,
        ["RefusalAt"] = 1,
        ["RefusedException"] = 0,
    };

    [Fact]
    public void Every_refusal_is_documented() => Say.Nothing(
        Used().Except(Documented()).Order(), $"These codes are not in {Page}.");

    [Fact]
    public void Every_documented_refusal_exists()
    {
        var literals = Repository.Sources.Where(source => source.File.IsUnder("src"))
            .SelectMany(source => Codes(source.File.Content)).ToHashSet();

        Say.Nothing(
            Documented().Where(code => !literals.Contains(code)), $"{Page} explains codes that nobody uses.");
    }

    private static IEnumerable<string> Documented() =>
        Repository.Files.Single(file => file.Path == Page).Lines
            .Select(line => DocumentedCode().Match(line)).Where(found => found.Success)
            .Select(found => found.Groups[1].Value);

    private static HashSet<string> Used()
    {
        var mapped = Codes(Repository.Files.Single(file => file.Path == MapOfStatuses).Content);
        var made =
            from source in Repository.Sources
            where source.File.IsUnder("src")
            from creation in source.Syntax.DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
            let type = creation.Type.ToString()
            where CodeAt.ContainsKey(type)
            let argument = creation.ArgumentList?.Arguments.ElementAtOrDefault(CodeAt[type])
            where argument?.Expression is LiteralExpressionSyntax
            from code in Codes(argument.ToString())
            select code;
        return [.. mapped, .. made];
    }

    private static IEnumerable<string> Codes(string code) =>
        QuotedCode().Matches(code).Select(found => found.Groups[1].Value);

    [GeneratedRegex("\"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\"")]
    private static partial Regex QuotedCode();

    [GeneratedRegex("^\\| `([a-z0-9-]+)` \\|")]
    private static partial Regex DocumentedCode();
}
