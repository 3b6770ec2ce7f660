using System.Collections.Immutable;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Changes;

/// <summary>Films that a listener names, of which some may become known only later.</summary>
internal static class NamedFilms
{
    /// <summary>
    /// The filter with what a Board knows of the names that were not known. Films that were found once stay:
    /// a ref may come to be another's, and who followed the film still does.
    /// </summary>
    public static NewsFilter FoundOn(this NewsFilter filter, Board board)
    {
        // Mostly none of them: then nothing is made anew.
        if (!filter.Unknown.Any(one => board.TryFindAnswering(one, out _))) return filter;

        var films = (filter.Films ?? []).ToBuilder();
        var unknown = ImmutableArray.CreateBuilder<string>();
        foreach (var one in filter.Unknown)
        {
            // As it is named: whoever names a film that was merged means it once it is split off, too.
            if (board.TryFindAnswering(one, out var film)) films.Add(board.Catalogue.Named(film.Film, one));
            else unknown.Add(one);
        }

        return filter with { Films = films.ToImmutable(), Unknown = unknown.DrainToImmutable() };
    }
}
