using Aggregator.Client;

namespace Aggregator.Web.Layout;

/// <summary>A place on a list in words.</summary>
internal static class PlaceWords
{
    /// <summary>
    /// <c>1st</c>, <c>1st, shared</c>, <c>unranked, one of 10</c>, <c>unnumbered, 6th to 10th</c>.
    /// </summary>
    public static string Of(PlacementView placement) => placement.Ranked
        ? Of(placement.Number, placement.From, placement.To)
        : Unranked(placement.Films);

    public static string Of(ExplainedPlacement placement) => placement.Ranked
        ? Of(placement.Number, placement.From, placement.To)
        : Unranked(placement.Films);

    private static string Of(int? number, int from, int to) => (number, to > from) switch
    {
        ({ } printed, false) => Words.Ordinal(printed),
        ({ } printed, true) => $"{Words.Ordinal(printed)}, shared",
        (null, true) => $"unnumbered, {Words.Ordinal(from)} to {Words.Ordinal(to)}",
        (null, false) => $"unnumbered, {Words.Ordinal(from)}",
    };

    private static string Unranked(int films) => $"unranked, one of {films}";
}
