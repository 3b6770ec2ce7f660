using Aggregator.Client;

namespace Aggregator.Web.Layout;

/// <summary>A place on a list in words.</summary>
internal static class PlaceWords
{
    /// <summary>
    /// <c>1st</c>, <c>1st, shared</c>, <c>unranked, one of 10</c>, <c>unnumbered, 6th to 10th</c>.
    /// </summary>
    public static string Of(PlacementView placement)
    {
        var tied = placement.To > placement.From;
        return placement switch
        {
            { Ranked: false } => $"unranked, one of {placement.Films}",
            { Number: { } number } => tied ? $"{Words.Ordinal(number)}, shared" : Words.Ordinal(number),
            _ when tied => $"unnumbered, {Words.Ordinal(placement.From)} to {Words.Ordinal(placement.To)}",
            _ => $"unnumbered, {Words.Ordinal(placement.From)}",
        };
    }
}
