namespace Aggregator.Ledgers.Tests;

/// <summary>
/// Some films and critics of whom anything is told, and merged and split, as grains would have it recorded;
/// and what each film comes to, reckoned from the whole story each time.
/// </summary>
internal sealed class FilmMergeStory(StoredLedger ledger, int number)
{
    private const int Count = 4;

    private readonly FilmId[] _films = Ids(i => FilmId.Of($"story-{number}-film-{i}"));
    private readonly CriticId[] _critics = Ids(i => CriticId.Of($"story-{number}-critic-{i}"));
    private readonly List<(long Position, FilmId Film, CriticId Critic, Verdict? Verdict)> _said = [];
    private readonly Dictionary<CriticId, (long Position, YearList List)> _lists = [];
    private readonly Dictionary<FilmId, (FilmId Into, long Position)> _merged = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task Begin()
    {
        foreach (var film in _films) await Record(new FilmRegistered(new Film(film, film.Value)));
        foreach (var critic in _critics)
            await Record(new CriticRegistered(new Critic(critic, critic.Value, CriticKind.Person)));
    }

    public async Task Tell(Random random)
    {
        var (film, other) = (Of(_films, random), Of(_films, random));
        var critic = Of(_critics, random);
        switch (random.Next(10))
        {
            case < 4:
                var verdict = A.Verdict(random.Next(10_000));
                var judged = Answering(film);
                var position = await Record(new VerdictRecorded(judged, critic, verdict));
                _said.Add((position, judged, critic, verdict));
                break;
            case 4:
                var unsaid = Answering(film);
                _said.Add((await Record(new VerdictWithdrawn(unsaid, critic)), unsaid, critic, null));
                break;
            case < 7:
                await Publish(critic, random);
                break;
            case 7 or 8 when !_merged.ContainsKey(film) && Answering(other) != film:
                var into = Answering(other);
                _merged[film] = (into, await Record(new FilmsMerged(film, into)));
                break;
            case 9 when _merged.ContainsKey(film):
                await Record(new FilmsSplit(film, Answering(film)));
                _merged.Remove(film);
                break;
        }
    }

    public async Task Compare()
    {
        var tallies = await ledger.Tallies(_films, Cancel);
        for (var i = 0; i < Count; i++)
        {
            var film = _films[i];
            FilmId[] one = [.. _films.Where(id => film == Answering(film) && Answering(id) == film)];
            var (verdicts, placements) = (tallies[i].Verdicts, tallies[i].Placements);
            Assert.Equal(
                Stands(one).Order(), verdicts.Select(said => (said.Critic, said.Position)).Order());
            Assert.Equal(
                Placed(one).Order(),
                placements.Select(placed => (placed.Critic, placed.From, placed.Position)).Order());
            var standing = tallies[i].Score(SeasonTotals.None, Calibration.BuiltIn);
            Assert.Equal(
                Stands(one).Select(stands => _said.Single(said => said.Position == stands.Item2).Verdict!)
                    .Aggregate(default(VerdictSums), (sums, verdict) =>
                        sums + VerdictSums.Of(verdict, Calibration.BuiltIn)),
                standing.Verdicts);
            Assert.Equal(Placed(one).Count(), standing.Years.Sum(year => year.Mentions));
            Assert.Equal(await ledger.LastPosition(film, Cancel), tallies[i].Position);
        }
    }

    /// <summary>Of each critic the latest that nobody took back who knew that it was the same film.</summary>
    private IEnumerable<(CriticId, long)> Stands(FilmId[] one) =>
        from critic in _critics
        let said = _said.Where(said => said.Critic == critic && one.Contains(said.Film)).ToList()
        let stands = said.Where(word => word.Verdict is not null && !said.Exists(later =>
                later.Position > word.Position && WereOne(word.Film, later.Film, later.Position)))
            .OrderBy(word => word.Position).ToList()
        where stands.Count > 0
        select (critic, stands[^1].Position);

    private IEnumerable<(CriticId, int, long)> Placed(FilmId[] one) =>
        from stands in _lists.Values
        let films = stands.List.Films.ToList()
        where films.Exists(one.Contains)
        select (stands.List.Critic, films.FindIndex(one.Contains) + 1, stands.Position);

    private async Task Publish(CriticId critic, Random random)
    {
        var films = _films.Where(_ => random.Next(2) == 0).Select(Answering).Distinct().ToArray();
        random.Shuffle(films);
        var list = new YearList(critic, CriticKind.Person, 2013)
        {
            Ranked = true,
            Places = [.. films.Select((film, i) => new Place(i + 1, [film]))],
        };
        var before = _lists.GetValueOrDefault(critic);
        var dropped = before.List?.Films.Except(films) ?? [];
        _lists[critic] = (await Record(new ListPublished(list, before.Position, [.. dropped])), list);
    }

    private bool WereOne(FilmId film, FilmId other, long at)
    {
        while (film != other && _merged.TryGetValue(film, out var merge) && merge.Position < at)
            film = merge.Into;
        return film == other;
    }

    private FilmId Answering(FilmId film)
    {
        while (_merged.TryGetValue(film, out var merge)) film = merge.Into;
        Assert.Equal(film, ledger.Answering(film));
        return film;
    }

    private async Task<long> Record(Fact fact)
    {
        var receipt = (await ledger.Append([new(A.Editor, fact)], Cancel))[0];
        Assert.Null(receipt.Refusal);
        return receipt.Position;
    }

    private static T Of<T>(T[] some, Random random) => some[random.Next(some.Length)];

    private static T[] Ids<T>(Func<int, T> of) => [.. Enumerable.Range(1, Count).Select(of)];
}
