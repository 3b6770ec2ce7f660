namespace Aggregator.Ledgers.Tests;

internal sealed class TemporaryFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aggregator-ledger-").FullName;

    public string Database => System.IO.Path.Combine(Path, "aggregator.db");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
