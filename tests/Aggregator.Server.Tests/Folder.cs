using Aggregator.Ledgers;

namespace Aggregator.Server.Tests;

/// <summary>A folder that goes away with the test.</summary>
public sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aggregator-").FullName;

    /// <summary>The checkout that these tests were built from.</summary>
    public static string OfTheRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Aggregator.sln"))) return at.FullName;
        throw new InvalidOperationException("The tests do not run from within a checkout.");
    }

    /// <summary>An operator's key that was made before it expired; beside a running server too.</summary>
    public string ExpiredKey()
    {
        var made = new DateTimeOffset(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var asked = new KeyAsked("operator", "Old", null, new DateOnly(2014, 1, 10));
        var (key, stored) = KeyRules.Make(asked, null, made).Value!;
        KeysBeside.InFolder(Path).Save(stored);
        return key;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>The real lists, honours and reviews, where they are at hand.</summary>
public static class RealData
{
    /// <summary>
    /// Opens a file of the data folder; skips the test, saying so, where there is no such folder.
    /// </summary>
    public static Stream Open(string name)
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "Real data is not at hand: set AGGREGATOR_REAL_DATA to its folder.");
        return File.OpenRead(System.IO.Path.Combine(folder!, name));
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("AGGREGATOR_REAL_DATA") is { Length: > 0 } named) return named;
        var beside = System.IO.Path.Combine(Folder.OfTheRepository(), "..", "shared", "data");
        return Directory.Exists(beside) ? beside : null;
    }
}

/// <summary>Waiting on a condition, with a deadline that names what it waited for.</summary>
public static class Eventually
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    public static async Task<T> Get<T>(string what, Func<Task<T>> look, Func<T, bool> isIt, int seconds = 20)
    {
        using var timer = new PeriodicTimer(Between);
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isIt(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(deadline).TotalSeconds > seconds)
                throw new TimeoutException($"Waited {seconds} s for {what}; saw {seen}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
