using Aggregator.Gateway.Imports;
using CsCheck;

namespace Aggregator.Gateway.Tests;

public sealed class CsvRecordsTests
{
    // What gives readers of CSV trouble comes often.
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.OneOf('"', ',', '\n', '\r', ' ', 'a', 'é', '\0', '\uFEFF'), Gen.Char).Array[0, 12]
        .Select(letters => new string(letters));

    [Theory]
    [InlineData("Her,2013", "Her", "2013")]
    [InlineData("", "")]
    [InlineData(",", "", "")]
    [InlineData("a,,", "a", "", "")]
    [InlineData("\"12 Years, a Slave\",2013", "12 Years, a Slave", "2013")]
    [InlineData("\"The \"\"Best\"\" Film\"", "The \"Best\" Film")]
    [InlineData("\"\",\"\"", "", "")]
    [InlineData("the 5\" disc,2013", "the 5\" disc", "2013")]
    [InlineData("a, \"b\"", "a", " \"b\"")]
    [InlineData("\"two\nlines\",x", "two\nlines", "x")]
    public void A_record_is_split_where_its_commas_are(string record, params string[] fields) =>
        Assert.Equal(fields, CsvRecords.Split(record));

    [Theory]
    [InlineData("\"Her,2013")]
    [InlineData("\"Her\"x,2013")]
    [InlineData("a,\"")]
    [InlineData("a,\"\"\"")]
    [InlineData("Break\",1999")]
    [InlineData("a,the \"Break\"\"")]
    public void Quotation_marks_that_do_not_pair_make_no_record(string record) =>
        Assert.Null(CsvRecords.Split(record));

    [Fact]
    public void What_is_written_as_CSV_is_read_back() => AnyText.Array[1, 6].Sample(fields =>
        Assert.Equal(fields, CsvRecords.Split(string.Join(',', fields.Select(Csv.Quoted)))));

    [Fact]
    public void No_text_whatever_is_too_strange_to_be_split() =>
        AnyText.Sample(text => CsvRecords.Split(text) is null or { Length: > 0 });

    [Fact]
    public void A_record_ends_where_its_quotation_marks_pair()
    {
        string[] lines = ["\"two", "lines\",x", "next,y"];
        var at = 0;

        var fields = CsvRecords.Read(line => lines.ElementAtOrDefault(line), ref at, _ => true);

        Assert.Equal(["two\nlines", "x"], fields!);
        Assert.Equal(1, at);
    }

    [Fact]
    public void A_line_that_begins_no_record_leaves_the_reader_where_it_was()
    {
        string[] lines = ["\"never closed", .. Enumerable.Repeat("line", 200)];
        var at = 0;

        Assert.Null(CsvRecords.Read(line => lines.ElementAtOrDefault(line), ref at, _ => true));
        Assert.Equal(0, at);
    }
}

/// <summary>Writes CSV as RFC 4180 says.</summary>
internal static class Csv
{
    public static string Quoted(string field) =>
        $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
