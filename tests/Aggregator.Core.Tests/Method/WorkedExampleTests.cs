using System.Text.Json;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class WorkedExampleTests
{
    private static readonly Calibration Cal1 = Calibration.BuiltIn;

    public static IEnumerable<TheoryDataRow<int, string>> Examples()
    {
        using var json = Vectors.Json("worked_examples.json");
        return [.. json.RootElement.EnumerateArray()
            .Select(example => example.GetProperty("name").GetString()!)
            .Select((name, index) => new TheoryDataRow<int, string>(index, name))];
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_intermediate_number_is_the_published_one(int index, string name)
    {
        using var json = Vectors.Json("worked_examples.json");
        var example = json.RootElement[index];

        var sums = SumsOf(example.GetProperty("sums"));
        AssertVerdictsAddUpTo(sums, example.GetProperty("verdicts"));
        var critics = AssertCritics(sums, example.GetProperty("critics"));
        var recognition = AssertRecognition(example);
        AssertHeadline(AcclaimNumbers.Of(critics, recognition, Cal1), example.GetProperty("headline"));
        Assert.Equal(name, example.GetProperty("name").GetString());
    }

    private static void AssertVerdictsAddUpTo(VerdictSums expected, JsonElement verdicts)
    {
        if (verdicts.ValueKind is not JsonValueKind.Array) return;

        var sums = verdicts.EnumerateArray().Select(VerdictOf)
            .Aggregate(default(VerdictSums), (all, verdict) => all + VerdictSums.Of(verdict, Cal1));

        Assert.Equal(expected, sums with { Positive = 0, Ratings = 0 });
    }

    private static CriticsComponent AssertCritics(VerdictSums sums, JsonElement expected)
    {
        var critics = CriticsComponent.Of(sums, Cal1);
        var numbers = AcclaimNumbers.Of(critics, default, Cal1);

        Assert.Equal(Int(expected, "score"), critics.Score);
        Assert.Equal(Int(expected, "info"), critics.Information);
        Assert.Equal(Int(expected, "info_thumbs"), critics.ThumbInformation);
        Assert.Equal(Int(expected, "half"), critics.Half);
        Assert.Equal(
            (Int(expected, "lo"), Int(expected, "hi")), (numbers.CriticsLow, numbers.CriticsHigh));
        Assert.Equal(Int(expected, "n"), sums.Count);
        Assert.Equal(expected.GetProperty("pending").GetBoolean(), sums.Count < Cal1.VerdictsMin);
        return critics;
    }

    private static RecognitionComponent AssertRecognition(JsonElement example)
    {
        var lists = Credits(example, "list", Cal1.ListCredits.AsSpan().ToArray());
        var honours = Credits(example, "honour", Cal1.HonourCredits.AsSpan().ToArray());
        var season = example.GetProperty("season");
        var totals = new SeasonTotals(2013, Int(season, "lists"), Int(season, "collectives"), 0);
        var credits = new CreditSums
        {
            Lists = lists.Sum,
            ListSquares = lists.Squares,
            Honours = honours.Sum,
            HonourSquares = honours.Squares,
        };

        var recognition = RecognitionComponent.Of(credits, totals, Cal1);

        Assert.Equal(Int(example, "rho"), recognition.Share);
        Assert.Equal(Int(example, "rho_half"), (int)recognition.Half);
        Assert.Equal(Int(example, "g"), RecognitionComponent.LiftShare(recognition.Share, Cal1));
        return recognition;
    }

    private static void AssertHeadline(AcclaimNumbers numbers, JsonElement expected) =>
        Assert.Equal(
            (Int(expected, "score"), Int(expected, "low"), Int(expected, "high")),
            (numbers.Headline, numbers.Low, numbers.High));

    private static (long Sum, long Squares) Credits(JsonElement example, string kind, int[] worths)
    {
        var spans = example.GetProperty($"{kind}_spans");
        var credits = example.GetProperty($"{kind}_credits");
        // The real placements of Her are given as their sum alone; the squares are in the season's file.
        if (spans.ValueKind is not JsonValueKind.Array) return (credits.GetInt64(), HersListSquares());

        var made = spans.EnumerateArray()
            .Select(span => new Span(span[0].GetInt32(), span[1].GetInt32()))
            .Select(span => (long)span.Credit([.. worths])).ToArray();
        Assert.Equal(credits.EnumerateArray().Select(credit => credit.GetInt64()), made);
        return (made.Sum(), made.Sum(credit => credit * credit));
    }

    private static long HersListSquares() =>
        Vectors.Csv("acclaim_2013.csv").Single(row => row["key"] == "her").Number("list_sq");

    private static VerdictSums SumsOf(JsonElement sums) => new()
    {
        Rated = Int(sums, "n_rated"),
        Marks = Int(sums, "sum_marks"),
        Squares = Int(sums, "sum_squares"),
        ThumbsUp = Int(sums, "thumbs_up"),
        ThumbsDown = Int(sums, "thumbs_down"),
    };

    private static Verdict VerdictOf(JsonElement verdict)
    {
        var fraction = verdict.GetProperty("fraction");
        var rating = fraction.ValueKind is JsonValueKind.Null
            ? null
            : new Rating("as read", "x/100", fraction.GetInt32(), UnreadableReason.None);
        Thumb? thumb = verdict.GetProperty("thumb").GetString() switch
        {
            "up" => Thumb.Up,
            "down" => Thumb.Down,
            _ => null,
        };
        return new Verdict(rating, thumb);
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
