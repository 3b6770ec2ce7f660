using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Naming;

/// <summary>Years that films are made and lists are written in.</summary>
internal static class Years
{
    public const int First = Scope.SeasonMin;
    public const int Last = Scope.SeasonMax;

    public static bool IsOne(int year) => year is >= First and <= Last;

    /// <summary>The year as it is; refuses <c>year-unreadable</c> where nobody made films.</summary>
    public static int? Checked(string field, int? year) => Unlikely(field, year) is { } sentence
        ? throw new RefusedException("year-unreadable", sentence)
        : year;

    /// <summary>Why it cannot be the year of a film; null where it can.</summary>
    public static string? Unlikely(string field, int? year) => year is null || IsOne(year.Value)
        ? null
        : $"The {field} {year} is not between {First} and {Last}.";

    /// <summary>
    /// The same of a day: a film competes in the year of its release where nothing else tells, and nobody
    /// wrote of films before there were any.
    /// </summary>
    public static DateOnly? Checked(string field, DateOnly? day) => day is null || IsOne(day.Value.Year)
        ? day
        : throw new RefusedException("year-unreadable",
            $"The {field} {day:yyyy-MM-dd} is not between {First} and {Last}.");
}
