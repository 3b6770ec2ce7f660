using System.Text;
using CsCheck;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class RatingTests
{
    public static IEnumerable<TheoryDataRow<string, int?, string, int?, string>> Cases() =>
        Vectors.Csv("rating_tests.csv").Select(row => Case(row, row.IntOrNull("usual_scale")));

    public static IEnumerable<TheoryDataRow<string, int?, string, int?, string>> RealStrings() =>
        Vectors.Csv("rating_strings_real.csv").Select(row => Case(row, null));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_grade_is_read_as_the_method_says(
        string text, int? usualScale, string scale, int? value, string reason) =>
        AssertReads(text, usualScale, new Rating(text, scale, value, ReasonOf(reason)));

    [Theory]
    [MemberData(nameof(RealStrings))]
    public void A_grade_that_a_critic_really_wrote_is_read_as_published(
        string text, int? usualScale, string scale, int? value, string reason) =>
        AssertReads(text, usualScale, new Rating(text, scale, value, ReasonOf(reason)));

    [Fact]
    public void All_112_cases_and_all_315_real_strings_are_there()
    {
        Assert.Equal(112, Cases().Count());
        Assert.Equal(315, RealStrings().Count());
    }

    [Fact]
    public void More_than_99_of_100_real_grades_can_be_read()
    {
        var rows = Vectors.Csv("rating_strings_real.csv");

        var readable = rows.Where(row => RatingReader.Read(row["text"]).IsReadable)
            .Sum(row => row.Number("count"));

        Assert.Equal(53_136, readable);
        Assert.Equal(53_554, rows.Sum(row => row.Number("count")));
    }

    [Theory]
    [InlineData("Grade: B+", "letter", 8300)]
    [InlineData("“3.5/4”", "x/4", 8750)]
    [InlineData("４／５", "x/5", 8000)]
    [InlineData("4⁄5", "x/5", 8000)]
    [InlineData("⭐️⭐️⭐️⭐️⭐️ out of 5", "x/5", 10000)]
    [InlineData("B−", "letter", 6700)]
    [InlineData("2 2/3 of 4", "x/4", 6667)]
    [InlineData("85.5/100", "x/100", 8550)]
    [InlineData("-3 out of -4 to +4", "-4..+4", 1250)]
    [InlineData("high +4 out of -4..+4", "-4..+4", 10000)]
    [InlineData("low -4 out of -4..+4", "-4..+4", 0)]
    [InlineData("97 percent", "x/100", 9700)]
    [InlineData("four and a half", "", null)]
    public void A_grade_is_read_however_it_is_spelt(string text, string scale, int? value)
    {
        var rating = RatingReader.Read(text);

        Assert.Equal((text, scale, value), (rating.Text, rating.Scale, rating.Value));
    }

    [Theory]
    [InlineData("2 stars", 7, UnreadableReason.UnknownScale)]
    [InlineData("2", 0, UnreadableReason.Malformed)]
    [InlineData("6 stars", null, UnreadableReason.AboveScale)]
    [InlineData("+5 out of -4..+4", null, UnreadableReason.AboveScale)]
    [InlineData("1000/1000", null, UnreadableReason.Malformed)]
    [InlineData("★★☆☆☆☆☆", null, UnreadableReason.UnknownScale)]
    [InlineData("3⅛/4", null, UnreadableReason.Malformed)]
    [InlineData("½ star out of 4", null, UnreadableReason.Malformed)]
    [InlineData("\ud83d", null, UnreadableReason.Word)]
    public void A_grade_that_cannot_be_read_says_why(string text, int? usualScale, UnreadableReason reason) =>
        Assert.Equal(new Rating(text, "", null, reason), RatingReader.Read(text, usualScale));

    [Fact]
    public void Nothing_that_people_write_makes_the_reader_throw()
    {
        const string Alphabet = "0123456789 ./,-+%*★☆⭐½⅔abcdefgr outf\"'\u2212\ud83d\ude00\u00a0plusminu";
        var letters = Gen.Int[0, Alphabet.Length - 1].Select(i => Alphabet[i]);
        var texts = letters.Array[0, 24].Select(some => new string(some));

        Gen.Select(texts, Gen.Int[-3, 120]).Sample((text, usual) =>
        {
            var rating = RatingReader.Read(text, usual < 0 ? null : usual);
            return rating.Text == text && rating.Value is null or (>= 0 and <= 10_000)
                && rating.IsReadable == (rating.Unreadable == UnreadableReason.None);
        });
    }

    [Fact]
    public void A_very_long_grade_is_read_in_no_time()
    {
        var long64K = new StringBuilder().Insert(0, "1 1/2 ", 10_000).ToString();

        Assert.Equal(UnreadableReason.Malformed, RatingReader.Read(long64K).Unreadable);
        Assert.Equal(UnreadableReason.AboveScale, RatingReader.Read(new string('*', 60_000)).Unreadable);
    }

    private static TheoryDataRow<string, int?, string, int?, string> Case(CsvRow row, int? usualScale) =>
        new(row["text"], usualScale, row["scale"], row.IntOrNull("value_0_10000"), row["unreadable_reason"]);

    private static void AssertReads(string text, int? usualScale, Rating expected) =>
        Assert.Equal(expected, RatingReader.Read(text, usualScale));

    private static UnreadableReason ReasonOf(string kebab) =>
        kebab.Length == 0
            ? UnreadableReason.None
            : Enum.Parse<UnreadableReason>(kebab.Replace("-", null, StringComparison.Ordinal), true);
}
