using System.Globalization;
using Aggregator.Client;

namespace Aggregator.Web.Layout;

/// <summary>Numbers, days and places as people read them.</summary>
internal static class Words
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Points with two digits, an en dash where there is no number.</summary>
    public static string Points(decimal? points) => points?.ToString("0.00", Plain) ?? "–";

    /// <summary>The digits the number has, and no needless zeros: <c>134</c>, <c>35.878997</c>.</summary>
    public static string Number(decimal number) => number.ToString("0.######", Plain);

    /// <summary>Honours and parts of one, with as many digits as every other: <c>0.3250</c>.</summary>
    public static string Honours(decimal honours) => honours.ToString("0.0000", Plain);

    /// <summary>A share of one, with as many digits as every other: <c>0.071180</c>.</summary>
    public static string Worth(decimal share) => share.ToString("0.000000", Plain);

    public static string Signed(decimal points) => points.ToString("+0.00;−0.00;0.00", Plain);

    /// <summary><c>84.96 to 95.10</c>.</summary>
    public static string Span(IReadOnlyList<decimal>? interval) =>
        interval is [var low, var high] ? $"{Points(low)} to {Points(high)}" : "–";

    /// <summary>One digit more: what a single verdict adds is seldom a hundredth.</summary>
    public static string SignedFine(decimal points) => points.ToString("+0.000;−0.000;0.000", Plain);

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", Plain);

    /// <summary>A day as addresses and forms have it: <c>2013-12-20</c>.</summary>
    public static string IsoDay(DateOnly day) => day.ToString("yyyy-MM-dd", Plain);

    /// <summary>
    /// The day that somebody gave so, null where the field was left empty; false where what was given is no
    /// day.
    /// </summary>
    public static bool TryReadDay(string? given, out DateOnly? day)
    {
        var isDay = DateOnly.TryParseExact(given, "yyyy-MM-dd", Plain, DateTimeStyles.None, out var read);
        day = isDay ? read : null;
        return isDay || Given(given) is null;
    }

    /// <summary>The address of the same as of a day; of now where there is none.</summary>
    public static string AsOf(string path, DateOnly? day) => day is { } past
        ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}asOf={IsoDay(past)}"
        : path;

    /// <summary>What the title of a page of a past day ends with.</summary>
    public static string TitleAsOf(DateOnly? day) => day is { } past ? $", as of {Day(past)}" : "";

    /// <summary>What somebody gave; an empty field of a form is none.</summary>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static string Count(long count, string one, string many) =>
        string.Create(Plain, $"{count:#,0} {(count == 1 ? one : many)}");

    /// <summary><c>1st</c>, <c>2nd</c>, <c>3rd</c>, <c>11th</c>.</summary>
    public static string Ordinal(int number)
    {
        var ending = (number % 100) is 11 or 12 or 13
            ? "th"
            : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return string.Create(Plain, $"{number}{ending}");
    }

    /// <summary>The address, if following it is safe: the web's own schemes only.</summary>
    public static string? Link(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address.AbsoluteUri
            : null;

    /// <summary>Who publishes there: the address's host without its <c>www</c>.</summary>
    public static string Host(string link)
    {
        var host = new Uri(link).Host;
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    /// <summary>Where a film's whole explanation is, for programs.</summary>
    public static string ExplanationPath(string film) => Routes.FilmExplanation(film);

    public static string FilmPath(string film) => $"/films/{Uri.EscapeDataString(film)}";

    public static string HistoryPath(string film) => $"{FilmPath(film)}/history";

    public static string CriticPath(string critic) => $"/critics/{Uri.EscapeDataString(critic)}";
}
