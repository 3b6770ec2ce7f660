namespace Aggregator.Cli;

/// <summary>The key, which is never an argument and never printed.</summary>
internal static class Key
{
    public const string Variable = "AGGREGATOR_KEY";

    /// <summary>What the file holds, else the environment; null where neither holds one.</summary>
    public static string? Read(string? file)
    {
        var text = file is null ? Environment.GetEnvironmentVariable(Variable) : Files.ReadText(file);
        var from = file ?? Variable;
        if (text?.Trim() is not { Length: > 0 } key)
            return file is null ? null : throw new RefusedHereException($"There is no key in {from}.");
        return key.All(letter => letter is > ' ' and < (char)127)
            ? key
            : throw new RefusedHereException(
                $"What {from} holds is no key: a key is one word, agg_…, as the server printed it.");
    }
}
