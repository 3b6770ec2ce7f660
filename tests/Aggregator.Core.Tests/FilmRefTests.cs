using CsCheck;

namespace Aggregator.Tests;

/// <summary>What is taken for a ref is written so that it is read again: the ledger keeps it.</summary>
public sealed class FilmRefTests
{
    private static readonly Gen<string> Values =
        Gen.OneOf(Gen.Char["0123456789"], Gen.Char["0189tT-éQ"]).Array[1, 140]
            .Select(letters => new string(letters));

    [Fact]
    public void A_ref_that_was_read_is_read_again_as_it_was_written() =>
        Gen.Select(Gen.OneOf("imdb", "IMDB", "wikidata", "tmdb", "other"), Values).Sample((scheme, value) =>
        {
            if (!FilmRef.TryRead($"{scheme}:{value}", out var read)) return;
            Assert.Equal(read, FilmRef.Of(read.ToString()));
        });

    [Theory]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    public void A_number_as_long_as_a_ref_may_be_stays_one(int digits)
    {
        Assert.True(FilmRef.TryRead($"imdb:{new string('1', digits)}", out var read));
        Assert.Equal(read, FilmRef.Of(read.ToString()));
    }

    [Theory]
    [InlineData("imdb:0114709", "imdb:tt0114709")]
    [InlineData("imdb:114709", "imdb:tt0114709")]
    [InlineData("imdb:11470912", "imdb:tt11470912")]
    [InlineData("IMDB:TT0114709", "imdb:tt0114709")]
    [InlineData("imdb:tt1", "imdb:tt1")]
    [InlineData("tmdb:862", "tmdb:862")]
    public void An_id_of_IMDb_may_lack_its_letters(string written, string read) =>
        Assert.Equal(read, FilmRef.Of(written).ToString());
}
