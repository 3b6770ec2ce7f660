using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// The digits of every script, the full-width, circled and boxed ones, and the numerals and letters by which
/// lists count.
/// </summary>
internal static partial class Numerals
{
    /// <summary>Circled numbers and their like; before them stand superscripts and fractions.</summary>
    private const int FirstCircled = 0x2460;

    private static readonly string[] Ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    private static readonly string[] Tens = ["", "X", "XX", "XXX", "XL", "L"];

    /// <summary>
    /// A line with the number that it may begin with in our digits, and a dot behind it where it stands in a
    /// circle or box.
    /// </summary>
    public static string Plain(string line)
    {
        var boxed = Boxed().Match(line);
        if (boxed.Success)
        {
            var digits = string.Concat(boxed.Value.Select(sign =>
                char.IsAsciiDigit(sign) ? $"{sign}" : sign == '\uD83D' ? "10" : ""));
            return $"{digits}. {line[boxed.Length..]}";
        }

        if (Rune.DecodeFromUtf16(line, out var first, out _) == OperationStatus.Done
            && first.Value >= FirstCircled
            && Rune.GetUnicodeCategory(first) == UnicodeCategory.OtherNumber
            && Rune.GetNumericValue(first) is >= 1 and var value && double.IsInteger(value))
        {
            var rest = line[first.Utf16SequenceLength..].TrimStart('.', ')', ':', '、', ' ');
            return string.Create(CultureInfo.InvariantCulture, $"{value}. {rest}");
        }

        var number = Digits().Match(line).Groups["digits"];
        return !number.Success || number.Value.All(char.IsAscii) ? line
            : line[..number.Index]
                + string.Concat(number.Value.Select(digit => CharUnicodeInfo.GetDecimalDigitValue(digit)))
                + line[(number.Index + number.Length)..];
    }

    /// <summary>What a Roman numeral below 60 means; -1 where it is none.</summary>
    public static int OfRoman(string written)
    {
        var tens = Array.FindLastIndex(
            Tens, ten => written.StartsWith(ten, StringComparison.OrdinalIgnoreCase));
        var ones = Array.FindIndex(
            Ones, one => written[Tens[tens].Length..].Equals(one, StringComparison.OrdinalIgnoreCase));
        return ones < 0 ? -1 : (tens * 10) + ones;
    }

    /// <summary>Where a letter stands in the alphabet, from 1 on.</summary>
    public static int OfLetter(string written) => char.ToUpperInvariant(written[0]) - 'A' + 1;

    /// <summary>Keycaps, and the one of ten (U+1F51F).</summary>
    [GeneratedRegex(@"^(?:(?:[0-9]\uFE0F?\u20E3){1,3}|\uD83D\uDD1F)[.:)]?\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Boxed();

    [GeneratedRegex(@"^[(（\[#=№第]?\s?(?<digits>\p{Nd}{1,3})(?!\p{Nd})")]
    private static partial Regex Digits();
}
