using System.Diagnostics;

namespace Aggregator.Ledgers;

/// <summary>
/// Standings on their way into the table: the latest of each film waits for the next commit of entries, and
/// only a moment if none comes. So no caller waits for them, and nobody commits for them alone under load.
/// </summary>
internal sealed class StandingsBehind(LedgerMemory memory, Roster<FilmId> films)
{
    private readonly Lock _gate = new();
    private Dictionary<int, Standing> _waiting = [];
    private long _due = long.MaxValue;

    /// <summary>How long until they are to be written; zero when it is time.</summary>
    public TimeSpan DueIn
    {
        get
        {
            var due = Volatile.Read(ref _due);
            if (due == long.MaxValue) return TimeSpan.MaxValue;
            var now = Stopwatch.GetTimestamp();
            return due <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, due);
        }
    }

    /// <summary>
    /// Whether the standing is at least as new as what is there and what waits; <paramref name="isFirst"/>:
    /// nothing waited before, and it is to be written within that time.
    /// </summary>
    public bool Put(Standing standing, TimeSpan within, out bool isFirst)
    {
        isFirst = false;
        if (!films.TryFind(standing.Film, out var film)) return false;
        lock (_gate)
        {
            var (mayStand, isNew) = Mark(film).Weigh(standing);
            if (!isNew) return mayStand;
            _waiting[film] = standing;
            isFirst = _waiting.Count == 1;
            if (isFirst) Volatile.Write(ref _due, In(within));
            return true;
        }
    }

    public Dictionary<int, Standing> Take()
    {
        lock (_gate)
        {
            (var taken, _waiting) = (_waiting, []);
            Volatile.Write(ref _due, long.MaxValue);
            return taken;
        }
    }

    /// <summary>Their transaction failed: they wait again, unless a newer one does.</summary>
    public void Return(Dictionary<int, Standing> taken, TimeSpan within)
    {
        lock (_gate)
        {
            foreach (var (film, standing) in taken) _waiting.TryAdd(film, standing);
            if (_waiting.Count > 0) Volatile.Write(ref _due, In(within));
        }
    }

    private FilmMark Mark(int film)
    {
        var mark = memory.Mark(film);
        if (_waiting.TryGetValue(film, out var waiting))
            mark.Stand(waiting.Position, (waiting.Calibration, waiting.Totals));
        return mark;
    }

    private static long In(TimeSpan time) =>
        Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
