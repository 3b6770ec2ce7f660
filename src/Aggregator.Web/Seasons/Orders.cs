using Aggregator.Client;

namespace Aggregator.Web.Seasons;

/// <summary>One way of ordering a season, as the page offers it.</summary>
/// <param name="By">As it stands in addresses.</param>
/// <param name="Name">On the button.</param>
/// <param name="Column">Over the numbers.</param>
/// <param name="OfLists">Made of one year's lists, so there is none over all time.</param>
/// <param name="Needs">What makes a film stand in it.</param>
internal sealed record Order(string By, string Name, string Column, bool OfLists, string Needs)
{
    private const string Verdicts = "from its seventh verdict on";
    private const string List = "once a critic's list of the year names it";

    public static IReadOnlyList<Order> All { get; } =
    [
        new("acclaim", "Acclaim", "At least", false, Verdicts),
        new("mean", "Mean rating", "Mean", false, Verdicts + ", with grades enough for a mean"),
        new("approval", "Approval", "Approval, %", false, Verdicts),
        new("mentions", "Mentions", "Mentions", true, List),
        new("honours", "Honours", "Honours", true, "once a collective names it"),
        new("lists-321", "Points 3-2-1", "Points", true, List),
        new("borda", "Borda", "Points", true, List),
        new("dowdall", "Dowdall", "Points", true, List),
        new("schulze", "Schulze", "Wins", true, List),
        new("ranked-pairs", "Ranked pairs", "Wins", true, List),
        new("plackett-luce", "Plackett–Luce", "Worth", true, List),
    ];

    public static Order? Called(string by) => All.FirstOrDefault(order => order.By == by);

    /// <summary>Acclaim's profile carries its version in its name.</summary>
    public bool IsMadeBy(ProfileView profile) =>
        profile.Name == By
        || (By == "acclaim" && profile.Name.StartsWith("acclaim-", StringComparison.Ordinal));
}
