using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;

namespace Aggregator.Gateway.Tests;

/// <summary>What the numbers on a list's lines say, and what they cannot.</summary>
public sealed class NumberedListTests
{
    [Theory]
    [InlineData("1. Her\n2. Gravity\n\n1. Nebraska\n2. Philomena", "line 4", "number 1")]
    [InlineData("1. Her\n2. Gravity\nGood too\n1. Nebraska", "line 4", "number 1")]
    [InlineData("1. Her\n2. Gravity\n3. Nebraska\n2. Philomena", "line 4", "number 2")]
    [InlineData("2. Her\n1. Gravity\n2. Nebraska\n1. Philomena", "line 3", "number 2")]
    [InlineData("1. Her 2. Gravity 3. Nebraska", "line 1", "number 2")]
    [InlineData("2. Her\n\n3. Gravity (Alfonso Cuarón) 2) Nebraska", "line 3", "number 2")]
    [InlineData("1.\nHer\n2.\nGravity", "line 1", "\"1.\"")]
    [InlineData("#2\nHer\n#1\nGravity", "line 1", "\"#2\"")]
    [InlineData("1\nHer\n2\nGravity", "line 1", "\"1\"")]
    public void Numbers_of_two_lists_on_one_line_or_without_a_film_are_refused(
        string text, string at, string named)
    {
        var refused = Assert.Throws<RefusedException>(() => ListText.Read(text, 2013)).Refusal;

        Assert.Equal(("list-numbers", at), (refused.Code, Assert.Single(refused.Errors).At));
        Assert.Contains(named, refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1. Her\n1. Gravity\n3. Nebraska", "1,3")]
    [InlineData("#13 – Her\n#12 – Gravity\n#11 – Nebraska", "11,12,13")]
    [InlineData("2: Her\n1: Gravity\n300: Rise of an Empire", "1,2,")]
    [InlineData("1. Kill Bill: Vol. 2. (2004)\n2. Her", "1,2")]
    [InlineData("9\n42\nHer", "")]
    [InlineData("1 Her\n2 Gravity\n3 12 Years a Slave", "1,2,3")]
    [InlineData("(13) Her\n(12) Gravity\n(11) Nebraska", "11,12,13")]
    [InlineData("12 Years a Slave\n20 Feet from Stardom\n21 Jump Street", "")]
    [InlineData("1 Her\n2 Gravity", "")]
    [InlineData("1-Her\n2—Gravity\n3-Iron", "1,2,3")]
    [InlineData("3-Iron\nHer\nGravity", "")]
    public void Numbers_of_one_list_are_taken_and_those_of_a_title_left(string text, string numbers) =>
        Assert.Equal(numbers, string.Join(',', ListText.Read(text, 2013).Numbers));

    [Theory]
    [InlineData("1. Her\nGravity\n2. Nebraska", "line 2")]
    [InlineData("2. Her\nHe loves her.\n1. Gravity\nShe floats.", "line 2,line 4")]
    [InlineData("Her\n1. Gravity\n2. Nebraska\nPhilomena", "")]
    [InlineData("1. Her\n- Gravity\n2. Nebraska", "")]
    [InlineData("My Top 3\nby Ann Example\n\n1. Her\n2. Gravity", "line 1,line 2")]
    [InlineData("Best of 2016\n\n1. Her\n2. Gravity\nAlso loved: Mud", "line 1,line 5")]
    [InlineData("Her\nGravity\n\n1: Nenokkadine\nNebraska\nMud", "")]
    public void A_line_without_a_number_among_those_with_one_may_be_no_film(string text, string doubtful)
    {
        var list = ListText.Read(text, 2013);

        var astray = list.Films.Where(film => film.IsAstray).Select(film => film.At);
        var warned = list.Remarks
            .Where(remark => remark.Code == "number-missing").Select(remark => remark.At);
        Assert.Equal((doubtful, doubtful), (string.Join(',', astray), string.Join(',', warned)));
    }
}
