using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Aggregator.Tests.Method;

public sealed class CalibrationTests
{
    [Fact]
    public void The_built_in_calibration_is_the_published_one()
    {
        var published = Calibration.Read(1, Encoding.UTF8.GetBytes(Published().ToJsonString()));
        var builtIn = Calibration.BuiltIn;

        Assert.Equal(published.ThumbUp, builtIn.ThumbUp);
        Assert.Equal(published.ThumbDown, builtIn.ThumbDown);
        Assert.Equal(published.Letters.ToDictionary(), builtIn.Letters.ToDictionary());
        Assert.Equal(published.Denominators.Order(), builtIn.Denominators.Order());
        Assert.True(published.SumsLike(builtIn));
        Assert.Equal(Constants(published), Constants(builtIn));
    }

    [Theory]
    [InlineData("thumb_up", 50, 6300)]
    [InlineData("thumb_up", 100, 9999)]
    [InlineData("thumb_down", 100, 6000)]
    [InlineData("thumb_down", 0, 1)]
    [InlineData("thumb_down", 20, 1700)]
    [InlineData("list_credit", 4, 9000)]
    [InlineData("honour_credit", 0, 10001)]
    public void A_table_that_breaks_a_promise_is_refused_by_name(string field, int at, int value)
    {
        var json = Published();
        json[field]![at] = value;

        Assert.Contains(field, Refusal(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pseudo_ballots", 0)]
    [InlineData("lift", 10001)]
    [InlineData("half_point", 0)]
    [InlineData("prior_strength_hundredths", -1)]
    public void A_constant_out_of_its_bounds_is_refused_by_name(string field, int value)
    {
        var json = Published();
        json[field] = value;

        Assert.Contains(field, Refusal(json), StringComparison.Ordinal);
    }

    [Fact]
    public void A_calibration_without_a_field_or_that_is_no_json_is_refused()
    {
        var json = Published();
        json.Remove("letters");

        Assert.StartsWith("Calibration 2 cannot be read", Refusal(json), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Calibration.Read(2, "cal-2"u8));
    }

    [Theory]
    [InlineData(7288, 7738)]
    [InlineData(0, 6122)]
    [InlineData(10000, 10000)]
    public void A_thumb_up_is_worth_what_an_approving_critic_would_give_such_a_film(int score, int worth) =>
        Assert.Equal(worth, Calibration.BuiltIn.WorthOf(Thumb.Up, score));

    [Fact]
    public void Every_profile_introduces_itself()
    {
        Assert.Equal(["acclaim-1", .. RankingNames.All.Skip(1)], Profiles.All.Select(card => card.Name));
        Assert.All(Profiles.All, card =>
        {
            Assert.EndsWith(".", card.Sentence, StringComparison.Ordinal);
            Assert.NotEmpty(card.Formula);
            Assert.NotEmpty(card.Unit);
        });
    }

    private static int[] Constants(Calibration calibration) =>
    [
        calibration.UpLine, calibration.PriorMean, calibration.PriorStrengthHundredths,
        calibration.SpreadPrior, calibration.SpreadPriorCount, calibration.VerdictsMin,
        calibration.DeviateSquared, calibration.ThumbSpread, calibration.HonourWeight,
        calibration.PseudoBallots, calibration.HalfPoint,
        calibration.LiftMax,
    ];

    private static JsonObject Published()
    {
        using var json = Vectors.Json("calibration.json");
        return JsonNode.Parse(json.RootElement.GetRawText())!.AsObject();
    }

    private static string Refusal(JsonObject json) =>
        Assert.Throws<InvalidDataException>(
            () => Calibration.Read(2, Encoding.UTF8.GetBytes(json.ToJsonString()))).Message;
}
