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
    [InlineData("1. Her;2. Gravity;3. Nebraska", "line 1", "number 2")]
    [InlineData("2. Her\n\n3. Gravity (Alfonso Cuarón) 2) Nebraska", "line 3", "number 2")]
    [InlineData("1.\nHer\n2.\nGravity", "line 1", "\"1.\"")]
    [InlineData("#2\nHer\n#1\nGravity", "line 1", "\"#2\"")]
    [InlineData("1\nHer\n2\nGravity", "line 1", "\"1\"")]
    [InlineData("1.)\nHer\n2.)\nGravity", "line 1", "\"1.)\"")]
    [InlineData("1️⃣\nHer\n2️⃣\nGravity", "line 1", "\"1️⃣\"")]
    [InlineData("Number 2:\nHer\nNumber 1:\nGravity", "line 1", "\"Number 2:\"")]
    [InlineData("2nd place:\nHer\n1st place:\nGravity", "line 1", "\"2nd place:\"")]
    [InlineData("Rank 2\nHer\nRank 1\nGravity", "line 1", "\"Rank 2\"")]
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
    [InlineData("1.) |2.) |3.) ")]
    [InlineData("• 1. |• 2. |• 3. ")]
    [InlineData("- 1. |- 2. |- 3. ")]
    [InlineData("1.- |2.- |3.-")]
    [InlineData("1. - |2. – |3 . ")]
    [InlineData("1/ |2/ |3/")]
    [InlineData("1, |2, |3,")]
    [InlineData("1;|2;|3;")]
    [InlineData("1:|2:|3 : ")]
    [InlineData("(1)|(2)|(3) ")]
    [InlineData("1st |2nd |3rd ")]
    [InlineData("1st place: |2nd place – |3rd place ")]
    [InlineData("No 1 |No.2 |no. 3 ")]
    [InlineData("Nr. 1 |Nr 2: |Nr. 3 - ")]
    [InlineData("Nº 1 |N° 2 |nº3 ")]
    [InlineData("№1. |№2 |№ 3 ")]
    [InlineData("Number 1: |Number 2: |Number 3 ")]
    [InlineData("Rank 1: |Rank 2 |Rank 3 - ")]
    [InlineData("1️⃣ |2️⃣|3️⃣. ")]
    [InlineData("①|② |③、")]
    [InlineData("１． |２．|３．")]
    [InlineData("1、|2、|3、 ")]
    [InlineData("1位 |2位：|第3位 ")]
    [InlineData("١. |٢. |٣. ")]
    [InlineData("1º |2º |3.º ")]
    [InlineData("1° |2°. |3° ")]
    [InlineData("I. |II. |III. ")]
    [InlineData("i) |ii) |iii) ")]
    [InlineData("A. |B. |C. ")]
    [InlineData("(a) |(b) |(c) ")]
    public void A_list_that_counts_by_one_has_numbers_however_they_are_printed(string marks)
    {
        var titles = new[] { "Gravity", "12 Years a Slave", "V for Vendetta" };
        var lines = marks.Split('|').Zip(titles, (mark, title) => mark + title).ToList();

        foreach (var (text, numbers) in new[]
        {
            (string.Join('\n', lines), "1,2,3"),
            ("My Top Films\n" + string.Join('\n', lines), "1,2,3"),
            ($"{string.Join('\n', lines)}\nHonorable mentions:\nMud\n21 Grams", "1,2,3,"),
            ($"Best\n\n{string.Join("\n\n", lines)}\nHonorable mention: Mud", "1,2,3,"),
        })
        {
            var list = ListText.Read(text, 2013);

            Assert.Equal(numbers, string.Join(',', list.Numbers));
            Assert.Equal(titles, list.Films.Take(3).Select(film => film.Asked.Title));
        }
    }

    [Theory]
    [InlineData("T1 Gravity\nT1 Nebraska\n3 Mud", "1,3")]
    [InlineData("1. Gravity\nT2 Nebraska\nT2 Mud\n4. Her", "1,2,4")]
    [InlineData("1 Gravity\n=2 Nebraska\n2= Mud\n4 Her", "1,2,4")]
    [InlineData("1 Gravity\n2 Nebraska\n3 Mud\n\nHer\nRush", "1,2,3,")]
    [InlineData("4 Gravity\n2 Nebraska\n2 Mud\n1 Her", "1,2,4")]
    [InlineData("1st Gravity\n1st Nebraska\n2nd Mud", "1,2")]
    [InlineData("1st Gravity\n2nd Nebraska", "1,2")]
    [InlineData("III. Gravity\nII. Nebraska\nI. Mud", "1,2,3")]
    [InlineData("10 Gravity\n9 Nebraska\n8 Mud", "8,9,10")]
    [InlineData("🔟 Gravity\n9️⃣ Nebraska", "9,10")]
    [InlineData("1️⃣0️⃣ Gravity\n1️⃣1️⃣ Nebraska", "10,11")]
    public void A_list_that_counts_may_have_ties_and_count_down(string text, string numbers)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(numbers, string.Join(',', list.Numbers));
        Assert.All(list.Films, film => Assert.True(film.Asked.Title!.All(char.IsAsciiLetter)));
    }

    [Theory]
    [InlineData("10,000 BC\n8 1/2\n12 Years a Slave\n1917\n2001: A Space Odyssey\n21 Grams\n9 to 5")]
    [InlineData("1, 2, 3, Sun\n50/50\n9/11")]
    [InlineData("T2 Trainspotting\n1st Night\n2nd Chance\nNo. 1 Chung Ying Street")]
    [InlineData("T1 Gravity\nNebraska\nT2 Trainspotting")]
    [InlineData("V for Vendetta\nX\nI, Tonya")]
    [InlineData("I. Gravity\nV. Nebraska\nX. Mud")]
    [InlineData("I. Gravity\nNebraska")]
    [InlineData("A. Gravity\nC. Nebraska")]
    [InlineData("I. ")]
    [InlineData("3 Idiots\n3 Women\n3 Iron")]
    [InlineData("11:14\n3:10 to Yuma\n1:54")]
    [InlineData("11:14\n12:08 East of Bucharest")]
    [InlineData("A.I. Artificial Intelligence\nB. Monkey\nM")]
    [InlineData("½ Gravity\n²")]
    public void Titles_that_begin_as_numbers_do_are_left_whole(string text)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(text.Split('\n').Select(line => line.Trim()),
            list.Films.Select(film => film.Asked.Title));
        Assert.False(list.Ranked);
    }

    [Theory]
    [InlineData("1. Her\nGravity\n2. Nebraska", "line 2")]
    [InlineData("2. Her\nHe loves her.\n1. Gravity\nShe floats.", "line 2,line 4")]
    [InlineData("Her\n1. Gravity\n2. Nebraska\nPhilomena", "")]
    [InlineData("1. Her\n- Gravity\n2. Nebraska", "")]
    [InlineData("My Top 3\nby Ann Example\n\n1. Her\n2. Gravity", "line 1,line 2")]
    [InlineData("Best of 2016\n\n1. Her\n2. Gravity\nAlso loved: Mud", "line 1,line 5")]
    [InlineData("Her\nGravity\n\n1: Nenokkadine\nNebraska\nMud", "")]
    [InlineData("Foo Bar\n3. Gravity\n4. Nebraska", "line 1")]
    [InlineData("Foo Bar\n#3 Gravity\n#4 Nebraska\nMud", "line 1,line 4")]
    [InlineData("Foo Bar\n- Her\n3. Gravity\n4. Nebraska", "line 1")]
    public void A_line_without_a_number_among_those_with_one_may_be_no_film(string text, string doubtful)
    {
        var list = ListText.Read(text, 2013);

        var astray = list.Films.Where(film => film.IsAstray).Select(film => film.At);
        var warned = list.Remarks
            .Where(remark => remark.Code == "number-missing").Select(remark => remark.At);
        Assert.Equal((doubtful, doubtful), (string.Join(',', astray), string.Join(',', warned)));
    }

    [Theory]
    [InlineData("1. Her\n2. Gravity (tie)\n3. Nebraska", "line 2")]
    [InlineData("1. Her\n=2. Gravity (2013)\n2= Mud\n3. Nebraska", null)]
    [InlineData("1. Her\nT2. Gravity\n3. Nebraska", "line 2")]
    [InlineData("1. Her\n2. Gravity (tie)\n2. Nebraska (tie)", null)]
    [InlineData("1. Her\n2. Gravity\n3 (tie) Nebraska", "line 3")]
    [InlineData("1. Her\n2. Gravity (tied) (2013)", "line 2")]
    [InlineData("<ol><li>Her (tie)</li><li>Gravity</li></ol>", "line 1, part 1")]
    [InlineData("place,film\n1,Her\n2 (tie),Gravity", "line 3")]
    [InlineData("place,film\n1,Her\nT2,Gravity\nT2,Nebraska", null)]
    public void A_film_that_says_it_ties_and_ties_with_none_is_doubted(string text, string? at) =>
        Assert.Equal(at, ListText.Read(text, 2013).Remarks
            .Where(remark => remark.Code == "tie-alone").Select(remark => remark.At).SingleOrDefault());

    [Theory]
    [InlineData("1. (tie) Gravity / Nebraska\n2. Her", true)]
    [InlineData("1. Gravity / Nebraska\n2. Her", false)]
    [InlineData("1. Frost/Nixon (tie)\n1. Her (tie)", false)]
    public void Two_titles_that_tie_on_one_line_make_no_film(string text, bool isNone) =>
        Assert.Equal(isNone, ListText.Read(text, 2013).Films.First().NoFilm is not null);
}
