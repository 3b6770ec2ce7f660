using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Tests;

public sealed class ReplyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void What_is_sent_is_what_the_serializer_writes_byte_for_byte(int verdicts)
    {
        var film = new Film(FilmId.Of("yi-yi-2000"), "\u4e00\u4e00 \"Yi Yi\" <\u00e9 & \ud83d\ude00>\t")
        {
            Year = 2000,
            Refs = [FilmRef.Of("imdb:tt0244316"), FilmRef.Of("tmdb:25538")],
        };
        var tally = new FilmTally(film.Id);
        tally.Apply(new LedgerEntry(1, DateTimeOffset.UnixEpoch, "operator:a", new FilmRegistered(film)));
        for (var i = 1; i <= verdicts; i++)
        {
            var verdict = new Verdict(RatingReader.Read($"{i}/10"), null);
            tally.Apply(new LedgerEntry(1 + i, DateTimeOffset.UnixEpoch.AddMilliseconds(i * 1001),
                "operator:a", new VerdictRecorded(film.Id, CriticId.Of($"critic-{i}"), verdict)));
        }

        var acclaim = AcclaimViews.Of(
            film, tally.Score(SeasonTotals.None, Calibration.BuiltIn), Calibration.BuiltIn);

        AssertSame(acclaim, AggregatorJson.Wire.AcclaimView);
        AssertSame(acclaim with { Asked = "imdb:tt0244316", Revision = 7 }, AggregatorJson.Wire.AcclaimView);
        AssertSame(
            new WriteAnswer { Position = 7, Critic = "a-b", Acclaim = acclaim, Created = ["a", "b"] },
            AggregatorJson.Wire.WriteAnswer);
        AssertSame(new WriteAnswer(), AggregatorJson.Wire.WriteAnswer);
    }

    private static void AssertSame<T>(T value, JsonTypeInfo<T> shape) => Assert.Equal(
        JsonSerializer.Serialize(value, shape), Encoding.UTF8.GetString(Reply.Render(value, shape)));
}
