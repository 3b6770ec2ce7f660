using System.Globalization;

namespace Aggregator.Cli;

/// <summary>What is printed.</summary>
internal static class Say
{
    /// <summary>A line of the answer.</summary>
    public static void Line(string text) => Exactly(Plain(text));

    /// <summary>
    /// The same as it came. Throws <see cref="RefusedHereException"/> where nothing takes it.
    /// </summary>
    public static void Exactly(string? text)
    {
        try
        {
            Console.Out.WriteLine(text);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            throw new RefusedHereException(
                $"The answer was not printed to its end: {lost.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>A line that is not part of the answer; nobody hears it where nothing takes it.</summary>
    public static void Aside(string text)
    {
        try
        {
            Console.Error.WriteLine(Plain(text));
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say so; the exit status tells.
        }
    }

    /// <summary>Rows in columns that stand below each other; the last one ends where it ends.</summary>
    public static void Table(IReadOnlyCollection<string[]> rows, params int[] toTheRight)
    {
        if (rows.Count == 0) return;
        var widths = Enumerable.Range(0, rows.First().Length)
            .Select(column => rows.Max(row => Width(row[column]))).ToList();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) =>
            {
                var room = new string(' ', widths[column] - Width(cell));
                return toTheRight.Contains(column) ? room + cell : cell + room;
            });
            Line(string.Join("  ", cells).TrimEnd());
        }
    }

    /// <summary><c>1 row</c>, <c>1,000 rows</c>.</summary>
    public static string Counted(long count, string one, string? many = null) =>
        Text($"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    public static string Titled(string title, int? year) =>
        year is { } made ? Text($"{title} ({made})") : title;

    /// <summary>The same on every machine, whatever its language.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Whatever somebody called a film, it gives a terminal no orders.
    private static string Plain(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static int Width(string cell) => new StringInfo(cell).LengthInTextElements;
}
