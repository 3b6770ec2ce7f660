using System.Globalization;

namespace Aggregator.Ledgers;

/// <summary>What the ledger says no to, in sentences.</summary>
internal static class Refusals
{
    public static Refusal FilmUnknown(FilmId film) =>
        new("film-unknown", $"No film is registered as \"{film}\".");

    public static Refusal FilmExists(FilmId film) =>
        new("film-exists", $"A film is already registered as \"{film}\".");

    public static Refusal CriticUnknown(CriticId critic) =>
        new("critic-unknown", $"No critic is registered as \"{critic}\".");

    /// <summary>In a merge both critics are named: this one in the body.</summary>
    public static Refusal IntoUnknown(CriticId into) => CriticUnknown(into) is var no
        ? no with { Errors = [new RefusalAt("into", no.Code, no.Detail)] }
        : no;

    public static Refusal CriticMerged(CriticId critic, CriticId into) =>
        new("critic-merged", $"\"{critic}\" was merged into \"{into}\", who answers for both.");

    public static Refusal FilmMerged(FilmId film, FilmId into) =>
        new("film-merged", $"\"{film}\" was merged into \"{into}\", which answers for both.");

    public static Refusal FilmNotMerged(FilmId film, FilmId from) =>
        new("film-not-merged", $"\"{film}\" is not merged into \"{from}\".");

    /// <summary>In a merge both films are named: this one in the body.</summary>
    public static Refusal IntoUnknown(FilmId into) => FilmUnknown(into) is var no
        ? no with { Errors = [new RefusalAt("into", no.Code, no.Detail)] }
        : no;

    public static Refusal CriticMoved(CriticId critic, long known) =>
        new("critic-moved", string.Create(
            CultureInfo.InvariantCulture, $"More was said by \"{critic}\" after position {known}."));

    /// <summary>Somebody else registered or revised the critic first.</summary>
    public static Refusal CriticMoved(CriticId critic) =>
        new("critic-moved", $"\"{critic}\" is registered otherwise than this was decided on.");

    /// <summary>Somebody else revised the film first.</summary>
    public static Refusal FilmMoved(FilmId film) =>
        new("film-moved", $"\"{film}\" is registered otherwise than this was decided on.");

    public static Refusal Unchanged(string id) => new("unchanged", $"\"{id}\" is registered just so.");

    public static Refusal ListsCollide(CriticId from, CriticId into, IEnumerable<int> years) =>
        new("lists-collide",
            $"Both \"{from}\" and \"{into}\" have a list of {string.Join(", ", years)}, and one critic has "
            + "one list a year: withdraw the one that is not to stand.");

    public static Refusal RefTaken(FilmRef reference, FilmId owner) =>
        new("ref-taken", $"The ref \"{reference}\" belongs to the film \"{owner}\".");

    public static Refusal FilmMoved(FilmId film, long known) =>
        new("film-moved", string.Create(
            CultureInfo.InvariantCulture,
            $"Something was recorded of \"{film}\" after position {known}, on which this was decided."));

    public static Refusal ListChanged(CriticId critic, int year, long head) =>
        new("list-changed", string.Create(
            CultureInfo.InvariantCulture,
            $"The list of \"{critic}\" for {year} changed meanwhile: it stands at position {head}."));
}
