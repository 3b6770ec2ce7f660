using System.Runtime.InteropServices;

namespace Aggregator.Gateway.Imports;

/// <summary>A row's verdict, its film and critic known, and the line it began at.</summary>
internal readonly record struct HeldVerdict(long Line, CriticId Critic, Verdict Verdict, FreeText? Text)
{
    public DateOnly Published => Verdict.Published ?? DateOnly.MinValue;
}

/// <summary>
/// Verdicts that are read and not recorded yet, by film. The rows of a film are scattered over a file, and
/// what a film costs to wake, to score and to rank it costs once, however many of its rows come together. A
/// row takes forty bytes here, so a million fit into little memory.
/// </summary>
internal sealed class HeldVerdicts
{
    private const int RowsMax = 1_000_000;
    private const int TextCharsMax = 16 << 20;

    private readonly List<Row> _rows = [];
    private readonly Dictionary<FilmId, HeldRows> _films = [];
    private int _textChars;

    public int Count => _rows.Count;

    public bool IsFull => _rows.Count >= RowsMax || _textChars >= TextCharsMax;

    public IReadOnlyDictionary<FilmId, HeldRows> Films => _films;

    public void Add(FilmId film, in HeldVerdict verdict)
    {
        ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_films, film, out _);
        _rows.Add(new Row(verdict, rows.Last));
        rows = new HeldRows(_rows.Count - 1, rows.Count + 1);
        _textChars += verdict.Text?.Url?.Length ?? 0;
    }

    /// <summary>
    /// One film's rows, the last first. Of several rows of one critic the latest published stands, then the
    /// last; <paramref name="superseded"/> counts the others.
    /// </summary>
    public List<HeldVerdict> Of(HeldRows film, out int superseded)
    {
        var verdicts = new List<HeldVerdict>(film.Count);
        var critics = new Dictionary<CriticId, int>(film.Count);
        for (var at = film.Last; at is { } row; at = _rows[row].Before)
        {
            var verdict = _rows[row].Verdict;
            if (critics.TryAdd(verdict.Critic, verdicts.Count)) verdicts.Add(verdict);
            else if (critics[verdict.Critic] is var later && verdict.Published > verdicts[later].Published)
                verdicts[later] = verdict;
        }

        superseded = film.Count - verdicts.Count;
        return verdicts;
    }

    public void Clear()
    {
        _rows.Clear();
        _films.Clear();
        _textChars = 0;
    }

    /// <summary>Where the last row of a film lies, and how many there are.</summary>
    internal readonly record struct HeldRows(int? Last, int Count);

    private readonly record struct Row(HeldVerdict Verdict, int? Before);
}
