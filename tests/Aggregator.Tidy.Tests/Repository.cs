using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Aggregator.Tidy.Tests;

/// <summary>The repository as files: what these tests read instead of running anything.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = [".git", ".vs", "artifacts", "bin", "obj", "TestResults"];
    private static readonly string[] Text =
    [
        ".cs", ".razor", ".css", ".md", ".csproj", ".props", ".json", ".sql", ".csv", ".yml", ".yaml", ".txt",
        ".sln", "",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>Every text file, by its path from the root with forward slashes.</summary>
    public static ImmutableArray<TextFile> Files { get; } = [.. Walk(Root).OrderBy(file => file.Path)];

    public static ImmutableArray<SourceFile> Sources { get; } =
        [.. Files.Where(file => file.Path.EndsWith(".cs")).Select(file => new SourceFile(file))];

    public static bool Has(string path) =>
        File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Aggregator.sln")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException($"No Aggregator.sln above {AppContext.BaseDirectory}.");
    }

    private static IEnumerable<TextFile> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (!Text.Contains(Path.GetExtension(file))) continue;
            yield return new(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file));
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            var name = Path.GetFileName(inner);
            if (NotOurs.Contains(name) || name.StartsWith("aggregator-")) continue;
            foreach (var file in Walk(inner)) yield return file;
        }
    }
}

internal sealed record TextFile(string Path, string Content)
{
    public string[] Lines => Content.Split('\n');

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}

/// <summary>A C# file with its syntax.</summary>
internal sealed class SourceFile(TextFile file)
{
    public string Path => file.Path;

    public TextFile File => file;

    public SyntaxNode Syntax { get; } = CSharpSyntaxTree.ParseText(file.Content).GetRoot();

    public string At(SyntaxNode node) =>
        $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}

internal static class Say
{
    /// <summary>Fails with one line for each thing found.</summary>
    public static void Nothing(IEnumerable<string> found, string rule)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, $"{rule}\n  {string.Join("\n  ", all)}");
    }
}
