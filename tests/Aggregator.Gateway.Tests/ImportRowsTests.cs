using Aggregator.Gateway.Http;
using CsCheck;

namespace Aggregator.Gateway.Tests;

/// <summary>A broken row is refused by itself: whatever stands before and after it is read.</summary>
public sealed class ImportRowsTests
{
    private static readonly string[] Verdicts = ["critic", "film", "rating", "url"];
    private static readonly string[] Lists = ["critic", "film", "note"];

    [Theory]
    [InlineData("Bea,\"Her,4/5,", "csv-malformed")]
    [InlineData("Bea,Her,4/5,\"", "csv-malformed")]
    [InlineData("Bea,\"Her\"x,4/5,", "csv-malformed")]
    [InlineData("\"", "csv-malformed")]
    [InlineData("Bea,12 Years, a Slave,4/5,http://x", "csv-malformed")]
    [InlineData("Bea,H\0er,4/5,", "field-text")]
    public async Task A_broken_row_never_spoils_its_neighbours(string broken, string code)
    {
        var body = $"critic,film,rating,url\nAnn,Heat,3/5,\n{broken}\nCid,Nebraska,5/5,\n";

        var read = await Bodies.Rows(body, Verdicts);

        Assert.Equal(["Ann", "Cid"], read.Values("critic"));
        Assert.Equal([$"3 {code}"], read.Refusals);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("2.0")]
    [InlineData("2.")]
    [InlineData("2=")]
    [InlineData("=2")]
    [InlineData("T2")]
    [InlineData("T-2")]
    [InlineData("#2")]
    [InlineData("No. 2")]
    [InlineData("2nd")]
    [InlineData("2nd=")]
    [InlineData("2 =")]
    [InlineData("2T")]
    [InlineData("Joint 2")]
    [InlineData("tied 2nd")]
    [InlineData("2 (tie)")]
    [InlineData("2 tied")]
    public async Task A_place_is_read_however_it_is_printed(string printed)
    {
        var read = await Bodies.Rows($"place,film\n{printed},Her\n", "place", "film");

        Assert.Equal(2, read.Rows[0].Place("place"));
    }

    [Theory]
    [InlineData("second")]
    [InlineData("2-3")]
    [InlineData("-2")]
    [InlineData("2.5")]
    public async Task A_place_that_is_no_number_is_refused(string printed)
    {
        var read = await Bodies.Rows($"place,film\n{printed},Her\n", "place", "film");

        var refused = Assert.Throws<RefusedException>(() => read.Rows[0].Place("place")).Refusal;
        Assert.Equal("list-numbers", refused.Code);
        Assert.Contains($"\"{printed}\"", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_quotation_marks_never_closed_do_not_make_one_row_of_two()
    {
        var read = await Bodies.Rows(
            "critic,film,rating,url\nAnn,Heat,3/5,\"\nBea,Her,4/5,\"\nCid,Nebraska,5/5,\n", Verdicts);

        Assert.Equal(["Cid"], read.Values("critic"));
        Assert.Equal(["2 csv-malformed", "3 csv-malformed"], read.Refusals);
    }

    [Fact]
    public async Task A_title_that_holds_whole_rows_is_a_quotation_mark_never_closed()
    {
        var read = await Bodies.Rows(
            "critic,film,rating,url\nAnn,\"Heat,3/5,\nBea,Her,4/5,\nCid,Yi Yi\",5/5,\n", Verdicts);

        Assert.Equal(["Her"], read.Values("film"));
        Assert.Equal(["2 csv-malformed", "4 csv-malformed"], read.Refusals);
    }

    [Fact]
    public async Task Records_of_any_words_with_marks_and_lines_are_read_back_where_they_begin()
    {
        // Never three lines: one between two others could be a whole row.
        var anyWords = Gen.Select(Gen.Char["ab ,\"é"].Array[0, 6], Gen.Char["ab ,\"é"].Array[0, 6],
            Gen.OneOf("", "", "\n", "\r\n"), (first, second, end) =>
                $"t{new string(first)}{end}{new string(second)}t");
        var anyRecord = Gen.Select(anyWords, anyWords, Gen.OneOf("\n", "\r\n", "\n\n", "\r\n \r\n"));

        await anyRecord.Array[0, 60].SampleAsync(async records =>
        {
            var (body, begins) = ("critic,film\r\n", new List<long>());
            foreach (var (critic, film, end) in records)
            {
                begins.Add(body.Count(letter => letter == '\n') + 1);
                body += $"{Csv.Quoted(critic)},{Csv.Quoted(film)}{end}";
            }

            var read = await Bodies.Rows(body, "critic", "film");

            Assert.Equal(records.Select(record => OfLines(record.Item1)), read.Values("critic"));
            Assert.Equal(records.Select(record => OfLines(record.Item2)), read.Values("film"));
            Assert.Equal(begins, read.Rows.Select(row => row.Line));
            Assert.Empty(read.Refused);
        });

        static string OfLines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quotation_mark_never_closed_loses_its_line_and_no_other()
    {
        var rows = string.Concat(Enumerable.Range(1, 300).Select(row => $"Film {row},\n"));

        var read = await Bodies.Rows($"film,rating\n\"Her,5/5\n{rows}", "film", "rating");

        Assert.Equal(300, read.Rows.Count);
        Assert.Equal(["2 csv-malformed"], read.Refusals);
    }

    [Fact]
    public async Task A_note_and_a_column_that_nobody_knows_may_have_lines()
    {
        const string Body =
            "critic,mood,note,film\r\n"
            + "Ann,\"grim\r\nall day\",\"First line.\r\n\r\nThird line.\",Heat\r\n"
            + "Bea,,,Her\r\n";

        var read = await Bodies.Rows(Body, Lists);

        Assert.Equal(["First line.\n\nThird line.", null], read.Values("note"));
        Assert.Equal(["Heat", "Her"], read.Values("film"));
        Assert.Equal([2, 6], read.Rows.Select(row => row.Line));
        Assert.Equal("field-unknown", (string?)Assert.Single(read.Refused)["warning"]);
    }

    [Fact]
    public async Task Values_at_the_end_of_a_row_may_be_missing_or_be_padding()
    {
        var read = await Bodies.Rows("critic,film,rating,url\nAnn,Heat\nBea,Her,4/5,,,,\n", Verdicts);

        Assert.Equal(["Heat", "Her"], read.Values("film"));
        Assert.Equal([null, "4/5"], read.Values("rating"));
    }

    [Fact]
    public async Task Columns_stand_in_any_order_and_case_and_may_be_missing()
    {
        var read = await Bodies.Rows("\uFEFFFILM, Critic ,shoe size\nHeat,Ann,38\n", Verdicts);

        Assert.Equal(["Ann"], read.Values("critic"));
        Assert.Equal([null], read.Values("rating"));
    }

    [Fact]
    public async Task A_name_that_nobody_reads_in_lines_of_JSON_is_named_once()
    {
        var read = await Bodies.Json(
            "{\"film\":\"Her\",\"score\":1}\n{\"film\":\"Heat\",\"score\":2}\n", Verdicts);

        Assert.Equal(2, read.Rows.Count);
        var warning = Assert.Single(read.Refused);
        Assert.Equal((1, "field-unknown"), ((int)warning["line"]!, (string?)warning["warning"]));
        Assert.Contains("\"rating\" the one", (string?)warning["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("film;rating;critic\nHer;4/5;Ann\n", "parts the names of columns by semicolons")]
    [InlineData("\"Const\"\t\"Your Rating\"\ntt1\t8\n", "parts the names of columns by tabs")]
    [InlineData("critic_name,review_score\nAnn,4/5\n", "\"critic_name\" may be critic")]
    public async Task A_header_of_another_form_is_refused_with_what_is_wrong(string body, string why)
    {
        var read = await Bodies.Rows(body, Verdicts);

        Assert.Equal("csv-header", read.Header!.Code);
        Assert.Contains(why, read.Header.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("Her,Ann\nHeat,Bea\n")]
    [InlineData("\"critic,film\n")]
    [InlineData("film;critic\nHer;Ann\n")]
    public async Task A_body_without_a_header_is_refused_whole(string body)
    {
        var read = await Bodies.Rows(body, Verdicts);

        Assert.Equal("csv-header", read.Header!.Code);
        Assert.Empty(read.Rows);
    }

    [Theory]
    [InlineData("{\"film\":\"H\\u0000er\"}", "field-text")]
    [InlineData("{\"film\":\"\\ud800\"}", "field-text")]
    [InlineData("{\"\\ud800\":\"Her\"}", "field-text")]
    [InlineData("{\"film\":{\"title\":\"Her\"}}", "field-type")]
    [InlineData("{\"film\":\"Her\"", "json-malformed")]
    [InlineData("[\"Her\"]", "json-malformed")]
    [InlineData("{\"film\":[[[[[[1]]]]]]}", "json-malformed")]
    public async Task A_broken_line_of_JSON_never_spoils_its_neighbours(string broken, string code)
    {
        var body = $"{{\"film\":\"Heat\"}}\n{broken}\n{{\"film\":\"Nebraska\"}}\n";

        var read = await Bodies.Json(body, Verdicts);

        Assert.Equal(["Heat", "Nebraska"], read.Values("film"));
        Assert.Equal([$"2 {code}"], read.Refusals);
    }

    [Fact]
    public async Task Rows_that_are_well_are_read_back_with_any_broken_lines_between_them()
    {
        var anyTitle = Gen.Char["abcXYZ ,\"é½"].Array[1, 10].Select(letters => $"t{new string(letters)}t");
        var anyBroken = Gen.OneOf("\"a", "x,\"y", "\"a\"b", "a,\"b,\"c", "\0", "a,b,c,d,e");
        var anyLine = Gen.Select(anyTitle, anyBroken, Gen.Int[0, 3]).Select((title, broken, die) =>
            die == 0
                ? (Line: broken, Title: null)
                : (Line: $"{Csv.Quoted(title)},4/5", Title: (string?)title));

        await anyLine.Array[1, 200].SampleAsync(async lines =>
        {
            var body = "film,rating\n" + string.Join('\n', lines.Select(line => line.Line));
            var read = await Bodies.Rows(body, "film", "rating");
            Assert.Equal(lines.Select(line => line.Title).OfType<string>(), read.Values("film"));
            Assert.Equal(lines.Count(line => line.Title is null), read.Refused.Count);
        });
    }

    [Fact]
    public async Task No_bytes_whatever_are_too_strange_to_be_refused()
    {
        var anyByte = Gen.OneOf(Gen.OneOf("\n\",{}[]:\\u\0"u8.ToArray()), Gen.Byte);
        await Gen.Select(anyByte.Array[0, 400], Gen.Bool).SampleAsync(async (bytes, isCsv) =>
        {
            byte[] body = isCsv ? [.. "film,rating\n"u8, .. bytes] : bytes;
            var read = await Bodies.Rows(body, isCsv, "film", "rating");
            Assert.All(read.Refused, refused => Assert.NotNull(refused["code"]));
        });
    }
}
