using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Http;

/// <summary>Days as they are written here: <c>2013-12-18</c>.</summary>
internal static partial class Days
{
    private const string Form = "yyyy-MM-dd";

    /// <summary>Other ways in which files write a day that can be read in one way alone.</summary>
    private static readonly string[] InFiles =
        [Form, "yyyy/MM/dd", "MMM d, yyyy", "MMMM d, yyyy", "d MMM yyyy", "d MMMM yyyy"];

    public static bool TryRead(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>
    /// The same as a file may have it: <c>2013/12/18</c>, <c>Dec 18, 2013</c>, <c>18 December 2013</c>, or
    /// with a time of that day behind it. Not <c>12/11/2013</c>, a day in November or in December.
    /// </summary>
    public static bool TryReadInFile(string text, out DateOnly day) => DateOnly.TryParseExact(
        TimeOfDay().Replace(text, ""), InFiles, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>
    /// A day of publication as it is; refuses <c>published-in-future</c> from the day after tomorrow on: by
    /// no clock on earth is it further than tomorrow.
    /// </summary>
    public static DateOnly? NotAhead(DateOnly? published, DateOnly today) => published > today.AddDays(1)
        ? throw new RefusedException("published-in-future",
            $"The day of publication, {published.Value.ToString(Form, CultureInfo.InvariantCulture)}, "
            + "is more than a day ahead.")
        : published;

    [GeneratedRegex(@"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?\s?(Z|[+-][0-9]{2}:?[0-9]{2})?$")]
    private static partial Regex TimeOfDay();
}
