namespace Aggregator.Web.Seasons;

/// <summary>One way of ordering a season, as the page offers it.</summary>
/// <param name="By">As it stands in addresses.</param>
/// <param name="Name">On the button.</param>
/// <param name="Column">Over the numbers.</param>
/// <param name="OfLists">Made of one year's lists, so there is none over all time.</param>
internal sealed record Order(string By, string Name, string Column, bool OfLists)
{
    public static IReadOnlyList<Order> All { get; } =
    [
        new("acclaim", "Acclaim", "At least", false),
        new("mean", "Mean rating", "Mean", false),
        new("approval", "Approval", "Approval, %", false),
        new("mentions", "Mentions", "Mentions", true),
        new("honours", "Honours", "Honours", true),
        new("lists-321", "Points 3-2-1", "Points", true),
        new("borda", "Borda", "Points", true),
        new("dowdall", "Dowdall", "Points", true),
        new("schulze", "Schulze", "Wins", true),
        new("ranked-pairs", "Ranked pairs", "Wins", true),
        new("plackett-luce", "Plackett–Luce", "Worth", true),
    ];
}
