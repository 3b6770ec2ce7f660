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
