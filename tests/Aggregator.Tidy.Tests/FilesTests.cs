using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Aggregator.Tidy.Tests;

public sealed partial class FilesTests
{
    [Fact]
    public void No_file_knows_somebodys_machine() => Say.Nothing(
        from file in Repository.Files
        where !file.Path.EndsWith(".csv")
        from Match found in MachinePath().Matches(file.Content)
        select $"{file.Path}: {found.Value}",
        "A path of one machine has no place in the repository.");

    [Fact]
    public void No_file_holds_two_versions_of_itself() => Say.Nothing(
        from file in Repository.Files
        from line in file.Content.Split('\n').Index()
        where line.Item.StartsWith("<<<<<<< ") || line.Item.StartsWith(">>>>>>> ")
        select $"{file.Path}:{line.Index + 1}: {line.Item}",
        "A merge was left half done.");

    [Fact]
    public void Nothing_is_left_for_later() => Say.Nothing(
        from source in Repository.Sources
        from trivia in source.Syntax.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
            || IsComment(trivia) && Later().IsMatch(trivia.ToString())
        select $"{source.Path}: {trivia.ToString().Trim()}",
        "No regions, and no notes to do something some day.");

    [Fact]
    public void Comments_are_not_old_code() => Say.Nothing(
        from source in Repository.Sources
        from trivia in source.Syntax.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && OldCode().IsMatch(trivia.ToString())
        select $"{source.Path}: {trivia}",
        "Old code lives in the history.");

    [Fact]
    public void Schema_scripts_are_numbered_without_gaps_and_embedded()
    {
        var folders = Repository.Files.Where(file => file.IsUnder("src") && file.Path.EndsWith(".sql"))
            .GroupBy(file => Path.GetDirectoryName(file.Path)!);

        foreach (var folder in folders)
        {
            var numbers = folder
                .Select(file => ScriptNumber().Match(Path.GetFileName(file.Path)).Groups[1].Value)
                .Select(digits => digits.Length == 0 ? 0 : int.Parse(digits));
            Assert.Equal(Enumerable.Range(1, folder.Count()), numbers.Order());
        }

        Say.Nothing(
            from file in Repository.Files
            where file.IsUnder("src") && file.Path.EndsWith(".sql")
            let project = string.Join('/', file.Path.Split('/').Take(2))
            where !Repository.Files.Any(other => other.IsUnder(project) && other.Path.EndsWith(".csproj")
                && other.Content.Contains("EmbeddedResource") && other.Content.Contains(".sql"))
            select file.Path,
            "The program carries its schema with it.");
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia);

    [GeneratedRegex(@"(?<![\w.~}\])-])/(?:home|root|work|Users)/\w|[A-Z]:\\\\?Users")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"^//\s*(var |if \(|return |await |using |public |private |[\w.]+\(.*\);)")]
    private static partial Regex OldCode();

    [GeneratedRegex(@"^(\d{3,4})[-_ .]\w")]
    private static partial Regex ScriptNumber();
}
