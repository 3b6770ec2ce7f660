namespace Aggregator;

/// <summary>
/// A profile as it introduces itself: its name, version, a sentence for readers, its formula and unit.
/// </summary>
public sealed record ProfileCard(string Name, int Version, string Sentence, string Formula, string Unit);

/// <summary>The profiles there are.</summary>
public static class Profiles
{
    /// <summary>The profile of the number that stands beside a film.</summary>
    public const string Acclaim = "acclaim-1";

    /// <summary>Those that are always live.</summary>
    public static IReadOnlyList<ProfileCard> Live { get; } =
    [
        new(
            Acclaim, 1,
            "What critics make of a film, lifted towards 100 by the lists and honours that name it "
            + "and never lowered by those that do not.",
            "A = C + (100 - C) * g * 0.6, where C is the mean of what each verdict counts as together"
            + " with 1.2 verdicts at 60.35, g = 1.25 r / (r + 0.25), and r = (list credits + 2 * honour"
            + " credits) / (lists + 2 * collectives + 10). Ordered by the lower end of the 95 % "
            + "interval.",
            "points of 100"),
        new(
            "mean", 1,
            "The plain average of the ratings critics wrote, as they wrote them; at least five ratings.",
            "sum of ratings / number of readable ratings",
            "points of 100"),
        new(
            "approval", 1,
            "The share of critics who approve: thumb up, or without a thumb a rating of at least 60; "
            + "at least five verdicts.",
            "positive verdicts / verdicts, with Wilson's 95 % interval",
            "percent"),
        new(
            "mentions", 1,
            "How many critics' best-of-year lists name the film, wherever on them it stands.",
            "number of persons' lists of the year that name it",
            "lists"),
        new(
            "honours", 1,
            "What critics' circles named best: a win counts fully, a second place half, a third a third.",
            "sum over collectives' lists of the year of 1 / place, for places 1 to 10; films that "
            + "share places share their mean",
            "wins"),
        new(
            "lists-321", 1,
            "The year-end scorecard: three points for a first place, two for a second, one for any "
            + "other in the top ten or on an unranked list.",
            "3 / 2 / 1 by the printed number 1 / 2 / 3-10, tied films each in full; unnumbered 1 on a"
            + " list of at most 20 films (from 2014: 1/2 if it names more than 10)",
            "points"),
        new(
            "borda", 1,
            "Ten points for a first place, nine for a second, down to one for a tenth; films that "
            + "share places share their points.",
            "sum over persons' lists of the year of the mean of 11 - position over the positions shared",
            "points"),
        new(
            "dowdall", 1,
            "One point for a first place, a half for a second, a third for a third: passion counts "
            + "more than breadth.",
            "sum over persons' lists of the year of the mean of 1 / position over the positions "
            + "shared, positions 1 to 10",
            "points"),
    ];

    /// <summary>Those that need all lists of a season at once, and are computed when somebody asks.</summary>
    public static IReadOnlyList<ProfileCard> Compared { get; } =
    [
        new(
            "schulze", 1,
            "How many films of the year it beats when every two are compared by the lists that prefer one "
            + "to the other, directly or by a chain of such majorities.",
            "films to which its strongest path is stronger than theirs to it; a path is as strong as the"
            + " fewest lists behind one of its steps; a list prefers what it names to what it does not",
            "wins"),
        new(
            "ranked-pairs", 1,
            "How many films of the year it stands above when the clearest majorities between two films are "
            + "taken first, and none that contradicts those before.",
            "films it reaches by locked majorities; locked in the order of lists for, lists against and ids,"
            + " unless the loser already reaches the winner",
            "wins"),
        new(
            "plackett-luce", 1,
            "What a film is worth if each critic made a list by choosing, place after place, among all films"
            + " of the year, each as likely as it is worth.",
            "the worths under which the season's lists are most likely, with half a win and half a loss"
            + " against a ghost for each film; the worths of all films make 1",
            "worth"),
    ];

    /// <summary>Every one.</summary>
    public static IReadOnlyList<ProfileCard> All { get; } = [.. Live, .. Compared];
}
