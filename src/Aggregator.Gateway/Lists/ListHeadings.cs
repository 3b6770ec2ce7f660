using System.Text.RegularExpressions;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// The lines of a list that name no film: its own name, and what parts the places from the rest.
/// </summary>
internal sealed partial class ListHeadings
{
    private readonly Dictionary<string, RefusalAt> _remarks = [];

    public IEnumerable<RefusalAt> Remarks => _remarks.Values;

    public static ListHeadings Of(NumberedLine[] lines)
    {
        var headings = new ListHeadings();
        if (lines.Length < 2) return headings;
        var first = lines.TakeWhile(line => !SaysSo(line)).ToArray();
        if (HasName(first)) headings.Add(first[0], "has no number, and those below it have one");
        foreach (var line in lines.Where(SaysSo)) headings.Add(line, "names no film");
        foreach (var line in Marked(lines).Where(line => !headings.Holds(line)))
            headings.Add(line, "is marked as a heading, and what stands below it otherwise");
        return headings;
    }

    public bool Holds(NumberedLine line) => _remarks.ContainsKey(line.At);

    /// <summary>
    /// Throws where a number comes again below a heading or behind another number: that is no tie, but the
    /// beginning of another list.
    /// </summary>
    public void RefuseAnotherList(NumberedLine[] lines, NumberedLine[] films)
    {
        var numbers = films.ToDictionary(film => film.At, film => film.Number);
        var (before, here) = (new HashSet<int>(), new HashSet<int>());
        var heading = "";
        int? above = null;
        foreach (var line in lines)
        {
            if (Holds(line))
            {
                before.UnionWith(here);
                here.Clear();
                (heading, above) = (line.Written, null);
            }
            else if (numbers[line.At] is { } number)
            {
                if (before.Contains(number))
                    throw ListText.At(line.At, new Refusal("list-numbers",
                        $"The number {number} comes again below \"{Shown.Short(heading)}\", which therefore "
                        + "begins another list: send each by itself."));
                if (!here.Add(number) && number != above)
                    throw ListText.At(line.At, new Refusal("list-numbers",
                        $"The number {number} comes again, behind {above}. Films that tie stand side by "
                        + "side; if another list begins here, send each by itself."));
                above = number;
            }
        }
    }

    /// <summary>
    /// Whether the first line is the list's name: it is not numbered as all others are, place 1 among them,
    /// nor is it an id, or dated as films are.
    /// </summary>
    private static bool HasName(NumberedLine[] lines) =>
        lines is [{ Number: null, IsMarked: false } first, _, _, ..]
        && lines[1..].All(line => line.Number is not null) && lines.Any(line => line.Number == 1)
        && FilmLines.Dated(first.Written).Year is null && !FilmNaming.IsAddress(first.Written);

    /// <summary>
    /// Whether a line ends with a colon, as no title does, says that films without a place follow or in which
    /// order they stand, or is a rule drawn across the page.
    /// </summary>
    public static bool SaysSo(NumberedLine line) => line.Number is null
        && ((line.Rest.EndsWith(':') && FilmLines.Dated(line.Rest).Year is null)
            || Rest().IsMatch(line.Rest) || Rule().IsMatch(line.Written));

    /// <summary>
    /// The lines that Markdown has for headings, <c>## The rest</c>, where they stand above others and are
    /// not the films themselves: lines with a number or dash are, or there is one such line above all.
    /// </summary>
    private static NumberedLine[] Marked(NumberedLine[] lines)
    {
        var marked = Array.FindAll(lines, line => line.Number is null && Mark().IsMatch(line.Written));
        var isAbove = lines.Any(line => line.IsMarked) || (marked.Length == 1 && marked[0] == lines[0]);
        return isAbove ? marked : [];
    }

    private void Add(NumberedLine line, string why) => _remarks.Add(line.At, new RefusalAt(
        line.At, "heading-left-out",
        $"\"{Shown.Short(line.Written)}\" {why}: it is taken for a heading, and left out."));

    [GeneratedRegex(@"^[-–—_=*~•\s]{3,}$")]
    private static partial Regex Rule();

    [GeneratedRegex(
        @"^\W*(?:honou?rable mentions?|runners[- ]up|also[- ]rans"
        + @"|(?:in )?(?:alphabetical|no(?: particular)?) order|alphabetically|unranked)\W*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Rest();

    [GeneratedRegex(@"^\#{1,6}\s")]
    private static partial Regex Mark();
}
