using System.Collections.Immutable;

namespace Aggregator;

/// <summary>The season in which a film competes (<c>method.md</c> §6a).</summary>
internal static class Season
{
    private const int YearsBefore = 1;
    private const int YearsAfter = 3;

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
