using Aggregator.Gateway.Lists;

namespace Aggregator.Gateway.Tests;

/// <summary>What stands behind titles and is no part of them.</summary>
public sealed class TitleNotesTests
{
    [Theory]
    [InlineData("1. Her (Spike Jonze)\n2. Gravity (dir: Cuarón)\n3. Nebraska (Payne) — tie",
        "Her|Gravity|Nebraska")]
    [InlineData("Her (7)\nGravity (6)\nBirdman or (The Virtue) (6)", "Her|Gravity|Birdman or (The Virtue)")]
    [InlineData("“Her,” Spike Jonze\n“Gravity” – Cuarón\n“Yes, God, Yes”", "Her|Gravity|Yes, God, Yes")]
    [InlineData("1. \"Her\" (Spike Jonze)\n2. \"Gravity\"\n3. \"Nebraska\" by Payne", "Her|Gravity|Nebraska")]
    [InlineData("1. Her (A)\n2. Gravity (B)\n3. Nebraska (C)\nThe rest:\nNo (D)",
        "Her|Gravity|Nebraska|No (D)")]
    public void What_stands_behind_every_title_is_left_out_with_a_warning(string text, string titles)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(titles, string.Join('|', list.Films.Select(film => film.Asked.Title)));
        Assert.Single(list.Remarks, remark => remark.Code == "note-left-out");
    }

    [Theory]
    [InlineData("1. Her (Spike Jonze)\n2. Gravity\n3. Nebraska (Payne)",
        "Her (Spike Jonze)|Gravity|Nebraska (Payne)")]
    [InlineData("1. Her (A)\n2. Birdman or (B)", "Her (A)|Birdman or (B)")]
    [InlineData("1. \"Crocodile\" Dundee\n2. \"Her\"\n3. \"Gravity\"",
        "\"Crocodile\" Dundee|\"Her\"|\"Gravity\"")]
    [InlineData("1. \"Her\"/\"No\"\n2. \"Mud\"\n3. \"Rush\"", "\"Her\"/\"No\"|\"Mud\"|\"Rush\"")]
    [InlineData("1. Her (2013)\n2. Gravity (2013)\n3. Nebraska (2013)", "Her|Gravity|Nebraska")]
    [InlineData("Her (USA 2013)\nNo (Chile 2012)\nIda (PL)", "Her (USA 2013)|No (Chile 2012)|Ida (PL)")]
    [InlineData("“Her,” 2013\n“Gravity,” 2013\n“Mud”", "“Her,” 2013|“Gravity,” 2013|“Mud”")]
    public void What_stands_behind_some_titles_may_be_theirs(string text, string titles)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(titles, string.Join('|', list.Films.Select(film => film.Asked.Title)));
        Assert.DoesNotContain(list.Remarks, remark => remark.Code == "note-left-out");
    }

    [Theory]
    [InlineData("Her (2013) – Spike Jonze", "Her", 2013)]
    [InlineData("Her (2013): a love story", "Her", 2013)]
    [InlineData("Her (2013) by Spike Jonze", "Her", 2013)]
    [InlineData("Her (2013) dir. Spike Jonze", "Her", 2013)]
    [InlineData("Her (2013) (Spike Jonze)", "Her", 2013)]
    [InlineData("“Her” (2013), Spike Jonze\n“Gravity”\n“Nebraska”", "Her", 2013)]
    [InlineData("Her (2013), Gravity", "Her (2013), Gravity", null)]
    [InlineData("Her (2013) / Gravity", "Her (2013) / Gravity", null)]
    [InlineData("Her (2013) - Gravity (2013)", "Her (2013) - Gravity", 2013)]
    public void A_year_in_brackets_ends_a_title(string text, string title, int? year)
    {
        var film = ListText.Read(text, 2013).Films.First().Asked;

        Assert.Equal((title, year), (film.Title, film.Year));
    }

    [Theory]
    [InlineData("1. Her (2013) – tie with Nebraska", "tie with Nebraska")]
    [InlineData("1. Her (2013) (tie with Nebraska)", "tie with Nebraska")]
    [InlineData("1. Her (2013) – Gravity", "Gravity")]
    [InlineData("1. Her (2013) – By the Sea", "By the Sea")]
    [InlineData("1. Her (2013) – dir. Spike Jonze", null)]
    [InlineData("1. Her (2013) by Spike Jonze", null)]
    [InlineData("1. Her (2013) (Dir: Spike Jonze)", null)]
    [InlineData("1. Her (2013).", null)]
    public void What_stands_behind_a_year_is_left_out_with_a_warning_unless_it_says_who_made_the_film(
        string text, string? named)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal("Her", Assert.Single(list.Films).Asked.Title);
        var said = list.Remarks.SingleOrDefault(remark => remark.Code == "note-left-out")?.Detail;
        if (named is null) Assert.Null(said);
        else Assert.Contains(named, said, StringComparison.Ordinal);
    }
}
