using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Aggregator;

/// <summary>
/// Where a page ended: the order's numbers and the film. <see cref="ToString"/> is URL-safe.
/// </summary>
public readonly record struct RankingCursor(Scope Scope, RankingBy By, long First, long Second, FilmId Film)
{
    private const int TextLengthMax = 512;
    private const int Parts = 5;
    private const char Between = ' ';

    /// <summary>Reads a cursor; false for anything that is not one, or is one of another ranking.</summary>
    public static bool TryRead(string text, Scope scope, RankingBy by, out RankingCursor cursor)
    {
        cursor = default;
        if (text is null || text.Length is 0 or > TextLengthMax || !Base64Url.IsValid(text)) return false;

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Between);
        if (parts.Length != Parts || parts[0] != scope.ToString()) return false;
        if (parts[1] != RankingNames.NameOf(by)) return false;
        if (!TryReadNumber(parts[2], out var first) || !TryReadNumber(parts[3], out var second)) return false;
        if (!FilmId.TryRead(parts[4], out var film)) return false;

        // Padding and white space decode as well; only what was once given out is taken back.
        var read = new RankingCursor(scope, by, first, second, film);
        if (read.ToString() != text) return false;
        cursor = read;
        return true;
    }

    public override string ToString()
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{Scope} {RankingNames.NameOf(By)} {First} {Second} {Film.Value}");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    private static bool TryReadNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
