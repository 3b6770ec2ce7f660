namespace Aggregator.Ledgers;

/// <summary>What memory holds of each film: enough to tell what is newer without asking the disk.</summary>
internal struct FilmMark
{
    /// <summary>The position of its latest durable entry.</summary>
    public long Last;

    /// <summary>When it was registered, in milliseconds since 1970.</summary>
    public long RegisteredAt;

    /// <summary>The position its standing covers; 0 without a standing.</summary>
    public long Covered;

    /// <summary>The position of the season totals its standing was scored with.</summary>
    public long TotalsPosition;

    /// <summary>The season of these totals; 0 for none.</summary>
    public int Season;

    public int Calibration;

    /// <summary>Whether a standing may replace what is there, and whether it says anything new.</summary>
    public readonly (bool MayStand, bool IsNew) Weigh(Standing standing)
    {
        if (standing.Position > Last) return (false, false);
        if (Covered == 0) return (true, true);

        // Totals of two seasons cannot be compared: a film that changed seasons did so by an entry.
        var (season, totals) = (standing.Totals?.Season ?? 0, standing.Totals?.Position ?? 0);
        var sameSeason = season == Season;
        if (standing.Position < Covered || standing.Calibration < Calibration) return (false, false);
        if (sameSeason && totals < TotalsPosition) return (false, false);
        var same = sameSeason && totals == TotalsPosition && standing.Position == Covered
            && standing.Calibration == Calibration;
        return (true, !same);
    }

    public void Stand(long position, (int Calibration, SeasonTotals? Totals) scored)
    {
        Covered = position;
        Calibration = scored.Calibration;
        Season = scored.Totals?.Season ?? 0;
        TotalsPosition = scored.Totals?.Position ?? 0;
    }
}

/// <summary>
/// The marks of all films by key, and the films whose standings are behind. Not safe by itself:
/// <see cref="LedgerMemory"/> guards it.
/// </summary>
internal sealed class FilmMarks
{
    private readonly Queue<(long Position, int Film)> _behind = new();
    private FilmMark[] _marks = new FilmMark[1024];

    public ref FilmMark this[int film]
    {
        get
        {
            if (film >= _marks.Length) Array.Resize(ref _marks, Math.Max(film + 1, _marks.Length * 2));
            return ref _marks[film];
        }
    }

    /// <summary>An entry touched a film; if <paramref name="scored"/>, a standing has to cover it.</summary>
    public void Touch(int film, long position, bool scored)
    {
        ref var mark = ref this[film];
        mark.Last = Math.Max(mark.Last, position);
        if (scored && mark.Covered < position) _behind.Enqueue((position, film));
    }

    /// <summary>
    /// The position up to which every entry is covered by the standings. Each touch is looked at once in all.
    /// </summary>
    public long Settled(long head)
    {
        while (_behind.TryPeek(out var touch))
        {
            if (_marks[touch.Film].Covered < touch.Position) return touch.Position - 1;
            _behind.Dequeue();
        }

        return head;
    }

    /// <summary>Films whose standings are behind, oldest first.</summary>
    public List<int> Behind(int countMax)
    {
        var films = new HashSet<int>();
        foreach (var (position, film) in _behind)
        {
            if (films.Count == countMax) break;
            if (_marks[film].Covered < position) films.Add(film);
        }

        return [.. films];
    }
}
