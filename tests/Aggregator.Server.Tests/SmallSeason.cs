namespace Aggregator.Server.Tests;

/// <summary>One server for all tests of a class, with two films of 2013 and two critics.</summary>
public sealed class SmallSeason : IAsyncLifetime
{
    private readonly Folder _folder = new();

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.Start(_folder.Path);
        await Server.RegisterFilms(2);
        await Server.RegisterCritics(2);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
