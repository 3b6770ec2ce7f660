using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Aggregator;

/// <summary>
/// Reads grades as critics write them: <c>3.5/4</c>, <c>B+</c>, <c>★★★½☆</c>. The first form that fits the
/// whole text wins; what fits none is kept as it was written, with the reason (<c>method.md</c> §1, row by
/// row below).
/// </summary>
public static partial class RatingReader
{
    // Digits, a decimal point or comma, "2 1/2" and "2.1/2" (two and a half), or a small number in letters.
    private const string Mixed = "[0-9]{1,3}(?:[ .-]1/2|[ -](?:1/4|3/4|1/3|2/3))";
    private const string Number =
        "(?:" + Mixed + "|[0-9]{1,3}(?:[.,][0-9]{1,9})?|[.][0-9]{1,9}|zero|one|two|three|four|five)";
    private const string Over = " ?(?:/|out of|of) ?";
    private const string Unit = "(?: ?(?:(?<unit>stars?)|points?|pts))?";
    private const string Stars = "[★⭐*]+";
    private const string Part = "(?: ?(?<part>1/2|1/4|3/4|1/3|2/3))?";
    // Critics write the same few hundred grades: each of these is read once, and kept once.
    private const int GradesKnownMax = 4096;
    private const int KnownLengthMax = 32;
    private static readonly ConcurrentDictionary<string, Rating> GradesKnown = new(StringComparer.Ordinal);

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>
    /// Reads a grade; never throws on what people write. <paramref name="usualScale"/> is the denominator the
    /// publication is known to use, where known.
    /// </summary>
    public static Rating Read(string text, int? usualScale = null)
    {
        if (usualScale is not null || text is not { Length: <= KnownLengthMax })
            return ReadAnew(text, usualScale);
        if (GradesKnown.TryGetValue(text, out var known)) return known;
        var rating = ReadAnew(text, null);
        if (GradesKnown.Count < GradesKnownMax) GradesKnown.TryAdd(text, rating);
        return rating;
    }

    private static Rating ReadAnew(string text, int? usualScale)
    {
        var grade = RatingText.Clean(text);
        if (grade.Length == 0) return Unreadable(text, UnreadableReason.Empty);

        if (LetterForm().Match(grade) is { Success: true } letter) return ReadLetter(text, letter);
        if (GlyphForm().Match(grade) is { Success: true } glyphs) return ReadGlyphs(text, glyphs, usualScale);
        if (GlyphFractionForm().Match(grade) is { Success: true } stars) return ReadFraction(text, stars);
        if (PercentForm().Match(grade) is { Success: true } percent)
            return OnScale(text, Quantity.Read(percent.Groups["number"].Value), new Quantity(100, 1));
        if (PlusMinusForm().Match(grade) is { Success: true } signed) return ReadSigned(text, signed);
        if (MixedForm().Match(grade) is { Success: true } mixed)
            return ReadBare(text, Quantity.Read(mixed.Groups["number"].Value), usualScale);
        if (FractionForm().Match(grade) is { Success: true } fraction) return ReadFraction(text, fraction);
        if (NumberForm().Match(grade) is { Success: true } number)
            return ReadNumber(text, number, usualScale);
        return Unreadable(text, WhyNot(grade));
    }

    // Row 2. One letter and a sign.
    [GeneratedRegex("^(?<letter>[a-z])(?: ?(?<sign>[+]|-? ?plus|-? ?minus|-))?$", Options)]
    private static partial Regex LetterForm();

    // Row 3. "★★★½☆", or stars alone.
    [GeneratedRegex("^(?<stars>" + Stars + ")" + Part + " ?(?<rest>☆*)$", Options)]
    private static partial Regex GlyphForm();

    // Row 4. "**½ / 4", "***/****".
    [GeneratedRegex(
        "^(?<stars>" + Stars + ")" + Part + Over + "(?:(?<over>" + Number + ")|(?<of>" + Stars + "))$",
        Options)]
    private static partial Regex GlyphFractionForm();

    // Row 5. "82%".
    [GeneratedRegex("^(?<number>" + Number + ") ?(?:%|percent)$", Options)]
    private static partial Regex PercentForm();

    // Row 6. "high +2 out of -4..+4".
    [GeneratedRegex(
        "^(?:(?<lean>high|low) )?(?<sign>[+-]?)(?<digit>[0-9]) out of -4 ?(?:[.][.]|to) ?[+]4$", Options)]
    private static partial Regex PlusMinusForm();

    // Row 7. "2-1/2 stars".
    [GeneratedRegex("^(?<number>" + Mixed + ")(?: ?stars?)?$", Options)]
    private static partial Regex MixedForm();

    // Row 8. "3 out of 4 stars", "five stars out of five".
    [GeneratedRegex(
        "^(?<number>" + Number + ")(?: ?stars?)?" + Over + "(?<over>" + Number + ")" + Unit + "$",
        Options)]
    private static partial Regex FractionForm();

    // Row 9. "8", "8.5 points", "4 stars".
    [GeneratedRegex("^(?<number>" + Number + ")" + Unit + "$", Options)]
    private static partial Regex NumberForm();

    private static Rating ReadLetter(string text, Match match)
    {
        var sign = match.Groups["sign"].Value;
        var plus = sign == "+" || sign.EndsWith("plus", StringComparison.Ordinal);
        var suffix = sign.Length == 0 ? "" : plus ? "+" : "-";
        var letter = match.Groups["letter"].Value.ToUpperInvariant() + suffix;
        return Calibration.BuiltIn.Letters.TryGetValue(letter, out var value)
            ? new Rating(text, "letter", value, UnreadableReason.None)
            : Unreadable(text, UnreadableReason.UnknownLetter);
    }

    private static Rating ReadGlyphs(string text, Match match, int? usualScale)
    {
        var stars = CountStars(match);
        var unlit = match.Groups["rest"].Length;
        if (unlit == 0) return ReadBareStars(text, stars, usualScale);

        // A part of a star takes the place of one that is not lit.
        var scale = match.Groups["stars"].Length + unlit + (match.Groups["part"].Success ? 1 : 0);
        return OnScale(text, stars, new Quantity(scale, 1));
    }

    private static Rating ReadFraction(string text, Match match)
    {
        var part = match.Groups["number"];
        var scale = match.Groups["of"] is { Success: true } glyphs
            ? new Quantity(glyphs.Length, 1)
            : Quantity.Read(match.Groups["over"].Value);
        return OnScale(text, part.Success ? Quantity.Read(part.Value) : CountStars(match), scale);
    }

    private static Rating ReadNumber(string text, Match match, int? usualScale)
    {
        var number = Quantity.Read(match.Groups["number"].Value);
        return match.Groups["unit"].Success
            ? ReadBareStars(text, number, usualScale)
            : ReadBare(text, number, usualScale);
    }

    private static Rating ReadSigned(string text, Match match)
    {
        const int Most = 4;
        var digit = match.Groups["digit"].Value[0] - '0';
        if (digit > Most) return Unreadable(text, UnreadableReason.AboveScale);

        var value = match.Groups["sign"].Value == "-" ? -digit : digit;
        var lean = match.Groups["lean"].Value switch { "high" => 1, "low" => -1, _ => 0 };
        var eighths = Math.Clamp(4 * (value + Most) + lean, 0, 32);
        return new Rating(text, "-4..+4", new Quantity(eighths, 1).ShareOf(32), UnreadableReason.None);
    }

    // A number alone above five is read out of ten; 4 of 4, 4 of 5 and 4 of 10 are different opinions.
    private static Rating ReadBare(string text, Quantity number, int? usualScale)
    {
        if (usualScale is { } scale) return OnScale(text, number, new Quantity(scale, 1));
        return number.IsAbove(5) && !number.IsAbove(10)
            ? OnScale(text, number, new Quantity(10, 1))
            : Unreadable(text, UnreadableReason.NoScale);
    }

    // Nil is nil on every scale, and more than four stars can only be of five.
    private static Rating ReadBareStars(string text, Quantity stars, int? usualScale)
    {
        if (usualScale is { } scale) return OnScale(text, stars, new Quantity(scale, 1));
        if (stars.IsAbove(5)) return Unreadable(text, UnreadableReason.AboveScale);
        return !stars.IsAbove(0) || stars.IsAbove(4)
            ? OnScale(text, stars, new Quantity(5, 1))
            : Unreadable(text, UnreadableReason.NoScale);
    }

    private static Rating OnScale(string text, Quantity number, Quantity over)
    {
        if (over.IsZero) return Unreadable(text, UnreadableReason.Malformed);
        if (over.Whole is not { } scale || !Calibration.BuiltIn.Denominators.Contains(scale))
            return Unreadable(text, UnreadableReason.UnknownScale);

        // 5.5/5 is never cut to 5/5: it is a typing error, not enthusiasm.
        if (number.IsAbove(scale)) return Unreadable(text, UnreadableReason.AboveScale);
        return new Rating(text, $"x/{scale}", number.ShareOf(scale), UnreadableReason.None);
    }

    private static Quantity CountStars(Match match)
    {
        var whole = new Quantity(match.Groups["stars"].Length, 1);
        return match.Groups["part"] is { Success: true } part ? whole.Plus(Quantity.Read(part.Value)) : whole;
    }

    private static UnreadableReason WhyNot(string grade) =>
        grade.Any(char.IsDigit) || (grade.Length < 4 && grade[0] is >= 'a' and <= 'f')
            ? UnreadableReason.Malformed
            : UnreadableReason.Word;

    private static Rating Unreadable(string text, UnreadableReason why) => new(text, "", null, why);
}
