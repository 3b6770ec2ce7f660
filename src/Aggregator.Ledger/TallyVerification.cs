using System.Buffers;

namespace Aggregator.Ledgers;

/// <summary>Folds every film and list again, and compares what is kept of them.</summary>
/// <param name="replayAfter">What is kept covers every entry up to here.</param>
internal sealed class TallyVerification(Roster<FilmId> films, long replayAfter, Mismatches mismatches)
{
    private readonly List<FilmTally> _tallies = [];
    private readonly Dictionary<(int Critic, int Year), ListState> _lists = [];
    private readonly SeasonCounts _counts = new();
    private readonly HashSet<SeasonTotals> _totals = [];
    private readonly Dictionary<CriticId, long> _merged = [];
    private readonly HashSet<int> _filmsMerged = [];
    private readonly HashSet<int> _standing = [];

    public int Lists => _lists.Values.Count(list => list.Stands);

    public int Standings { get; private set; }

    public int Behind { get; private set; }

    /// <summary>Films that have a standing, or should have one.</summary>
    public int Spoken { get; private set; }

    public void Apply(PendingEntry entry)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(entry.RecordedAt);
        var told = new LedgerEntry(entry.Position, time, "", entry.Fact);
        foreach (var film in entry.Films)
        {
            while (_tallies.Count <= film) _tallies.Add(new FilmTally(films[_tallies.Count]));
            _tallies[film].Apply(told);
        }

        if (entry.Fact is FilmsMerged) _filmsMerged.UnionWith(entry.Films);
        if (entry.Fact is CriticsMerged merged) _merged[merged.From] = entry.Position;
        foreach (var head in entry.Heads) _lists[(head.Critic, head.Year)] = head.After;
        if (entry.Turn is { } turn) _totals.Add(_counts.Apply(turn));
    }

    /// <summary>What the verdicts on each film add up to.</summary>
    public IEnumerable<VerdictSums> Sums() => _tallies.Select(film =>
        film.Score(SeasonTotals.None, Calibration.BuiltIn).Verdicts);

    /// <summary>
    /// Folds films that were ever merged again, each with the entries of the others: what was said before a
    /// merge had been passed by then. Reads the entries only where there are such films.
    /// </summary>
    public void FoldMerged(IEnumerable<StoredEntry> entries)
    {
        if (_filmsMerged.Count == 0) return;
        var threads = _filmsMerged.ToDictionary(film => films[film], _ => new List<LedgerEntry>());
        foreach (var stored in entries)
        {
            var touched = Links.FilmsOf(stored.Links).Where(_filmsMerged.Contains).ToList();
            if (touched.Count == 0) continue;
            var time = DateTimeOffset.FromUnixTimeMilliseconds(stored.RecordedAt);
            var entry = new LedgerEntry(
                stored.Position, time, "", FactReader.Read(stored.Kind, stored.Body));
            foreach (var film in touched) threads[films[film]].Add(entry);
        }

        foreach (var film in _filmsMerged)
        {
            var own = new MergedThreads(films[film], threads[films[film]]);
            while (own.Next() is var (merged, at))
                own.Take(merged, [.. threads[merged].TakeWhile(entry => entry.Position <= at)]);
            _tallies[film] = FilmTally.Of(films[film], own.Entries);
        }
    }

    public void VerifyListHeads(IEnumerable<StoredList> heads)
    {
        var count = 0;
        foreach (var (critic, year, kept) in heads)
        {
            count++;
            if (!_lists.TryGetValue((critic, year), out var folded) || folded != kept)
                mismatches.Note($"The list whose head is kept as entry {kept.Position} stands elsewhere.");
        }

        if (count != _lists.Count)
            mismatches.Note($"The entries make {_lists.Count} lists; {count} are kept.");
    }

    /// <summary>Every film that a merged critic had to do with has heard of the merge.</summary>
    public void VerifyMerges()
    {
        if (_merged.Count == 0) return;
        foreach (var film in _tallies)
            foreach (var critic in film.Critics)
                if (_merged.TryGetValue(critic, out var position))
                    mismatches.Note($"Entry {position} merges \"{critic}\" and leaves out {film.Id}.");
    }

    /// <summary>A line about a standing, the latest first.</summary>
    public void VerifyStanding(StoredChange stored)
    {
        var film = stored.Key;
        if (!_standing.Add(film)) return;
        if (film >= _tallies.Count || stored.Position > _tallies[film].Position)
            mismatches.Note($"A standing is kept of film number {film}, further on than any entry of it.");
        else if (stored.Position == _tallies[film].Position)
            Verify(_tallies[film], stored.Body);
        else if (Speaks(film))
            Lags(film);
    }

    /// <summary>After every line: the films whose standing none of them is.</summary>
    public void VerifyNothingLacks()
    {
        var without = Enumerable.Range(0, _tallies.Count)
            .Where(film => !_standing.Contains(film) && Speaks(film)).ToList();
        without.ForEach(Lags);
        Spoken = _standing.Count + without.Count;
    }

    // A start scores those again that entries after replayAfter touch, and no others.
    private void Lags(int film)
    {
        Behind++;
        var tally = _tallies[film];
        if (tally.Position <= replayAfter)
            mismatches.Note($"No standing is kept of {tally.Id} that covers its entry {tally.Position}.");
    }

    // A film that was only registered needs no standing.
    private bool Speaks(int film) => _tallies[film].Verdicts.Any() || _tallies[film].Placements.Any();

    private void Verify(FilmTally tally, ReadOnlySpan<byte> kept)
    {
        Standings++;
        var (calibration, totals) = StandingBytes.ReadHead(kept);
        if (calibration != Calibration.BuiltIn.Number)
        {
            mismatches.Note(
                $"The standing of {tally.Id} names calibration {calibration}, which is not known.");
            return;
        }

        if (totals is { Position: > 0 } && !_totals.Contains(totals))
            mismatches.Note(
                $"The standing of {tally.Id} was scored with totals that {totals.Season} never had.");
        var standing = tally.Score(
            season => totals?.Season == season ? totals : SeasonTotals.None(season), Calibration.BuiltIn);
        var bytes = new ArrayBufferWriter<byte>();
        StandingBytes.Write(bytes, standing);
        if (!bytes.WrittenSpan.SequenceEqual(kept))
            mismatches.Note(
                $"The standing of {tally.Id} at {tally.Position} is kept as "
                + $"{Told(StandingBytes.Read(tally.Id, tally.Position, kept))}; its entries make "
                + $"{Told(standing)}.");
    }

    private static string Told(Standing standing) =>
        $"{standing.Acclaim.Headline} [{standing.Acclaim.Low}, {standing.Acclaim.High}] of "
        + $"{standing.Verdicts.Count} verdicts (hundredths of a point)";
}
