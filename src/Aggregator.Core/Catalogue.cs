using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Aggregator;

/// <summary>
/// What somebody wrote for a film: a ref, or a title and perhaps a year. <paramref name="ListYear"/> is the year of the
/// list it was written on, if it was: a film made two or more years after that year cannot be meant.
/// </summary>
public sealed record FilmAsked(string? Id, string? Title, int? Year, int? ListYear = null);

/// <summary>
/// How it was understood: one film; or candidates, when more than one could be meant; or nothing at all.
/// </summary>
public sealed record FilmMatch(Film? Film, ImmutableArray<Film> Candidates);

/// <summary>One thing found by name, best first.</summary>
public sealed record Found(Film? Film, Critic? Critic, int Distance);

/// <summary>
/// All films, refs and critics by id and title in the memory of one process: an immutable snapshot. Resolves
/// every id and title of the API and of imports, and serves the forgiving search.
/// </summary>
public sealed class Catalogue
{
    public int FilmCount => throw new NotImplementedException();

    public int CriticCount => throw new NotImplementedException();

    /// <summary>A film by its id or ref, as they stand in addresses.</summary>
    public bool TryFindFilm(string idOrRef, [NotNullWhen(true)] out Film? film) => throw new NotImplementedException();

    public bool TryFindCritic(CriticId id, [NotNullWhen(true)] out Critic? critic) => throw new NotImplementedException();

    /// <summary>A critic by name, accents and case aside.</summary>
    public bool TryFindCriticNamed(string name, [NotNullWhen(true)] out Critic? critic) =>
        throw new NotImplementedException();

    /// <summary>
    /// What film is meant. Never guesses: several that fit are candidates. An <see cref="FilmAsked.Id"/> that is
    /// there decides alone. Titles match accents, case, leading articles, punctuation, &amp;/and, roman and arabic
    /// numerals aside; a year given may be off by two, the nearest film wins, a tie is ambiguous.
    /// </summary>
    public FilmMatch Resolve(FilmAsked asked) => throw new NotImplementedException();

    /// <summary>Forgiving of accents, case, articles and small typing errors; best first.</summary>
    public IReadOnlyList<Found> Search(string words, int first) => throw new NotImplementedException();

    /// <summary>Films by id after a film, filtered; the order is the id's.</summary>
    public IReadOnlyList<Film> Films(FilmId? after, int first, Func<Film, bool>? where = null) =>
        throw new NotImplementedException();

    public IReadOnlyList<Critic> Critics(CriticId? after, int first, Func<Critic, bool>? where = null) =>
        throw new NotImplementedException();
}
