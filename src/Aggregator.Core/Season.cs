using System.Collections.Immutable;

namespace Aggregator;

/// <summary>The season in which a film competes (<c>method.md</c> §6a).</summary>
public static class Season
{
    private const int YearsBefore = 1;
    private const int YearsAfter = 3;

    // Of a list: production, festivals and release lie apart, and some are shown before they are released.
    private const int MadeBeforeMax = 2;
    private const int MadeAfterMax = 1;

    /// <summary>Whether a film made in a year is one of those that lists of a season are about.</summary>
    public static bool IsOfList(int made, int season) =>
        made >= season - MadeBeforeMax && !IsTooLate(made, season);

    /// <summary>Whether a film was made too late to be on a season's lists.</summary>
    public static bool IsTooLate(int made, int season) => made > season + MadeAfterMax;

    /// <summary>
    /// What an editor recorded; else the list year with the most mentions (the earlier on a tie) from the
    /// year before the film was made to three years after; else the year of its release; else the year it was
    /// made.
    /// </summary>
    public static int? Of(Film? film, ImmutableArray<YearSums> years) =>
        film?.Season ?? MostMentioned(film?.Year, years) ?? film?.Released?.Year ?? film?.Year;

    private static int? MostMentioned(int? made, ImmutableArray<YearSums> years)
    {
        int? season = null;
        var most = 0;
        foreach (var year in years)
        {
            if (year.Year < made - YearsBefore || year.Year > made + YearsAfter) continue;
            if (year.Mentions < most || year.Mentions == 0) continue;
            if (year.Mentions == most && season < year.Year) continue;
            (season, most) = (year.Year, year.Mentions);
        }

        return season;
    }
}
