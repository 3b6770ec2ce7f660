using System.Collections.Concurrent;
using Aggregator.Ledgers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using Xunit;

[assembly: AssemblyFixture(typeof(Aggregator.Grains.House))]

namespace Aggregator.Grains;

/// <summary>A silo over a SQLite ledger in a folder of its own. Its ids are unique.</summary>
public sealed class House : IAsyncLifetime
{
    /// <summary>
    /// No test publishes lists of this year: its totals stay while what others do goes on beside.
    /// </summary>
    public const int QuietYear = 1927;

    private static int _names;

    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly TimeProvider _time;
    private readonly bool _isFolderKept;
    private InProcessTestCluster? _cluster;

    public House()
        : this(null, TimeProvider.System)
    {
    }

    private House(string? folder, TimeProvider time)
    {
        (_time, _isFolderKept) = (time, folder is not null);
        Folder = folder ?? Directory.CreateTempSubdirectory("aggregator-grains-").FullName;
        Ledger = SqliteLedger.Open(Folder, new(), time, NullLogger.Instance);
        Moody = MoodyLedger.Over(Ledger);
    }

    public string Folder { get; }

    public SqliteLedger Ledger { get; }

    /// <summary>What the grains of this house see of the ledger.</summary>
    public MoodyLedger Moody { get; }

    public IReadOnlyCollection<string> Warnings => _warnings;

    /// <summary>As a gateway elsewhere calls them: every message crosses a wire.</summary>
    public IGrainFactory Grains => _cluster!.Client;

    public static async Task<House> Open(string? folder = null, TimeProvider? time = null)
    {
        var house = new House(folder, time ?? TimeProvider.System);
        await house.InitializeAsync();
        return house;
    }

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Moody.AsLedger);
            silo.Services.AddSingleton<IKeyRing>(Ledger.Keys);
            silo.Services.AddLogging(logging => logging.AddProvider(new WarningsOf("Aggregator", _warnings)));
            silo.AddAggregatorGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopSilo();
        await Ledger.DisposeAsync();
        if (!_isFolderKept) Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends the grains and leaves the facts.</summary>
    public async Task<string> CloseAndKeepFolder()
    {
        await StopSilo();
        await Ledger.DisposeAsync();
        return Folder;
    }

    public async Task StopSilo()
    {
        if (_cluster is not { } cluster) return;
        _cluster = null;
        var stopping = cluster.DisposeAsync().AsTask();
        await Deadline.Until(
            () =>
            {
                // A silo waits for who still asks it, and they for news or for time that passes.
                (_time as FakeTimeProvider)?.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(stopping.IsCompleted);
            },
            "the silo to stop");
        await stopping;
    }

    public IFilmGrain Film(FilmId film) => Grains.Film(film);

    public async Task<FilmId> RegisterFilm(string title = "Yi Yi", int year = 2000)
    {
        var id = FilmId.Of(Slug.Of(title, "film", Unique()));
        var film = new Film(id, title) { Year = year };
        var receipts = await Grains.Ledger().Register([new(film, null, false, "test")]);
        Assert.Null(receipts[0].Refusal);
        return id;
    }

    public async Task<CriticId[]> RegisterCritics(int count, CriticKind kind = CriticKind.Person)
    {
        var critics = Enumerable.Range(0, count).Select(_ => CriticId.Of($"critic-{Unique()}")).ToArray();
        var receipts = await Grains.Ledger().Register(
            [.. critics.Select(id => new Registration(null, new(id, id.Value, kind), false, "test"))]);
        Assert.All(receipts, receipt => Assert.Null(receipt.Refusal));
        return critics;
    }

    public async Task<CriticId> RegisterCritic() => (await RegisterCritics(1))[0];

    /// <summary>The numbers that all readers see, folded here from the film's entries.</summary>
    public async Task<Standing> Refold(FilmId film)
    {
        var tally = FilmTally.Of(film, await Ledger.FilmEntries(film, 0));
        return tally.Score(Ledger.Totals, Calibration.BuiltIn);
    }

    /// <summary>The standing that the ledger has of a film; null before the first.</summary>
    public async Task<Standing?> Saved(FilmId film)
    {
        Standing? saved = null;
        for (var (chunk, after) = (await Ledger.Changes(0, 1000), 0L); !chunk.Changes.IsEmpty;)
        {
            foreach (var change in chunk.Changes)
            {
                if (change is StandingChange { Standing: var found } && found.Film == film) saved = found;
                after = change.Revision;
            }

            chunk = await Ledger.Changes(after, 1000);
        }

        return saved;
    }

    /// <summary>Waits until the ledger has the very numbers that the film's entries give now.</summary>
    public Task UntilSettled(FilmId film) => Deadline.Until(
        async () => Same.Numbers(await Refold(film), await Saved(film)),
        $"the standing of {film} to be saved");

    private static string Unique() => $"n{Interlocked.Increment(ref _names)}";
}

internal static class Same
{
    public static bool Numbers(Standing expected, Standing? actual) =>
        actual is not null && expected.Position == actual.Position && expected.Acclaim == actual.Acclaim
        && expected.Verdicts == actual.Verdicts && expected.Credits == actual.Credits
        && expected.Totals == actual.Totals && expected.Years.AsSpan().SequenceEqual(actual.Years.AsSpan());
}
