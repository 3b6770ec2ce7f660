using Xunit;

namespace Aggregator.Tests;

public sealed class ApiKeysTests
{
    [Fact]
    public void A_key_made_is_read_and_opens_what_was_stored_of_it()
    {
        var (key, stored) = ApiKeys.Make(KeyRole.Editor, "Ann", DateTimeOffset.UnixEpoch);

        Assert.True(ApiKeys.TryRead(key, out var presented));
        Assert.True(presented.Opens(stored));
        Assert.DoesNotContain(key[13..], stored.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_keys_secret_does_not_open()
    {
        var (key, _) = ApiKeys.Make(KeyRole.Editor, "Ann", DateTimeOffset.UnixEpoch);
        var (_, other) = ApiKeys.Make(KeyRole.Editor, "Bob", DateTimeOffset.UnixEpoch);

        Assert.True(ApiKeys.TryRead(key, out var presented));
        Assert.False(presented.Opens(other with { Id = presented.Id }));
    }

    [Fact]
    public void Every_key_made_comes_apart_at_its_underscores_into_three()
    {
        for (var made = 0; made < 1_000; made++)
        {
            var (key, _) = ApiKeys.Make(KeyRole.Critic, "Ann", DateTimeOffset.UnixEpoch);
            Assert.Equal([3, ApiKeys.IdLength, 43], key.Split('_').Select(part => part.Length));
        }
    }

    [Fact]
    public void A_key_made_earlier_with_an_underscore_in_its_secret_is_read() =>
        Assert.True(ApiKeys.TryRead("agg_00000000__A_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", out _));

    [Theory]
    [InlineData("")]
    [InlineData("agg_")]
    [InlineData("agg_00000000_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("agg_00000000_AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("agg_00000000_AAAAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("agg_0000000é_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("key_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_not_a_key_is_told_apart_without_a_fault(string text) =>
        Assert.False(ApiKeys.TryRead(text, out _));
}
