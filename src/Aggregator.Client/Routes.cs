using System.Globalization;

namespace Aggregator.Client;

/// <summary>
/// Where everything is. A film is its id or a ref; ids and refs are escaped as the address needs, and refused
/// with an <see cref="ArgumentException"/> where they are empty or nothing but dots.
/// </summary>
public static class Routes
{
    public const string Films = "/v1/films";
    public const string Critics = "/v1/critics";
    public const string Seasons = "/v1/seasons";
    public const string Rankings = "/v1/rankings";
    public const string Acclaim = "/v1/acclaim";
    public const string Search = "/v1/search";
    public const string Profiles = "/v1/profiles";
    public const string Changes = "/v1/changes";
    public const string Ledger = "/v1/ledger";
    public const string Import = "/v1/import";
    public const string Keys = "/v1/keys";
    public const string OpenApi = "/openapi/v1.json";

    /// <summary>What a problem's <c>type</c> begins with; its code follows.</summary>
    public const string Problems = "urn:aggregator:problem:";

    /// <summary>Header of an answer: the position up to which everything is in it.</summary>
    public const string PositionHeader = "Aggregator-Position";

    /// <summary>Header of a read: the position it waits for.</summary>
    public const string MinPositionHeader = "Aggregator-Min-Position";

    public static string Film(string film) => $"{Films}/{Part(film)}";

    /// <summary>Where a film is merged into another.</summary>
    public static string FilmMerge(string film) => $"{Film(film)}/merge";

    /// <summary>Where films that were merged into one are split off again.</summary>
    public static string FilmSplit(string film) => $"{Film(film)}/split";

    public static string FilmAcclaim(string film) => $"{Film(film)}/acclaim";

    public static string FilmHistory(string film) => $"{Film(film)}/history";

    public static string FilmExplanation(string film) => $"{Film(film)}/explanation";

    public static string FilmVerdicts(string film) => $"{Film(film)}/verdicts";

    public static string FilmPlacements(string film) => $"{Film(film)}/placements";

    public static string Verdict(string film, string critic) =>
        $"{FilmVerdicts(film)}/{Part(critic)}";

    public static string Critic(string critic) => $"{Critics}/{Part(critic)}";

    /// <summary>Where a critic is merged into another.</summary>
    public static string CriticMerge(string critic) => $"{Critic(critic)}/merge";

    public static string CriticVerdicts(string critic) => $"{Critic(critic)}/verdicts";

    public static string CriticLists(string critic) => $"{Critic(critic)}/lists";

    public static string YearList(string critic, int year) =>
        string.Create(CultureInfo.InvariantCulture, $"{CriticLists(critic)}/{year}");

    public static string Season(int season) =>
        string.Create(CultureInfo.InvariantCulture, $"{Seasons}/{season}");

    public static string SeasonLists(int season) => $"{Season(season)}/lists";

    public static string Ranking(string scope) => $"{Rankings}/{Part(scope)}";

    public static string RankingHistory(string scope) => $"{Ranking(scope)}/history";

    // Nothing, or dots alone, would make the address of something else.
    private static string Part(string id) => id is not ("" or "." or "..")
        ? Uri.EscapeDataString(id)
        : throw new ArgumentException($"\"{id}\" is no id, ref or scope.", nameof(id));
}
