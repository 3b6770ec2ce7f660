using System.Collections.Immutable;

namespace Aggregator.Server.Demo;

/// <summary>
/// The 2013 awards season as a newcomer meets it: real films, and what 31 real collectives named best, beside
/// invented people who are all called <c>Sample Critic NN</c>. Facts and sources: <c>README.md</c> here.
/// </summary>
public static class DemoSeason
{
    /// <summary>
    /// What to import, in this order: each file names only films and critics of the files before it. They are
    /// the native CSV formats that everybody imports, so the demo can do nothing that a user could not.
    /// </summary>
    public static ImmutableArray<DemoFile> Files { get; } =
    [
        new("films", "films.csv"),
        new("critics", "critics.csv"),
        new("lists", "honours.csv"),
        new("verdicts", "sample-verdicts.csv"),
        new("lists", "sample-lists.csv"),
    ];
}

/// <summary>One file of the demo season.</summary>
/// <param name="Kind">What is imported, as it stands in the address: <c>films</c>, <c>critics</c>, …</param>
/// <param name="Name">The file's name beside this code.</param>
public sealed record DemoFile(string Kind, string Name)
{
    /// <summary>The file from its first byte; the caller disposes it.</summary>
    public Stream Open() =>
        typeof(DemoFile).Assembly.GetManifestResourceStream($"demo/{Name}")
        ?? throw new InvalidOperationException($"The program was built without its demo file {Name}.");
}
