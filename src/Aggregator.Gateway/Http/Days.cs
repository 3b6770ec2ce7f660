using System.Globalization;

namespace Aggregator.Gateway.Http;

/// <summary>Days as they are written here: <c>2013-12-18</c>.</summary>
internal static class Days
{
    private const string Form = "yyyy-MM-dd";

    public static bool TryRead(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

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
}
