using Aggregator.Gateway.Http;
using Aggregator.Gateway.Lists;
using CsCheck;

namespace Aggregator.Gateway.Tests;

/// <summary>Lists as text, in the four forms that critics have them in.</summary>
public sealed class ListTextTests
{
    [Theory]
    [InlineData("letterboxd-v7.csv")]
    [InlineData("letterboxd-v7-padded.csv")]
    [InlineData("imdb-now.csv")]
    [InlineData("imdb-2018.csv")]
    [InlineData("imdb-before-2018.csv")]
    [InlineData("own-columns.csv")]
    [InlineData("one-a-line.txt")]
    public void A_list_is_the_same_in_every_form(string file)
    {
        var text = TextOf(file);
        foreach (var body in new[] { text, text.ReplaceLineEndings("\r\n"), text.TrimEnd() + "\n\n" })
        {
            var list = ListText.Read(body, 2013);

            Assert.True(list.Ranked);
            Assert.Equal(["Her", "Blue Is the Warmest Color", "Stemple Pass"], Titles(list));
            Assert.Equal([2013, 2013, null], list.Films.Select(film => film.Asked.Year));
            Assert.Equal([1, 2, 3], list.Numbers);
        }
    }

    [Theory]
    [InlineData("imdb-now.csv")]
    [InlineData("imdb-2018.csv")]
    [InlineData("imdb-before-2018.csv")]
    public void An_IMDb_export_names_its_films_by_ref(string file) =>
        Assert.Equal(["imdb:tt1798709", "imdb:tt2278871", "imdb:tt2245223"],
            ListText.Read(TextOf(file), 2013).Films.Select(film => film.Asked.Id));

    [Fact]
    public void Our_own_columns_say_where_and_when_it_was_published()
    {
        var list = ListText.Read(TextOf("own-columns.csv"), 2013);

        Assert.Equal("The Daily Example", list.Publication);
        Assert.Equal(new DateOnly(2013, 12, 20), list.Published);
        Assert.Equal("Two lines,\none note.", list.Text!.Note);
    }

    [Theory]
    [InlineData("letterboxd-v7.csv", null)]
    [InlineData("letterboxd-v7-padded.csv", "My list.\n\nPosition,Name,Year,URL,Description\n9,Not a film")]
    public void A_Letterboxd_export_says_when_and_where_it_was_published(string file, string? note)
    {
        var list = ListText.Read(TextOf(file), 2013);

        Assert.Equal(new DateOnly(2013, 12, 20), list.Published);
        Assert.Equal("https://boxd.it/aaaa", list.Text!.Url);
        Assert.StartsWith(note ?? "", list.Text.Note ?? "", StringComparison.Ordinal);
        Assert.Empty(list.Remarks);
    }

    [Theory]
    [InlineData("300: Rise of an Empire (2014)", "300: Rise of an Empire", 2014, null)]
    [InlineData("12 Years a Slave", "12 Years a Slave", null, null)]
    [InlineData("50/50 (2011)", "50/50", 2011, null)]
    [InlineData("1: Her", "Her", null, 1)]
    [InlineData("3. Her (2013)", "Her", 2013, 3)]
    [InlineData("3. Her (2013).", "Her", 2013, 3)]
    [InlineData("Her (2013) *", "Her", 2013, null)]
    [InlineData("Her.", "Her.", null, null)]
    [InlineData("- Her (2013)", "Her", 2013, null)]
    [InlineData("(2013)", "(2013)", null, null)]
    [InlineData("Her (0013)", "Her (0013)", null, null)]
    [InlineData("٣. Her", "Her", null, 3)]
    [InlineData("Her (2013, Spike Jonze)", "Her", 2013, null)]
    [InlineData("3. Her (dir. Spike Jonze, 2013)", "Her", 2013, 3)]
    [InlineData("Her [USA/2013].", "Her", 2013, null)]
    [InlineData("Her (2013 – Spike Jonze)", "Her", 2013, null)]
    [InlineData("Her (Spike Jonze)", "Her (Spike Jonze)", null, null)]
    [InlineData("Her (at 2013)", "Her (at 2013)", null, null)]
    [InlineData("Her (2013 cut)", "Her (2013 cut)", null, null)]
    [InlineData("Her (Spike), Her (2013)", "Her (Spike), Her", 2013, null)]
    [InlineData("Her:", "Her:", null, null)]
    [InlineData("Her (٢٠١٣)", "Her (٢٠١٣)", null, null)]
    public void A_line_is_a_title_with_a_number_before_it_and_a_year_behind(
        string line, string title, int? year, int? number)
    {
        var film = Assert.Single(ListText.Read(line, 2013).Films);

        Assert.Equal((title, year, number), (film.Asked.Title, film.Asked.Year, film.Number));
    }

    [Theory]
    [InlineData("=1. Eps", 1, "Eps")]
    [InlineData("=2 Beta", 2, "Beta")]
    [InlineData("2= Beta (2001)", 2, "Beta")]
    [InlineData("T1. Theta", 1, "Theta")]
    [InlineData("T-2) Theta", 2, "Theta")]
    [InlineData("1.Theta", 1, "Theta")]
    [InlineData("1\tMu", 1, "Mu")]
    [InlineData("1st: Xi", 1, "Xi")]
    [InlineData("2nd. Xi", 2, "Xi")]
    [InlineData("No. 1: Xi", 1, "Xi")]
    [InlineData("#2. Xi", 2, "Xi")]
    [InlineData("#2 Xi", 2, "Xi")]
    [InlineData("#2 – Xi", 2, "Xi")]
    [InlineData("2. Xi (tie)", 2, "Xi")]
    [InlineData("2. Xi [tie]", 2, "Xi")]
    [InlineData("2. Xi (2001) (tied)", 2, "Xi")]
    [InlineData("2. Xi (tie) (2001)", 2, "Xi")]
    [InlineData("2. (tie) Xi", 2, "Xi")]
    [InlineData("2 (tie) Xi", 2, "Xi")]
    [InlineData("1. Tom &amp; Jerry", 1, "Tom & Jerry")]
    [InlineData("Am&eacute;lie", null, "Amélie")]
    [InlineData("Tom & Jerry", null, "Tom & Jerry")]
    [InlineData("T2 Trainspotting", null, "T2 Trainspotting")]
    [InlineData("T2: Judgment Day", null, "T2: Judgment Day")]
    [InlineData("3.10 to Yuma", null, "3.10 to Yuma")]
    [InlineData("1st Night", null, "1st Night")]
    [InlineData("No. 7 Cherry Lane", null, "No. 7 Cherry Lane")]
    [InlineData("#Horror", null, "#Horror")]
    [InlineData("21 Jump Street", null, "21 Jump Street")]
    [InlineData("8½", null, "8½")]
    [InlineData("2012", null, "2012")]
    [InlineData("The Tie (tie)", null, "The Tie (tie)")]
    public void A_number_is_read_in_the_forms_that_lists_have_and_what_begins_a_title_is_none(
        string line, int? number, string title)
    {
        var films = ListText.Read($"{line}\n{(number is null ? "" : "3. ")}Her", 2013).Films;

        var film = films.Single(film => film.At == "line 1");
        Assert.Equal((number, title), (film.Number, film.Asked.Title));
    }

    [Theory]
    [InlineData("1: Nenokkadine\nHer\nGravity", "", "1: Nenokkadine|Her|Gravity")]
    [InlineData("1: Nenokkadine\nT2 Her\nGravity", "", "1: Nenokkadine|T2 Her|Gravity")]
    [InlineData("1: Her\n2: Gravity\nNebraska", "1,2,", "Her|Gravity|Nebraska")]
    [InlineData("7.Bölük\nHer", "", "7.Bölük|Her")]
    [InlineData("#1 Fan\nHer", "", "#1 Fan|Her")]
    [InlineData("1. 45 Years\n2= Her\n=2. 1: Nenokkadine", "1,2", "45 Years|Her|1: Nenokkadine")]
    public void What_may_be_a_number_or_a_title_the_other_lines_tell(
        string text, string numbers, string titles)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal((numbers, titles), (string.Join(',', list.Numbers), string.Join('|', Titles(list))));
    }

    [Theory]
    [InlineData("Top films of 2001\n1. Her\n2. Gravity", "Her|Gravity", true)]
    [InlineData("My ten: \n\n2: Her\n1: Gravity", "Gravity|Her", true)]
    [InlineData("Her (2013)\n1. Gravity\n2. Nebraska", "Gravity|Nebraska|Her", false)]
    [InlineData("her-2013\n1. Gravity\n2. Nebraska", "Gravity|Nebraska|her-2013", false)]
    [InlineData("Her\nGravity\n1. Nebraska\n2. Philomena", "Nebraska|Philomena|Her|Gravity", false)]
    public void A_line_above_those_that_are_all_numbered_is_a_heading(
        string text, string titles, bool isHeaded)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal(titles, string.Join('|', Titles(list)));
        Assert.Equal(isHeaded ? [("line 1", "heading-left-out")] : [],
            list.Remarks.Select(remark => (remark.At, remark.Code)));
    }

    [Theory]
    [InlineData("1. Her\n2. Gravity\nHonorable mentions:\nNebraska\n- Philomena",
        "Her|Gravity|Nebraska|Philomena", "1,2,", "line 3")]
    [InlineData("My ten\n1. Her\n2. Gravity\n* * *\n3. Nebraska",
        "Her|Gravity|Nebraska", "1,2,3", "line 1,line 4")]
    [InlineData("20 to 11:\n12. Her\n11. Gravity\n\n10 to 1:\n2. Nebraska\n1. Philomena",
        "Philomena|Nebraska|Gravity|Her", "1,2,11,12", "line 1,line 5")]
    [InlineData("Favourites:\nHer\nGravity", "Her|Gravity", "", "line 1")]
    [InlineData("Ten\n1. Her\n2. No\n*Honourable Mentions*\nMud", "Her|No|Mud", "1,2,", "line 1,line 4")]
    [InlineData("Her (2013):\nGravity (2013):", "Her|Gravity", "", "")]
    [InlineData("Gravity\nHer\n(in alphabetical order)", "Gravity|Her", "", "line 3")]
    [InlineData("In no particular order\nHer\nGravity", "Her|Gravity", "", "line 1")]
    [InlineData("In Order\nHer\nGravity", "In Order|Her|Gravity", "", "")]
    public void A_line_that_names_no_film_is_a_heading_and_so_is_a_rule_across_the_page(
        string text, string titles, string numbers, string left)
    {
        var list = ListText.Read(text, 2013);

        Assert.Equal((titles, numbers), (string.Join('|', Titles(list)), string.Join(',', list.Numbers)));
        Assert.Equal(left, string.Join(',', list.Remarks
            .Where(remark => remark.Code == "heading-left-out").Select(remark => remark.At)));
    }

    [Fact]
    public void A_number_that_comes_again_below_a_heading_begins_another_list_and_is_refused()
    {
        const string two = "Best films:\n1. Her\n1. Gravity\nBest documentaries:\n1. The Act of Killing";

        var refused = Assert.Throws<RefusedException>(() => ListText.Read(two, 2013)).Refusal;

        Assert.Equal("list-numbers", refused.Code);
        Assert.Equal("line 5", Assert.Single(refused.Errors).At);
        Assert.Contains("\"Best documentaries:\"", refused.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(500) Days of Summer (2009)\n(Untitled) (2009)", false)]
    [InlineData("1. (Untitled)\n2. (Nostalgia)", false)]
    [InlineData("Her\n(It glows.)\nGravity\n(It floats.)", true)]
    public void Several_lines_in_brackets_from_end_to_end_are_no_films(string text, bool areWords) =>
        Assert.Equal(areWords, ListText.Read(text, 2013).Films.Any(film => film.NoFilm is not null));

    [Fact]
    public void A_line_may_be_an_id_a_ref_or_an_address_that_holds_one()
    {
        const string text = "her-2013\nimdb:tt1798709\nHer\nhttps://www.imdb.com/title/tt1798709/?ref_=nv\n"
            + "tt1798709\nm.imdb.com/de/title/tt1798709\nhttps://www.themoviedb.org/movie/152601-her\ntt17\n";

        const string imdb = "imdb:tt1798709";
        Assert.Equal(["her-2013", imdb, null, imdb, imdb, imdb, "tmdb:152601", null],
            ListText.Read(text, 2013).Films.Select(film => film.Asked.Id));
    }

    [Theory]
    [InlineData("film,place\nHer,1\n\"Gravity,2\nNebraska,3", "csv-malformed", "line 3")]
    [InlineData("film,place\nHer,first", "list-numbers", "line 2")]
    [InlineData("film,film_year\nHer,MMXIII", "year-unreadable", "line 2")]
    [InlineData("film,film_year\nHer,1066", "year-unreadable", "line 2")]
    [InlineData("film,published\nHer,20.12.2013", "date-unreadable", null)]
    [InlineData("film,ranked\nHer,perhaps", "ranked-unreadable", null)]
    [InlineData("film,place\n,1", "film-missing", "line 2")]
    [InlineData("film,place\n12 Years, a Slave,1,x", "csv-malformed", "line 2")]
    [InlineData("Letterboxd list export v7\nDate,Name\n", "csv-header", null)]
    [InlineData("Her\nGra\0vity", "field-text", "line 2")]
    [InlineData("Her\nGra&#1;vity", "field-text", "line 2")]
    public void A_list_that_cannot_be_read_is_refused_with_its_line(string text, string code, string? at)
    {
        var refusal = Assert.Throws<RefusedException>(() => ListText.Read(text, 2013)).Refusal;

        Assert.Equal(code, refusal.Code);
        if (at is not null) Assert.Equal(at, Assert.Single(refusal.Errors).At);
    }

    [Theory]
    [InlineData("1. The Good, the Bad and the Ugly\n2. Her", "The Good, the Bad and the Ugly|Her")]
    [InlineData("Her\nGood, Bad", "Her|Good, Bad")]
    [InlineData("\"Good, Bad\"\nHer", "Good, Bad|Her")]
    [InlineData("film\n\"Good, Bad\"\n\"\"\"A\"\" B\"", "Good, Bad|\"A\" B")]
    [InlineData("Her\n\"Good Night, and Good Luck (2005)\"", "Her|Good Night, and Good Luck")]
    [InlineData("\"1. Good, Bad\"\n2. Her\n\"3. \"\"A\"\" B\"", "Good, Bad|Her|\"A\" B")]
    public void Lines_sent_as_CSV_are_films_where_the_first_is_no_header(string text, string titles) =>
        Assert.Equal(titles, string.Join('|', Titles(ListText.Read(text, 2013, isCsv: true))));

    [Fact]
    public void A_long_line_full_of_blanks_takes_no_time()
    {
        var text = $"Her{new string(' ', 60_000)}x";

        var refusal = Assert.Throws<RefusedException>(() => ListText.Read(text, 2013)).Refusal;

        Assert.Equal("title-too-long", refusal.Code);
    }

    [Fact]
    public void What_is_written_as_CSV_is_read_back() =>
        Gen.Char["abc ,\"é½-'()"].Array[0, 20].Select(letters => $"t{new string(letters)}t").Array[1, 20]
            .Sample(titles =>
            {
                var rows = titles.Select((title, at) => $"{at + 1},{Csv.Quoted(title)}");

                var list = ListText.Read("place,film\n" + string.Join('\n', rows), 2013);

                Assert.Equal(titles, Titles(list));
            });

    [Fact]
    public void No_text_whatever_is_too_strange_to_be_read_or_refused()
    {
        var anyWord = Gen.OneOf(
            Gen.OneOf(
                "\n", "\r\n", ",", "\"", "\0", "\u2028", "1. ", "(2013)", "(99999999999)", "٣. ", "imdb:tt1",
                "position", "name", "year", "const", "title", "film", "film_year", "film_ref", "place",
                "published", "2013-12-20", "Letterboxd list export v7\n", "Position,Name,Year\n",
                "Position,Const,Title,Year\n"),
            Gen.Char.Select(letter => letter.ToString()));
        anyWord.Array[0, 40].Select(words => string.Concat(words)).Sample(text =>
        {
            try
            {
                return ListText.Read(text, 2013).Places.All(place => !place.IsEmpty);
            }
            catch (RefusedException refused)
            {
                return refused.Refusal.Detail.Length > 0;
            }
        });
    }

    private static string TextOf(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "lists", file));

    private static IEnumerable<string?> Titles(WrittenList list) =>
        list.Films.Select(film => film.Asked.Title);
}
