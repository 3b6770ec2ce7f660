using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Tests;

public sealed class VerdictCellsTests
{
    private readonly VerdictCells _cells = new(new DateOnly(2014, 1, 10));

    [Fact]
    public async Task What_is_written_alike_is_read_once()
    {
        var rows = await Rows("critic,film,film_year,rating\nAnn,Her,2013,4/5\nBea,Her,2013,4/5\n");

        Assert.Same(_cells.Film(rows[0]).Value, _cells.Film(rows[1]).Value);
        Assert.Same(_cells.Verdict(rows[0]).Value, _cells.Verdict(rows[1]).Value);
        Assert.NotSame(_cells.Critic(rows[0]).Value, _cells.Critic(rows[1]).Value);
    }

    [Fact]
    public async Task Cells_do_not_run_into_each_other()
    {
        var rows = await Rows("critic,publication,film\nAnn,B,Her\nAn,nB,Her\n,AnnB,Her\n");

        Assert.Equal(
            ["Ann of B", "An of nB", "AnnB of AnnB"],
            rows.Select(row => _cells.Critic(row).Value!.Mention)
                .Select(critic => $"{critic.Name} of {critic.Publication}"));
    }

    [Theory]
    [InlineData("2013-12-08")]
    [InlineData("2013/12/08")]
    [InlineData("Dec 8, 2013")]
    [InlineData("December 8, 2013")]
    [InlineData("8 Dec 2013")]
    [InlineData("2013-12-08T23:30:00")]
    [InlineData("2013-12-08 0:00")]
    [InlineData("2013-12-08T10:00:00.000Z")]
    [InlineData("2013-12-08T10:00:00+01:00")]
    [InlineData("Dec 8, 2013 10:00:00")]
    public async Task A_day_is_read_however_a_file_has_it_where_that_is_one_day_alone(string written)
    {
        var rows = await Rows($"critic,film,thumb,published\nAnn,Her,up,\"{written}\"\n");

        Assert.Equal(new DateOnly(2013, 12, 8), _cells.Verdict(rows[0]).Value!.Verdict.Published);
    }

    [Theory]
    [InlineData("Fresh", Thumb.Up)]
    [InlineData("rotten", Thumb.Down)]
    public async Task Thumbs_are_read_in_another_sites_words_as_well(string written, Thumb thumb)
    {
        var rows = await Rows($"critic,film,thumb\nAnn,Her,{written}\n");

        Assert.Equal(thumb, _cells.Verdict(rows[0]).Value!.Verdict.Thumb);
    }

    [Theory]
    [InlineData("Ann,Her,9/5,", "rating-above-scale")]
    [InlineData("Ann,Her,,sideways", "thumb-unknown")]
    [InlineData("Ann,Her,,", "verdict-empty")]
    [InlineData("Ann,Her,,up,12/11/2013", "date-unreadable")]
    public async Task What_cannot_be_read_is_refused_each_time(string row, string code)
    {
        var rows = await Rows($"critic,film,rating,thumb,published\n{row}\n{row}\n");

        Assert.Equal([code, code], rows.Select(each => _cells.Verdict(each).Refusal?.Code));
    }

    [Fact]
    public async Task Very_long_cells_are_read_like_others()
    {
        var name = new string('x', 190);
        var rows = await Rows($"critic,publication,film,rating\n{name},{name},Her,4/5\n");

        Assert.Equal(name, _cells.Critic(rows[0]).Value!.Mention.Name);
    }

    private static async Task<List<ImportRow>> Rows(string body) =>
        (await Bodies.Rows(body, VerdictCells.Columns)).Rows;
}
