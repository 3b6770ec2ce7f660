using System.Diagnostics;
using System.Net;

namespace Aggregator.Server.Tests;

/// <summary>Listeners and what they showed as a key.</summary>
public sealed class ListenersKeysTests
{
    private static readonly TimeSpan PollsFor = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Whoever_listens_hears_nothing_more_once_the_key_is_revoked(string readsNeedKey)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__KEYS__READSNEEDKEY", readsNeedKey));
        await server.RegisterFilms(1);
        var (key, others) = (await server.MakeKey("reader"), await server.MakeKey("reader"));
        using var reader = server.From("127.0.0.1", key);
        using var other = server.From("127.0.0.1", others);
        using var listening = await Listening.Open(reader);
        using var going = await Listening.Open(other);
        var polling = reader.GetAsync($"/v1/changes?wait={PollsFor.TotalSeconds}");

        using var revoked = await server.Http.DeleteAsync($"/v1/keys/{key[4..12]}");
        var since = Stopwatch.GetTimestamp();
        await listening.Rest();
        using var polled = await polling;
        Assert.True(Stopwatch.GetElapsedTime(since) < PollsFor / 2, $"{Stopwatch.GetElapsedTime(since)}");
        using var again = await reader.GetAsync("/v1/changes?wait=0");
        await server.RegisterCritics(1);
        await server.Judge(Writing.Film(1), 1, 9);

        // It had asked while the key was good, unless that was heard of before.
        Assert.True(polled.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Contains("key-revoked", await again.Content.ReadAsStringAsync());
        Assert.Equal(Writing.Film(1), (string?)(await going.NextNews()).Data!["film"]);
    }
}
