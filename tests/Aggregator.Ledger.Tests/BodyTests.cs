using System.Text;

namespace Aggregator.Ledgers.Tests;

public sealed class BodyTests
{
    public static TheoryData<string, Fact, string> Bodies => new()
    {
        {
            "FilmRegistered",
            new FilmRegistered(
                A.Film(1, "imdb:tt1", "tmdb:2") with
                {
                    Title = "Amélie \"8½\"",
                    Season = 2014,
                    Provisional = true,
                }),
            """{"film":"film-1","title":"Amélie \"8½\"","year":2013,"released":"2013-12-18","season":2014"""
            + ""","refs":["imdb:tt1","tmdb:2"],"provisional":true}"""
        },
        {
            "FilmRevised", new FilmRevised(new Film(A.FilmId(1), "Her")),
            """{"film":"film-1","title":"Her"}"""
        },
        {
            "CriticRegistered", new CriticRegistered(A.Critic(1, CriticKind.Collective)),
            """{"critic":"critic-1","name":"Critic 1","kind":"collective","publication":"The Paper"}"""
        },
        {
            "VerdictRecorded", new VerdictRecorded(A.FilmId(1), A.CriticId(2), A.Verdict()),
            """{"film":"film-1","critic":"critic-2","rating":{"text":"4/5","scale":"x/5","value":8000}"""
            + ""","thumb":"up","publication":"The Paper","published":"2014-01-10"}"""
        },
        {
            "VerdictRecorded",
            new VerdictRecorded(
                A.FilmId(1), A.CriticId(2),
                new Verdict(new Rating("R", "", null, UnreadableReason.UnknownLetter), null)),
            """{"film":"film-1","critic":"critic-2","rating":"""
            + """{"text":"R","scale":"","unreadable":"unknown-letter"}}"""
        },
        {
            "VerdictRecorded", new VerdictRecorded(A.FilmId(1), A.CriticId(2), new Verdict(null, Thumb.Down)),
            """{"film":"film-1","critic":"critic-2","thumb":"down"}"""
        },
        {
            "VerdictWithdrawn", new VerdictWithdrawn(A.FilmId(1), A.CriticId(2)),
            """{"film":"film-1","critic":"critic-2"}"""
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_is_as_documented_and_reads_as_it_was_said(string kind, Fact fact, string body)
    {
        Assert.Equal(body, Encoding.UTF8.GetString(FactWriter.Write(fact, null)));
        Assert.Equal(kind, Encoding.UTF8.GetString(FactWriter.KindOf(fact)));
        Assert.Equal(fact, FactReader.Read(kind, Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void A_list_is_as_documented_and_reads_as_it_was_said()
    {
        var list = new YearList(A.CriticId(1), CriticKind.Person, 2013)
        {
            Ranked = true,
            Places = [new Place(1, [A.FilmId(1), A.FilmId(2)]), new Place(null, [A.FilmId(3)])],
            Publication = "The Paper",
            Published = new DateOnly(2013, 12, 31),
        };
        var fact = new ListPublished(list, 17, [A.FilmId(4)]);

        var body = FactWriter.Write(fact, "00ff");

        Assert.Equal(
            """{"critic":"critic-1","kind":"person","year":2013,"revises":17,"ranked":true"""
            + ""","places":[{"number":1,"films":["film-1","film-2"]},{"films":["film-3"]}]"""
            + ""","publication":"The Paper","published":"2013-12-31","dropped":["film-4"],"text":"00ff"}""",
            Encoding.UTF8.GetString(body));
        var read = Assert.IsType<ListPublished>(FactReader.Read("ListPublished", body));
        Assert.Equal(list with { Places = [] }, read.List with { Places = [] });
        Assert.Equal(list.Places, read.List.Places);
        Assert.Equal(17, read.Revises);
        Assert.Equal(fact.Dropped, read.Dropped);
        Assert.Equal("00ff", FactReader.DigestIn(body));
    }

    [Fact]
    public void A_withdrawn_list_is_as_documented()
    {
        var fact = new ListWithdrawn(A.CriticId(1), CriticKind.Collective, 2013, 17, [A.FilmId(4)]);

        var body = FactWriter.Write(fact, null);

        Assert.Equal(
            """{"critic":"critic-1","kind":"collective","year":2013,"revises":17,"dropped":["film-4"]}""",
            Encoding.UTF8.GetString(body));
        var read = Assert.IsType<ListWithdrawn>(FactReader.Read("ListWithdrawn", body));
        Assert.Equal(fact with { Dropped = [] }, read with { Dropped = [] });
        Assert.Equal(fact.Dropped, read.Dropped);
    }

    [Fact]
    public void A_merge_is_as_documented()
    {
        var fact = new CriticsMerged(A.CriticId(1), A.CriticId(2), [A.FilmId(3), A.FilmId(4)]);

        var body = FactWriter.Write(fact, null);

        Assert.Equal(
            """{"from":"critic-1","into":"critic-2","films":["film-3","film-4"]}""",
            Encoding.UTF8.GetString(body));
        var read = Assert.IsType<CriticsMerged>(FactReader.Read("CriticsMerged", body));
        Assert.Equal(fact with { Films = [] }, read with { Films = [] });
        Assert.Equal(fact.Films, read.Films);
    }

    [Fact]
    public void Merges_and_splits_of_films_are_as_documented()
    {
        Fact merged = new FilmsMerged(A.FilmId(1), A.FilmId(2));
        Fact split = new FilmsSplit(A.FilmId(1), A.FilmId(2));

        var (one, other) = (FactWriter.Write(merged, null), FactWriter.Write(split, null));

        Assert.Equal("""{"from":"film-1","into":"film-2"}""", Encoding.UTF8.GetString(one));
        Assert.Equal("""{"film":"film-1","from":"film-2"}""", Encoding.UTF8.GetString(other));
        Assert.Equal(merged, FactReader.Read("FilmsMerged", one));
        Assert.Equal(split, FactReader.Read("FilmsSplit", other));
    }

    [Theory]
    [InlineData("FilmPainted", "{}")]
    [InlineData("CriticsMerged", """{"from":"critic-1","into":"critic-2","lists":[2013],"films":[]}""")]
    [InlineData("VerdictWithdrawn", """{"v":2,"film":"film-1","critic":"critic-2"}""")]
    [InlineData("VerdictWithdrawn", """{"film":"film-1","critic":"critic-2","mood":"bad"}""")]
    [InlineData("VerdictWithdrawn", """{"film":"film-1","critic":"criti""")]
    [InlineData("VerdictWithdrawn", """{"film":"Film 1","critic":"critic-2"}""")]
    [InlineData("VerdictRecorded", """{"film":"film-1","critic":"critic-2","thumb":"sideways"}""")]
    [InlineData("VerdictWithdrawn", "")]
    public void What_is_not_known_is_refused_loudly(string kind, string body) =>
        Assert.Throws<LedgerFormatException>(() => FactReader.Read(kind, Encoding.UTF8.GetBytes(body)));
}
