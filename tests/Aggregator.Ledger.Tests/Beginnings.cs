namespace Aggregator.Ledgers.Tests;

/// <summary>What must not stay behind when a test cannot even begin.</summary>
internal static class Beginnings
{
    /// <summary>
    /// Does what a test needs of something first: where that fails, nobody else disposes of the thing.
    /// </summary>
    public static async Task OrDispose(this IAsyncDisposable thing, Func<Task> begin)
    {
        try
        {
            await begin();
        }
        catch
        {
            await thing.DisposeAsync();
            throw;
        }
    }
}
