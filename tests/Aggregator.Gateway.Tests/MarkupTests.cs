using System.Diagnostics;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;

namespace Aggregator.Gateway.Tests;

/// <summary>Lists that were written for a page, in HTML or Markdown.</summary>
public sealed class MarkupTests
{
    [Theory]
    [InlineData(@"1\. Her", 1, "Her")]
    [InlineData("## 1. Her", 1, "Her")]
    [InlineData(@"## 1\. Her", 1, "Her")]
    [InlineData("**1. Her**", 1, "Her")]
    [InlineData("**1.** Her", 1, "Her")]
    [InlineData("1. **Her**", 1, "Her")]
    [InlineData("1. *Her* (2013)", 1, "Her")]
    [InlineData("1. ***Her***", 1, "Her")]
    [InlineData("1. __Her *and* him__", 1, "Her and him")]
    [InlineData("1. [Her](https://example.org/her_(film))", 1, "Her")]
    [InlineData("1. **[Her](/films/her)**", 1, "Her")]
    [InlineData("1. [Her (2013)](https://example.org \"A film\")", 1, "Her")]
    [InlineData("1. [Her][2]", 1, "Her")]
    [InlineData("1. ![poster](her.png) Her", 1, "Her")]
    [InlineData("- [x] Her", null, "Her")]
    [InlineData("1. <i>Her</i><br/>", 1, "Her")]
    [InlineData("<li><a href=\"/her\">Her</a></li>", null, "Her")]
    [InlineData("1. M*A*S*H", 1, "M*A*S*H")]
    [InlineData("*batteries not included", null, "*batteries not included")]
    [InlineData("1. [REC] (2007)", 1, "[REC]")]
    [InlineData("1. [REC][2007]", 1, "[REC]")]
    [InlineData("1. Face/Off <3", 1, "Face/Off <3")]
    [InlineData(@"1. AC\DC", 1, @"AC\DC")]
    public void What_a_page_is_written_with_is_no_part_of_a_title(string line, int? number, string title)
    {
        var film = Assert.Single(ListText.Read(line, 2013).Films);

        Assert.Equal((number, title), (film.Number, film.Asked.Title));
    }

    [Theory]
    [InlineData("# Best of 2013\n\nHer\nGravity", "Her|Gravity", "line 1")]
    [InlineData("## Top\n1. Her\n2. Gravity\n\n## The rest\n- Nebraska",
        "Her|Gravity|Nebraska", "line 1,line 5")]
    [InlineData("1. [Her][1]\n2. Gravity\n\n[1]: https://example.org/her", "Her|Gravity", "")]
    [InlineData("## Her\n## Gravity", "## Her|## Gravity", "")]
    [InlineData("1. Her\n***\n2. Gravity", "Her|Gravity", "line 2")]
    public void Headings_and_addresses_of_a_page_are_no_films(string text, string titles, string left)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(titles, string.Join('|', list.Films.Select(film => film.Asked.Title)));
        Assert.Equal(left, string.Join(',', list.Remarks
            .Where(remark => remark.Code == "heading-left-out").Select(remark => remark.At)));
    }

    [Theory]
    [InlineData("1. Gravity<br>2. Nebraska<br/>3. Mud", "1,2,3")]
    [InlineData("<ol><li>Gravity</li><li>Nebraska</li><li>Mud</li></ol>", "1,2,3")]
    [InlineData("<OL>\n<LI>\n<p>Gravity</p>\n<LI>Nebraska\n\n<LI>Mud\n</OL>", "1,2,3")]
    [InlineData("<ol start=\"4\"><li>Gravity<li>Nebraska<li value=7>Mud</ol>", "4,5,7")]
    [InlineData("<ol reversed><li>Mud</li><li>Nebraska</li><li>Gravity</li></ol>", "1,2,3")]
    [InlineData("<ol><li>1. Gravity</li><li>2. Nebraska</li><li>3. Mud</li></ol>", "1,2,3")]
    [InlineData("<ul><li>Gravity</li><li>Nebraska</li><li>Mud</li></ul>", "")]
    [InlineData("<ol><li>Gravity</li><li>Nebraska</li></ol><p>Also:</p><ul><li>Mud</li></ul>", "1,2,")]
    [InlineData("<p>Gravity</p><p>Nebraska</p><p>Mud</p>", "")]
    [InlineData("<div class=\"x\">1) Gravity</div><div>2) Nebraska</div>3) Mud", "1,2,3")]
    [InlineData("<h2>My ten</h2><h3>1. Gravity</h3><h3>2. Nebraska</h3><h3>3. Mud</h3>", "1,2,3")]
    [InlineData("<table><tr><td>1</td><td>Gravity</td></tr><tr><td>2</td><td>Nebraska</td></tr>"
        + "<tr><td>3.</td><td>Mud</td></tr></table>", "1,2,3")]
    [InlineData("<tr>\n<td><p>1</p></td>\n<td>\n<p>Gravity</p>\n</td>\n</tr>\n<tr>\n<td>2</td>\n"
        + "<td>Nebraska</td>\n</tr>\n<tr><td>3</td><td>Mud</td>", "1,2,3")]
    [InlineData("<table><tr><th>#</th><th>Film</th></tr><tr><td>1</td><td>Gravity</td></tr>"
        + "<tr><td>2</td><td>Nebraska</td></tr><tr><td>3</td><td>Mud</td></tr></table>", "1,2,3")]
    [InlineData("<tr><th>Rank</th><th>Title</th></tr><tr><td>1</td><td>Gravity</td></tr>"
        + "<tr><td>2</td><td>Nebraska</td></tr><tr><td>3</td><td>Mud</td></tr>", "1,2,3")]
    [InlineData("<ol><li>Gravity</li><li>Nebraska</li><li></li></ol><p>Mud</p>", "1,2,")]
    [InlineData("Rank\tTitle\n1\tGravity\n2\tNebraska\n3\tMud", "1,2,3")]
    public void A_tag_that_ends_a_line_of_a_page_ends_one_here(string text, string numbers)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(numbers, string.Join(',', list.Numbers));
        Assert.Equal("Gravity|Nebraska|Mud",
            string.Join('|', list.Films.Select(film => film.Asked.Title)));
    }

    [Fact]
    public void Of_a_line_that_tags_part_it_is_said_in_which_part()
    {
        const string text = "Top\n1. Gravity<br>2. Nebraska<br>\n<p>1. Mud</p>";

        var refused = Assert.Throws<RefusedException>(() => ListText.Read(text, 2013)).Refusal;

        Assert.Equal("line 3", Assert.Single(refused.Errors).At);
        Assert.Equal(["line 1, part 1", "line 1, part 2"],
            ListText.Read("Gravity<br>Nebraska", 2013).Films.Select(film => film.At));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("**")]
    [InlineData("<a ")]
    [InlineData("<p ")]
    [InlineData("<ol reversed><li>")]
    [InlineData("<ol reversed></ul>")]
    [InlineData("<ol reversed></ol/>")]
    [InlineData("<ol reversed><tr><ul></tr></ol>")]
    [InlineData("<tr><td>")]
    [InlineData("[x](https://")]
    [InlineData("x")]
    public void A_long_line_full_of_marks_takes_no_time(string mark)
    {
        var watch = Stopwatch.StartNew();

        PageLines.Of([string.Concat(Enumerable.Repeat(mark, 60_000 / mark.Length))]);

        Assert.InRange(watch.ElapsedMilliseconds, 0, 1_000);
    }

    [Theory]
    [InlineData("<ol>\n<li> \n Her</li></ol>", "line 3")]
    [InlineData("<ol>\n<li>The Wolf of\nWall Street</li></ol>", "line 2")]
    public void An_item_is_where_its_words_begin(string text, string at) =>
        Assert.Equal(at, Assert.Single(ListText.Read(text, 2013).Films).At);

    [Theory]
    [InlineData("<ol>\n<li>The Wolf of\n  Wall Street</li>\n<li>Her</li>\n</ol>\nThe end", "1,2,",
        "The Wolf of Wall Street|Her|The end")]
    [InlineData("<ol reversed><li>Her<ul><li></li></ul></li><li>Gravity</li></ol>", "1,2", "Gravity|Her")]
    [InlineData("<ol reversed><li>Her<ol><li></li></ol></li><li>Gravity</li></ol>", "1,2", "Gravity|Her")]
    public void An_item_is_one_line_and_counts_in_its_own_list(string text, string numbers, string titles)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(numbers, string.Join(',', list.Films.Select(film => film.Number)));
        Assert.Equal(titles, string.Join('|', list.Films.Select(film => film.Asked.Title)));
    }
}
