using System.Text.Json;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Tests;

/// <summary>Which films a written list means, and lists as JSON.</summary>
public sealed class ListReadingTests
{
    private static readonly Film Her = new(FilmId.Of("her-2013"), "Her")
    {
        Year = 2013,
        Refs = [FilmRef.Of("imdb:tt1798709")],
    };

    [Theory]
    [InlineData("her-2013", null, null)]
    [InlineData("imdb:tt1798709", null, null)]
    [InlineData("tmdb:152601", "Her", 2013)]
    [InlineData(null, "HER!", 2014)]
    public void A_film_is_meant_by_its_id_a_ref_or_its_title(string? id, string? title, int? year) =>
        Assert.Equal(Her.Id, new FilmAsked(id, title, year, 2013).FindIn(Known()).Film?.Id);

    [Fact]
    public void Of_a_title_that_was_made_too_late_for_the_list_the_film_is_named()
    {
        var asked = new FilmAsked(null, "Her", null, 2010);

        Assert.Equal(new FilmMatch(null, []), asked.FindIn(Known()));
        Assert.Equal([Her], asked.Near(Known(), 3));
    }

    [Fact]
    public void A_title_beside_another_ref_of_the_same_scheme_is_another_film()
    {
        var asked = new FilmAsked("imdb:tt0000001", "Her", 2013, 2013);

        Assert.Equal(new FilmMatch(null, []), asked.FindIn(Known()));
        Assert.Equal("film-unknown", asked.Refuse(asked.FindIn(Known())).Code);
    }

    [Theory]
    [InlineData("""{"places":[[{"title":"Her","year":-2147483648}]]}""", "year-unreadable")]
    [InlineData("""{"places":[[{"title":"Her","year":2013.5}]]}""", "field-type")]
    [InlineData("""{"places":[[{"title":"Her","year":"2013"}]]}""", "field-type")]
    [InlineData("""{"places":[[{"year":2013}]]}""", "field-type")]
    [InlineData("""{"places":[[["her-2013"]]]}""", "field-type")]
    [InlineData("""{"places":["her-2013"]}""", "field-type")]
    [InlineData("""{"places":{}}""", "field-type")]
    [InlineData("""{}""", "field-type")]
    [InlineData("""{"places":[["\ud800"]]}""", "field-text")]
    [InlineData("""{"places":[["a\u0000b"]]}""", "field-text")]
    [InlineData("""{"places":[["her-2013"]],"numbers":["1"]}""", "field-type")]
    [InlineData("""{"places":[["her-2013"]],"published":"soon"}""", "field-type")]
    [InlineData("""{"places":[["her-2013"]],"ranked":"yes"}""", "field-type")]
    [InlineData("[]", "field-type")]
    public void A_list_as_JSON_of_the_wrong_shape_is_refused(string json, string code) =>
        Assert.Equal(code, Assert.Throws<RefusedException>(() => Read(json)).Refusal.Code);

    [Fact]
    public void A_list_as_JSON_has_places_ties_and_printed_numbers()
    {
        var list = Read("""
            {"places":[["her-2013"],["gravity-2013",{"title":"Nebraska","year":2013}],["heat-1995"]],
             "numbers":[1,2,null],"publication":"The Daily Example","published":"2013-12-20",
             "note":"n","mood":[1]}
            """);

        Assert.True(list.Ranked);
        Assert.Equal([1, 2, 1], list.Places.Select(place => place.Length));
        Assert.Equal([1, 2, null], list.Numbers);
        Assert.Equal(
            ["her-2013", "gravity-2013", null, "heat-1995"], list.Films.Select(film => film.Asked.Id));
        Assert.Equal("places[1][1]", list.Films.ElementAt(2).At);
        Assert.Equal(("The Daily Example", new DateOnly(2013, 12, 20), "n"),
            (list.Publication, list.Published, list.Text!.Note));
    }

    [Theory]
    [InlineData("""{"refs":{"\ud800":"tt1"}}""")]
    [InlineData("""{"refs":{"imdb":"\udc00"}}""")]
    public void Half_a_character_in_a_name_or_a_text_is_refused(string json)
    {
        using var document = JsonDocument.Parse(json);
        var fields = JsonFields.Of(document.RootElement, "");

        Assert.Equal("field-text", Assert.Throws<RefusedException>(() => fields.Pairs("refs")).Refusal.Code);
    }

    [Fact]
    public void Half_a_character_in_the_name_of_an_unknown_field_is_refused()
    {
        using var document = JsonDocument.Parse("""{"title":"Her","\ud800":1}""");
        var fields = JsonFields.Of(document.RootElement, "");

        var refusal = Assert.Throws<RefusedException>(() => fields.Text("title", 9)).Refusal;

        Assert.Equal("field-text", refusal.Code);
    }

    [Theory]
    [InlineData("title", "title-too-long")]
    [InlineData("name", "name-too-long")]
    [InlineData("quote", "text-too-long")]
    public void A_text_that_is_too_long_is_refused_by_a_code_that_is_documented(string field, string code)
    {
        using var document = JsonDocument.Parse($$"""{"{{field}}":"1234567"}""");
        var fields = JsonFields.Of(document.RootElement, "");

        Assert.Equal("1234567", fields.Text(field, 7));
        Assert.Equal(code, Assert.Throws<RefusedException>(() => fields.Text(field, 6)).Refusal.Code);
    }

    [Fact]
    public void A_long_text_is_never_cut_within_a_character()
    {
        var shown = Shown.Short(new string('a', 79) + "😀 and more");

        Assert.Equal(new string('a', 79) + "…", shown);
    }

    [Theory]
    [InlineData("2013-12-19", false)]
    [InlineData("2013-12-20", false)]
    [InlineData("2013-12-21", true)]
    public void A_day_of_publication_is_at_most_tomorrow(string published, bool isRefused)
    {
        Assert.True(Days.TryRead(published, out var day));
        var refusal = Record.Exception(() => Days.NotAhead(day, new DateOnly(2013, 12, 19)));

        Assert.Equal(isRefused ? "published-in-future" : null, (refusal as RefusedException)?.Refusal.Code);
    }

    [Theory]
    [InlineData(true, "127 Hours", "Black Swan", "The Fighter", "Inception", "The Social Network")]
    [InlineData(true, "Alpha", "Beta", "The Gamma", "Theta")]
    [InlineData(false, "127 Hours", "The Fighter", "Black Swan", "Inception", "The Social Network")]
    [InlineData(false, "Alpha", "Beta", "The Gamma")]
    public void A_ranked_list_in_the_order_of_the_alphabet_is_doubted(bool isDoubted, params string[] titles)
    {
        var places = titles.Select(title => $$"""[{"title":"{{title}}"}]""");

        var doubts = ListReading.Of(Read($$"""{"places":[{{string.Join(',', places)}}]}"""), Known())
            .Doubts(2013);

        Assert.Equal(isDoubted, doubts.Any(doubt => doubt.Code == "list-alphabetical"));
    }

    [Theory]
    [InlineData("1. Her\n1. Gravity\n1. Nebraska", true)]
    [InlineData("1. Her\n1. Gravity", false)]
    [InlineData("1. Her\n1. Gravity\n1. Nebraska\n2. Mud", false)]
    [InlineData("Her\nGravity\nNebraska", false)]
    public void Films_that_all_share_one_place_are_doubted(string lines, bool isDoubted) =>
        Assert.Equal(isDoubted, ListReading.Of(ListText.Read(lines, 2013), Known()).Doubts(2013)
            .Any(doubt => doubt.Code == "list-one-place"));

    private static WrittenList Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ListJson.Read(JsonFields.Of(document.RootElement, ""), 2013);
    }

    private static Catalogue Known()
    {
        var registered = new FilmChange(Her, 1, DateTimeOffset.UnixEpoch) { Revision = 1 };
        var chunk = new FeedChunk("epoch", 1, 1, [registered]) { ReachesHead = true };
        return Board.Empty(Calibration.BuiltIn).After(chunk).Catalogue;
    }
}
