namespace Aggregator.Server.Tests;

/// <summary>What an operator is told whose command cannot be done.</summary>
internal static class RefusedCommand
{
    /// <summary>A sentence that names what is wrong, and no stack trace.</summary>
    public static void Says((int Exit, string Output) said, string named)
    {
        Assert.True(said.Exit == 1, $"{said.Exit}: {said.Output}");
        Assert.Contains(named, said.Output, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(".", said.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said.Output, StringComparison.Ordinal);
    }
}
