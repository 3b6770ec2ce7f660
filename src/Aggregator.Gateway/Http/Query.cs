using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Aggregator.Gateway.Http;

/// <summary>Reads what stands after the question mark; refuses what cannot be read, naming it.</summary>
internal static class Query
{
    public const int FirstMax = 200;
    private const int FirstUsual = 50;

    /// <summary>What is asked for; a field that a form leaves empty is not.</summary>
    public static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static int First(string? text, int usual = FirstUsual, int most = FirstMax)
    {
        if (Given(text) is null) return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first >= 1
            && first <= most)
            return first;
        throw new RefusedException("first-out-of-range",
            $"first must be from 1 to {most}, not \"{Shown.Short(text)}\".");
    }

    public static int? Number(string name, string? text)
    {
        if (Given(text) is null) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RefusedException("query-unreadable",
                $"{name} must be a whole number, not \"{Shown.Short(text)}\".");
    }

    public static bool? Flag(string name, string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "" => true,
        "false" or "0" => false,
        _ => throw new RefusedException("query-unreadable",
            $"{name} must be true or false, not \"{Shown.Short(text)}\"."),
    };
}

/// <summary>
/// Where a page ended, bound to what was paged through, so that a cursor of something else is told apart.
/// </summary>
internal static class Cursor
{
    public static string Of(string list, string last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}\n{last}"));

    public static string Of(string list, long last) => Of(list, last.ToString(CultureInfo.InvariantCulture));

    /// <summary>What <see cref="Of(string, string)"/> was given; null without a cursor.</summary>
    public static string? Read(string list, string? cursor)
    {
        if (Query.Given(cursor) is null) return null;
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (text.StartsWith($"{list}\n", StringComparison.Ordinal)) return text[(list.Length + 1)..];
        }
        catch (FormatException)
        {
            // Not base64url: no cursor of ours.
        }

        throw Unreadable(cursor);
    }

    public static long? ReadNumber(string list, string? cursor)
    {
        if (Read(list, cursor) is not { } last) return null;
        return long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unreadable(cursor);
    }

    /// <summary>
    /// The first things that are left of a list, and the cursor that goes on behind them; null where no more
    /// are left.
    /// </summary>
    public static (List<T> Page, string? Next) Cut<T>(
        IEnumerable<T> left, int first, Func<T, string> cursorOf)
    {
        var page = left.Take(first + 1).ToList();
        if (page.Count <= first) return (page, null);
        page.RemoveAt(first);
        return (page, cursorOf(page[^1]));
    }

    public static RefusedException Unreadable(string? cursor) => new(
        "cursor-unreadable",
        $"\"{Shown.Short(cursor)}\" is not a cursor of this list; begin again without after.");
}
