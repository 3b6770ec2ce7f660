using System.Runtime.InteropServices;

namespace Aggregator.Gateway.Imports;

/// <summary>A row's verdict, its film and critic known, and the line it began at.</summary>
internal readonly record struct HeldVerdict(long Line, CriticId Critic, Verdict Verdict, FreeText? Text)
{
    /// <summary>The year of the film as the row has it, where that helped to find it.</summary>
    public int? Year { get; init; }

    public DateOnly Published => Verdict.Published ?? DateOnly.MinValue;
}

/// <summary>
/// Verdicts that are read and not recorded yet, by film. The rows of a film are scattered over a file, and
/// what a film costs to wake, to score and to rank it costs once, however many of its rows come together. A
/// row takes some fifty bytes here, so a million fit into little memory.
/// </summary>
internal sealed class HeldVerdicts
{
    private const int RowsMax = 1_000_000;
    private const int TextCharsMax = 16 << 20;

    /// <summary>Up to so many rows, looking at each is quicker than a dictionary.</summary>
    private const int FewRows = 24;

    private readonly List<Row> _rows = [];
    private readonly List<HeldRows> _films = [];
    private readonly Dictionary<FilmId, int> _places = [];
    private int _textChars;

    public int Count => _rows.Count;

    public bool IsFull => _rows.Count >= RowsMax || _textChars >= TextCharsMax;

    public IReadOnlyList<HeldRows> Films => _films;

    /// <summary>Where the rows of a film are held, until all are cleared.</summary>
    public int PlaceOf(FilmId film)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, film, out var isKnown);
        if (isKnown) return place;
        _films.Add(new HeldRows(film, null, 0));
        return place = _films.Count - 1;
    }

    public void Add(int place, in HeldVerdict verdict)
    {
        var (film, last, count) = _films[place];
        _rows.Add(new Row(verdict, last));
        _films[place] = new HeldRows(film, _rows.Count - 1, count + 1);
        _textChars += verdict.Text?.Url?.Length ?? 0;
    }

    /// <summary>
    /// One film's rows, the last first. Of several rows of one critic the latest published stands, then the
    /// last; <paramref name="superseded"/> hears of each other one, and of the one that stands.
    /// </summary>
    public List<HeldVerdict> Of(HeldRows film, Action<HeldVerdict, HeldVerdict> superseded)
    {
        var verdicts = new List<HeldVerdict>(film.Count);
        List<HeldVerdict> others = [];
        var critics = film.Count > FewRows ? new Dictionary<CriticId, int>(film.Count) : null;
        for (var at = film.Last; at is { } row; at = _rows[row].Before)
        {
            var verdict = _rows[row].Verdict;
            var later = critics is null
                ? PlaceOf(verdict.Critic, verdicts)
                : critics.GetValueOrDefault(verdict.Critic, -1);
            if (later < 0)
            {
                critics?.Add(verdict.Critic, verdicts.Count);
                verdicts.Add(verdict);
            }
            else if (verdict.Published > verdicts[later].Published)
            {
                others.Add(verdicts[later]);
                verdicts[later] = verdict;
            }
            else
            {
                others.Add(verdict);
            }
        }

        foreach (var other in others)
            superseded(other, verdicts[critics?[other.Critic] ?? PlaceOf(other.Critic, verdicts)]);
        return verdicts;
    }

    private static int PlaceOf(CriticId critic, List<HeldVerdict> verdicts)
    {
        for (var i = 0; i < verdicts.Count; i++)
            if (verdicts[i].Critic == critic) return i;
        return -1;
    }

    public void Clear()
    {
        _rows.Clear();
        _films.Clear();
        _places.Clear();
        _textChars = 0;
    }

    /// <summary>Where the last row of a film lies, and how many there are.</summary>
    internal readonly record struct HeldRows(FilmId Film, int? Last, int Count);

    private readonly record struct Row(HeldVerdict Verdict, int? Before);
}
