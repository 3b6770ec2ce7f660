using System.Collections.Immutable;

namespace Aggregator;

/// <summary>
/// What changed between two Boards, in short: enough to tell whom it concerns without asking every listener
/// to look. Where it cannot tell, everybody is concerned.
/// </summary>
public sealed class NewsSummary
{
    /// <summary>More films than this at once are not gone through: whoever listens looks.</summary>
    private const int FilmsMax = 512;

    private readonly HashSet<FilmId> _films = [];
    private readonly HashSet<int> _seasons = [];
    private readonly bool _isForAll;
    private readonly bool _isForNamed;
    private readonly bool _hasNames;

    public NewsSummary(Board before, Board now)
    {
        To = now.Head;
        var news = now.Since(before.Head, NewsFilter.Everything, FilmsMax);
        _isForAll = news.IsReset || news.HasMore;
        _isForNamed = !ReferenceEquals(before.Seasons, now.Seasons);
        foreach (var changed in news.Films)
        {
            _films.Add(changed.Film.Film.Id);
            // Names come with what is registered of a film, which whatever is said of it leaves as it is.
            _hasNames |= !ReferenceEquals(before.Find(changed.Film.Film.Id)?.Film, changed.Film.Film);
            _films.UnionWith(now.Catalogue.MergedInto(changed.Film.Film.Id));
            foreach (var season in FilmSeasons.Of(changed.Film)) _seasons.Add(season);
        }

        foreach (var gone in news.Gone)
        {
            _films.Add(gone.Film);
            if (before.Find(gone.Film) is { } film) _seasons.UnionWith(FilmSeasons.Of(film));
        }
    }

    /// <summary>Whom it does not concern has heard everything up to here.</summary>
    public HeardTo To { get; }

    public bool Concerns(NewsFilter filter)
    {
        if (_isForAll) return true;
        if (filter.Films is { } named)
            return _isForNamed || Overlap(named) || (_hasNames && filter.Unknown is not []);
        return filter.Scope.Season is { } season ? _seasons.Contains(season) : _films.Count > 0;
    }

    private bool Overlap(ImmutableHashSet<FilmId> named) =>
        named.Count < _films.Count ? named.Any(_films.Contains) : _films.Any(named.Contains);
}
