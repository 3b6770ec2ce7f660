using System.Diagnostics.CodeAnalysis;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Reads;

/// <summary>Who and what an address names.</summary>
internal static class Find
{
    private const string Slash = "%2F";

    /// <summary>A film on the Board by its id or ref, as they stand in addresses.</summary>
    public static bool TryFind(this Board board, string idOrRef, [NotNullWhen(true)] out BoardFilm? film)
    {
        film = board.Find(idOrRef);
        if (film is null && HasSlash(idOrRef)) film = board.Find(WithSlash(idOrRef));
        return film is not null;
    }

    /// <summary>The same; for one that was merged the film that answers for it.</summary>
    public static bool TryFindAnswering(
        this Board board, string idOrRef, [NotNullWhen(true)] out BoardFilm? film)
    {
        film = board.FindAnswering(idOrRef);
        if (film is null && HasSlash(idOrRef)) film = board.FindAnswering(WithSlash(idOrRef));
        return film is not null;
    }

    /// <summary>Whether a film is addressed by an id or ref that it does not bear itself.</summary>
    public static bool IsMoved(this Film film, string idOrRef) =>
        film.Id.Value != idOrRef && !Catalogue.IsOwn(film, WithSlash(idOrRef));

    /// <summary>
    /// The film that bears an id or ref itself, whether or not it was merged into the one that was found.
    /// </summary>
    public static FilmId Named(this Catalogue catalogue, Film found, string idOrRef) =>
        catalogue.TryFindMerged(found.Id, WithSlash(idOrRef), out var merged) ? merged.Value : found.Id;

    public static bool TryFindAddressed(
        this Catalogue catalogue, string idOrRef, [NotNullWhen(true)] out Film? film) =>
        catalogue.TryFindFilm(idOrRef, out film)
        || (HasSlash(idOrRef) && catalogue.TryFindFilm(WithSlash(idOrRef), out film));

    public static bool TryFindCritic(
        this Catalogue catalogue, string id, [NotNullWhen(true)] out Critic? critic)
    {
        critic = null;
        return CriticId.TryRead(id, out var read) && catalogue.TryFindCritic(read, out critic);
    }

    public static BoardFilm Film(this Board board, string idOrRef) =>
        board.TryFind(idOrRef, out var film) ? film : throw new RefusedException(UnknownFilm(idOrRef));

    /// <summary>
    /// A film that was on a Board before, as it is called now; it may have been merged since.
    /// </summary>
    public static Film Called(this Board board, FilmId film) => board.Answering(film).Film;

    /// <summary>A film that was on a Board before, or is on a list, or the one that answers for it.</summary>
    public static BoardFilm Answering(this Board board, FilmId film) => board.FindAnswering(film.Value)
        ?? throw new RefusedException(
            "not-yet", $"This server is reading the ledger anew, and {film} is still to come.");

    public static Critic Critic(this Board board, string id) =>
        board.Catalogue.TryFindCritic(id, out var critic)
            ? critic
            : throw new RefusedException(UnknownCritic(id));

    public static Refusal UnknownFilm(string idOrRef) =>
        new("film-unknown", $"No film is known as \"{Shown.Short(WithSlash(idOrRef))}\".");

    public static Refusal UnknownCritic(string id) =>
        new("critic-unknown", $"No critic is known as \"{Shown.Short(WithSlash(id))}\".");

    /// <summary>The same of a film that a field of a body names.</summary>
    public static Refusal UnknownFilm(string idOrRef, string at)
    {
        var unknown = UnknownFilm(idOrRef);
        return unknown with { Errors = [new RefusalAt(at, unknown.Code, unknown.Detail)] };
    }

    /// <summary>The same of a critic whom a field of a body names.</summary>
    public static Refusal UnknownCritic(string id, string at)
    {
        var unknown = UnknownCritic(id);
        return unknown with { Errors = [new RefusalAt(at, unknown.Code, unknown.Detail)] };
    }

    /// <summary>A year in an address.</summary>
    public static int Year(string text) =>
        Scope.TryRead(text, out var scope) && scope.Season is { } year
            ? year
            : throw new RefusedException("year-unreadable",
                $"\"{Shown.Short(text)}\" is not a year such as 2013.");

    // A slash in a ref stands in addresses as %2F: the web server decodes everything but that.
    private static bool HasSlash(string addressed) =>
        addressed.Contains(Slash, StringComparison.OrdinalIgnoreCase);

    private static string WithSlash(string addressed) =>
        addressed.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);
}
