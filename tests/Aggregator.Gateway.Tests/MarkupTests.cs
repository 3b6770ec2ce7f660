using System.Diagnostics;
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
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("**")]
    [InlineData("<a ")]
    [InlineData("[x](https://")]
    [InlineData("x")]
    public void A_long_line_full_of_marks_takes_no_time(string mark)
    {
        var watch = Stopwatch.StartNew();

        Markup.Plain(string.Concat(Enumerable.Repeat(mark, 60_000 / mark.Length)));

        Assert.InRange(watch.ElapsedMilliseconds, 0, 1_000);
    }
}
