using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Lists;

/// <summary>A line as it is read, and where in the body.</summary>
internal readonly record struct PageLine(string At, string Text);

/// <summary>
/// The lines of a body as a page would show them: the blocks of HTML end lines, the cells of a row stand in
/// one, and what <c>ol</c> numbers has its number.
/// </summary>
internal sealed partial class PageLines
{
    private const StringSplitOptions Trimmed =
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>So many tags of lists are looked at to count items of those that count down.</summary>
    private const int TagsMax = 20_000;

    private readonly List<(int Line, string Text)> _read = [];
    private readonly Stack<Counter?> _lists = [];
    private readonly StringBuilder _text = new();
    private int _began;
    private int? _number;
    private bool _isInRow;
    private bool _isInItem;
    private bool _hasWords;
    private int _looked;

    public static PageLine[] Of(string[] lines)
    {
        var page = new PageLines();
        page.Read(string.Join('\n', lines));
        return [.. page._read.GroupBy(read => read.Line).SelectMany(line => Labelled([.. line]))];
    }

    private static IEnumerable<PageLine> Labelled((int Line, string Text)[] parts) =>
        parts.Select((part, at) => new PageLine(
            $"line {part.Line}{(parts.Length > 1 ? $", part {at + 1}" : "")}", part.Text));

    private void Read(string body)
    {
        var (line, from) = (1, 0);
        foreach (Match end in End().Matches(body))
        {
            Add(body[from..end.Index], line);
            from = end.Index + end.Length;
            if (end.ValueSpan is not "\n") Take(end, body, line);
            else if (_isInRow || _isInItem) _text.Append(' ');
            else Finish(line, isBlank: IsBlank(body.AsSpan(0, end.Index)));
            if (end.ValueSpan is "\n") line++;
        }

        Add(body[from..], line);
        Finish(line);
    }

    /// <summary>Whether a line holds nothing, not even tags: it parts those above and below.</summary>
    private static bool IsBlank(ReadOnlySpan<char> above) =>
        above[(above.LastIndexOf('\n') + 1)..].IsWhiteSpace();

    private void Add(string text, int line)
    {
        // A line is where its words begin.
        if (!_hasWords) _began = line;
        _hasWords |= !string.IsNullOrWhiteSpace(text);
        _text.Append(text);
    }

    private void Take(Match tag, string body, int line)
    {
        var (name, isClosed) = (tag.Groups["name"].Value.ToLowerInvariant(), tag.Groups["close"].Success);
        if (_isInRow && name is not ("tr" or "tbody" or "table"))
        {
            _text.Append(name is "td" or "th" ? '\t' : ' ');
            return;
        }

        Finish(line);
        _isInRow = name == "tr" && !isClosed;
        _isInItem = name == "li" && !isClosed && _lists.Count > 0;
        // An item without words shows its number beside nothing.
        if (isClosed && (name is "li" or "ol" or "ul")) _number = null;
        if (isClosed && (name is "ol" or "ul")) Close(isCounted: name == "ol");
        else if (name is "ol") _lists.Push(Counted(tag, body));
        else if (name is "ul") _lists.Push(null);
        else if (name is "li" && !isClosed) _number = _lists.TryPeek(out var list) ? list?.Next(tag) : null;
    }

    private Counter Counted(Match tag, string body)
    {
        var attributes = tag.Groups["attributes"].Value;
        // One within another list is looked through with that.
        var isReversed = Reversed().IsMatch(attributes) && _lists.Count == 0;
        var first = ValueOf(attributes) ?? (isReversed ? Items(body, tag.Index) : 1);
        return new Counter(first, isReversed ? -1 : 1);
    }

    /// <summary>How many items a list has that begins here, without those of lists in it.</summary>
    private int Items(string body, int from)
    {
        var (depth, count) = (0, 0);
        foreach (Match tag in Nested().Matches(body, from))
        {
            if (tag.Groups["item"].Success) count += depth == 1 ? 1 : 0;
            else if (tag.Groups["close"].Success) depth--;
            else depth++;
            if (depth == 0 || _looked++ > TagsMax) break;
        }

        return count;
    }

    private static int? ValueOf(string attributes) => Value().Match(attributes) is { Success: true } value
        ? int.Parse(value.Groups["value"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Ends the inner list, if it is of the kind whose end is told.</summary>
    private void Close(bool isCounted)
    {
        if (_lists.TryPeek(out var list) && list is not null == isCounted) _lists.Pop();
    }

    private void Finish(int line, bool isBlank = false)
    {
        var text = Markup.Plain(_text.ToString());
        _text.Clear();
        _hasWords = false;
        if (_isInRow) text = string.Join('\t', text.Split('\t', Trimmed));
        if (_isInItem) text = string.Join(' ', text.Split(' ', Trimmed));
        if (!string.IsNullOrWhiteSpace(text)) _read.Add((_began, Numbered(text)));
        else if (isBlank) _read.Add((line, ""));
    }

    /// <summary>With the number that the page shows before it, unless the author wrote one as well.</summary>
    private string Numbered(string text)
    {
        var number = _number;
        _number = null;
        return number is null || NumberedLine.Of("", text.Trim()) is { Number: not null, IsDoubtful: false }
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{number}. {text.Trim()}");
    }

    /// <summary>The numbers that an <c>ol</c> gives.</summary>
    private sealed class Counter(int first, int step)
    {
        private int _next = first;

        public int Next(Match item)
        {
            var number = ValueOf(item.Groups["attributes"].Value) ?? _next;
            _next = number + step;
            return number;
        }
    }

    [GeneratedRegex(
        """
        \n
        |<(?<close>/)?(?<name>address|article|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption
        |figure|footer|h[1-6]|head|header|hr|html|li|main|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr
        |ul)(?<attributes>\s[^<>]*)?/?>
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex End();

    [GeneratedRegex(@"\sreversed\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reversed();

    [GeneratedRegex(@"\s(?:start|value)\s*=\s*[""']?(?<value>[0-9]{1,3})\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Value();

    [GeneratedRegex(@"<(?:(?<item>li)|(?<close>/)?[ou]l)(?=[\s/>])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Nested();
}
