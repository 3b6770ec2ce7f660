using Aggregator.Client;

namespace Aggregator.Web.Layout;

/// <summary>A place on a list in words.</summary>
internal static class PlaceWords
{
    /// <summary>
    /// <c>1st</c>, <c>1st, shared</c>, <c>unranked, one of 10</c>, <c>unnumbered, 6th to 10th</c>.
    /// </summary>
    public static string Of(PlacementView placement) =>
        IsUnranked(placement.Ranked, placement.Number, (placement.From, placement.To), placement.Films)
            ? Unranked(placement.Films)
            : Of(placement.Number, placement.From, placement.To);

    public static string Of(ExplainedPlacement placement) =>
        IsUnranked(placement.Ranked, placement.Number, (placement.From, placement.To), placement.Films)
            ? Unranked(placement.Films)
            : Of(placement.Number, placement.From, placement.To);

    // A list in no order may have numbered one film all the same.
    private static bool IsUnranked(bool isRanked, int? number, (int From, int To) span, int films) =>
        !isRanked && number is null && span == (1, films);

    private static string Of(int? number, int from, int to) => (number, to > from) switch
    {
        ({ } printed, false) => Words.Ordinal(printed),
        ({ } printed, true) => $"{Words.Ordinal(printed)}, shared",
        (null, true) => $"unnumbered, {Words.Ordinal(from)} to {Words.Ordinal(to)}",
        (null, false) => $"unnumbered, {Words.Ordinal(from)}",
    };

    private static string Unranked(int films) => $"unranked, one of {films}";
}
