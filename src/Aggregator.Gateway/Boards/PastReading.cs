using Aggregator.Grains;

namespace Aggregator.Gateway;

/// <summary>Reads what a chronicle lacks, or what has moved since it was made.</summary>
internal sealed class PastReading(
    IGrainFactory grains, Chronicle before, Board board, CancellationToken cancel)
{
    /// <summary>Facts that one question to a grain may cost to read, about: a fraction of a second.</summary>
    private const int FactsAtOnceMax = 5_000;
    private const int FilmsAtOnceMax = 200;

    private readonly List<FilmChronicle> _films = [];
    private readonly Dictionary<int, SeasonChronicle> _seasons = [];

    public IReadOnlyDictionary<int, SeasonChronicle> Seasons => _seasons;

    /// <summary>About how much a film costs to read.</summary>
    public static int FactsOf(BoardFilm film) => film.Standing.Verdicts.Count
        + film.Standing.Years.Sum(year => year.Mentions + year.HonourMentions);

    /// <summary>Films in portions, each of which one question to a grain asks about.</summary>
    public static IEnumerable<FilmId[]> Portions(IEnumerable<BoardFilm> films)
    {
        var (portion, facts) = (new List<FilmId>(), 0);
        foreach (var film in films)
        {
            portion.Add(film.Film.Id);
            facts += FactsOf(film);
            if (portion.Count < FilmsAtOnceMax && facts < FactsAtOnceMax) continue;
            yield return [.. portion];
            portion.Clear();
            facts = 0;
        }

        if (portion.Count > 0) yield return [.. portion];
    }

    public async Task Season(int year)
    {
        if (_seasons.ContainsKey(year)) return;
        var counted = board.Seasons.FirstOrDefault(totals => totals.Season == year)?.Position ?? 0;
        _seasons[year] = before.Seasons.GetValueOrDefault(year) is { } known && known.Position >= counted
            ? known
            : await grains.Past().Season(year).WaitAsync(cancel);
    }

    /// <summary>Reads those of some films that have moved; false when time was up before the last.</summary>
    public async Task<bool> Films(IEnumerable<BoardFilm> films, DateOnly? only, Func<bool> isTimeUp)
    {
        foreach (var year in before.Seasons.Keys) await Season(year);
        var moved = films.Where(film =>
            before.Films.GetValueOrDefault(film.Film.Id) is not { } known || !IsOfNow(known, film));
        var isLate = false;
        foreach (var portion in Portions(moved))
        {
            if (isLate) return false;
            var answer = await grains.Past().Chronicles(portion, only).WaitAsync(cancel);
            _films.AddRange(answer.OfType<FilmChronicle>());
            isLate = isTimeUp();
        }

        return true;
    }

    // What goes astray on a list that named the film once moves its past, and not the film.
    private bool IsOfNow(FilmChronicle known, BoardFilm film) =>
        known.Position >= film.Standing.Position && _seasons.Values.All(season =>
            known.StrayedAt >= season.StrayedAt
            || !board.Catalogue.MergedInto(known.Film).Prepend(known.Film)
                .Any(named => season.Strayed.AsSpan().BinarySearch(named) >= 0));

    /// <summary>
    /// The chronicle of some films, as far as they are read; the one before, where nothing has moved.
    /// </summary>
    public async Task<Chronicle> Made(IReadOnlyCollection<BoardFilm> films)
    {
        var standings = _films.SelectMany(film => film.Steps).Select(step => step.Standing).ToArray();
        var homes = standings.Select(standing => standing.Totals?.Season).OfType<int>();
        var lists = standings.SelectMany(standing => standing.Years).Select(year => year.Year);
        foreach (var season in homes.Concat(lists).Concat(before.Seasons.Keys).Distinct())
            await Season(season);

        var kept = films.Select(film => before.Films.GetValueOrDefault(film.Film.Id))
            .OfType<FilmChronicle>().ToArray();
        var isAsBefore = _films.Count == 0 && kept.Length == before.Films.Count
            && _seasons.Values.All(season => before.Seasons.GetValueOrDefault(season.Season) == season);
        return isAsBefore ? before : Chronicle.Of(kept.Concat(_films), _seasons.Values, board.Calibration);
    }
}
