namespace Aggregator.Ledgers;

/// <summary>The discriminators of entries: stable strings, whatever the types are called one day.</summary>
internal static class FactKinds
{
    public const string FilmRegistered = "FilmRegistered";
    public const string FilmRevised = "FilmRevised";
    public const string FilmsMerged = "FilmsMerged";
    public const string FilmsSplit = "FilmsSplit";
    public const string CriticRegistered = "CriticRegistered";
    public const string CriticsMerged = "CriticsMerged";
    public const string VerdictRecorded = "VerdictRecorded";
    public const string VerdictWithdrawn = "VerdictWithdrawn";
    public const string ListPublished = "ListPublished";
    public const string ListWithdrawn = "ListWithdrawn";
}
