using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// What a list exported from Letterboxd says of itself before its films: a header that begins with
/// <c>Date</c>, and one record. Nobody wrote it for us: what is not taken here is left out, with a remark.
/// </summary>
internal static class ExportHeading
{
    /// <summary>The list with what the lines say between two, of which the second is not theirs.</summary>
    public static WrittenList Over(WrittenList list, string[] lines, int from, int to)
    {
        list = list with { IsExported = true };
        var header = Array.FindIndex(
            lines, from, to - from, line => CsvRecords.Split(line) is [var first, _, ..]
                && first.Equals("Date", StringComparison.OrdinalIgnoreCase));
        if (header < 0 || header + 1 >= to) return list;

        var names = CsvRecords.Split(lines[header])!;
        var at = header + 1;
        if (CsvRecords.Read(line => line < to ? lines[line] : null, ref at, _ => true) is not { } values)
            return WithoutPart(list, $"line {header + 2}", "The heading of the export cannot be read");
        var heading = new Heading($"line {header + 2}", names, values);
        return heading.Dated(heading.Described(list));
    }

    /// <summary>
    /// The list as it is, published by tomorrow; refused where its author says otherwise, and without the day
    /// where an export does.
    /// </summary>
    public static WrittenList NotAhead(WrittenList list, DateOnly today)
    {
        if (list.IsExported && list.Published > today.AddDays(1))
        {
            return WithoutPart(list with { Published = null }, "",
                $"The Date {list.Published:yyyy-MM-dd} of the export is more than a day ahead");
        }

        Days.NotAhead(list.Published, today);
        return list;
    }

    private static WrittenList WithoutPart(WrittenList list, string at, string why) => list with
    {
        Remarks = list.Remarks.Add(new RefusalAt(at, "heading-left-out", $"{why}, and is left out.")),
    };

    private sealed record Heading(string At, string[] Names, string[] Values)
    {
        public WrittenList Dated(WrittenList list)
        {
            if (this["Date"] is not { } date) return list;
            return Days.TryRead(date, out var day)
                ? list with { Published = day }
                : WithoutPart(list, At, $"The Date \"{Shown.Short(date)}\" is not a day such as 2013-12-18");
        }

        public WrittenList Described(WrittenList list)
        {
            foreach (var name in new[] { "URL", "Description" })
            {
                if (this[name] is { Length: > PlainText.NoteLengthMax } text)
                    list = WithoutPart(list, At, $"The {name} \"{Shown.Short(text)}\" is too long");
            }

            var said = new FreeText { Url = Fitting("URL"), Note = Fitting("Description") };
            return said.IsEmpty ? list : list with { Text = said };
        }

        private string? Fitting(string name) =>
            this[name] is { Length: <= PlainText.NoteLengthMax } text ? text : null;

        private string? this[string name]
        {
            get
            {
                var at = Array.FindIndex(
                    Names, known => known.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
                var value = at >= 0 ? Values.ElementAtOrDefault(at)?.Trim() : null;
                return value is { Length: > 0 } ? value : null;
            }
        }
    }
}
