using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

/// <summary>What a start reads, and what is left for it to read.</summary>
public sealed class StartTests : IAsyncDisposable
{
    private const int All = 100_000;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task What_was_read_at_the_start_is_told_as_the_table_tells_it()
    {
        using (var ledger = Open()) await Spoken(ledger);
        var (read, kept) = (await Told(isFollowed: false), await Told(isFollowed: true));

        Assert.True(kept.ReachesHead);
        Assert.Equal(read.Settled, kept.Settled);
        Assert.Equal(
            read.Changes.Where(IsOfFacts).Select(Words), kept.Changes.Where(IsOfFacts).Select(Words));
    }

    [Fact]
    public async Task What_changes_while_it_is_told_is_told_once_and_as_it_is_then()
    {
        using (var ledger = Open()) await Spoken(ledger);
        using var again = Open(isFollowed: true);

        var first = await again.Changes(0, 15, Cancel);
        await again.Append([A.Said(3, 1)], Cancel);
        Assert.True(await again.Save(A.Standing(3, 31), Cancel));
        var rest = await again.Changes(first.Changes[^1].Revision, All, Cancel);

        Assert.True(rest.ReachesHead);
        var standing = Assert.Single(
            rest.Changes.OfType<StandingChange>(), change => change.Standing.Film == A.FilmId(3));
        Assert.Equal(31, standing.Standing.Position);
        Assert.Equal(10, first.Changes.Concat(rest.Changes).OfType<FilmChange>().Count());
        // Told once, it is read from the table again.
        await Written("SELECT max(position) = 31 FROM changes", "the standing to be written");
        Assert.Equal(10, (await again.Changes(0, All, Cancel)).Changes.OfType<FilmChange>().Count());
    }

    [Fact]
    public async Task A_table_at_rest_is_swept_of_all_that_was_replaced()
    {
        using (var ledger = Open()) await Spoken(ledger);
        using (var ledger = Open())
        {
            await ledger.Append([A.Said(1, 2)], Cancel);
            await ledger.Save(A.Standing(1, 31), Cancel);
        }

        Database.Run(_folder.Database, """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
            INSERT INTO changes SELECT 1000 + i, kind, key, position, moment, body
            FROM n, (SELECT * FROM changes WHERE kind = 3 AND key = 0 LIMIT 1)
            """);

        using var again = Open();

        // Ten films, ten critics, ten standings, and as many again.
        await Written("SELECT count(*) <= 90 FROM changes", "the table of changes to be swept");
        Assert.Equal(10, (await again.Changes(0, All, Cancel)).Changes.OfType<StandingChange>().Count());
    }

    [Fact]
    public async Task A_long_replay_says_how_far_it_is()
    {
        using (var ledger = Open())
        {
            await A.Stock(ledger);
            var said = Enumerable.Range(0, All).Select(i => A.Said(1, i % 10 + 1));
            foreach (var some in said.Chunk(4_000)) await ledger.Append(some, Cancel);
        }

        // As a crash leaves it that came before anything else was written behind.
        Database.Run(_folder.Database, "UPDATE ledger_head SET replay_after = 0");
        var log = new Heard();
        using var again = Open(logger: log);

        var entries = All + 20;
        Assert.Equal(2, log.Lines.Count);
        Assert.Equal($"Replayed {All} of {entries} entries", log.Lines[0]);
        Assert.EndsWith($"{entries} entries were replayed", log.Lines[1], StringComparison.Ordinal);
    }

    private Task Written(string condition, string what) =>
        Deadline.Until(() => Task.FromResult(Database.Number(_folder.Database, condition) == 1), what);

    private SqliteLedger Open(bool isFollowed = false, ILogger? logger = null) => SqliteLedger.Open(
        _folder.Path,
        new SqliteLedgerOptions
        {
            FlushEvery = TimeSpan.FromMilliseconds(1),
            RecentChangesMax = 5,
            LeftoversMax = 30,
            IsFollowedFromStart = isFollowed,
        },
        TimeProvider.System, logger ?? NullLogger.Instance);

    private async Task<FeedChunk> Told(bool isFollowed)
    {
        using var ledger = Open(isFollowed);
        return await ledger.Changes(0, All, Cancel);
    }

    /// <summary>Ten films with a standing each, one of them revised.</summary>
    private static async Task Spoken(SqliteLedger ledger)
    {
        await A.Stock(ledger);
        await ledger.Append([.. Enumerable.Range(1, 9).Select(film => A.Said(film, film))], Cancel);
        for (var film = 1; film < 10; film++) await ledger.Save(A.Standing(film, 20 + film), Cancel);
        await ledger.Append([new Draft(A.Editor, new FilmRevised(A.Film(10, "imdb:tt10")))], Cancel);
        await ledger.Save(A.Standing(10, 30), Cancel);
    }

    private static bool IsOfFacts(Change change) => change is not KeyChange;

    private static (long, string, object?) Words(Change change) => change switch
    {
        FilmChange film => (film.Revision, $"{film.Position} {film.RecordedAt:O}", film.Film),
        CriticChange critic => (critic.Revision, $"{critic.Position}", critic.Critic),
        StandingChange { Standing: var standing } =>
            (change.Revision, $"{standing.Film} {standing.Position} {standing.Updated:O}", standing.Acclaim),
        _ => (change.Revision, change.ToString(), null),
    };

    private sealed class Heard : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
