namespace Aggregator.Server.Tests;

/// <summary>One server for all tests of a class, with films of 2013 and critics.</summary>
public abstract class SharedServer(int films, int critics, params (string Name, string Value)[] settings)
    : IAsyncLifetime
{
    private readonly Folder _folder = new();

    public ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.Start(_folder.Path, settings);
        await Server.RegisterFilms(films);
        await Server.RegisterCritics(critics);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>For tests of what may be said of two films.</summary>
public sealed class SmallSeason() : SharedServer(films: 2, critics: 2);

/// <summary>For tests that have films of a year of their own each.</summary>
public sealed class EightCritics() : SharedServer(films: 0, critics: 8);
