namespace Aggregator.Server.Tests;

/// <summary>
/// One server for all tests of a class, with eight critics and no film: each test has films of a year of its
/// own.
/// </summary>
public sealed class EightCritics : IAsyncLifetime
{
    private readonly Folder _folder = new();

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.Start(_folder.Path);
        await Server.RegisterCritics(8);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
