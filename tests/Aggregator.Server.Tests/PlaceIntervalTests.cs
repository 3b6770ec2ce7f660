using System.Net;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>A film's place comes with how far it may be trusted.</summary>
public sealed class PlaceIntervalTests
{
    private const int Films = 5;
    private const int CriticsThatRank = 7;

    [Fact]
    public async Task A_ranked_film_has_an_interval_around_its_place_and_one_with_six_verdicts_has_none()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Fill(server);

        var places = await PlacesOf(server);

        Assert.Equal(Enumerable.Range(1, Films - 1), places.Take(Films - 1).Select(Season).Order());
        Assert.All(places.Take(Films - 1), place => Assert.InRange(
            Season(place), (int)place["seasonInterval"]![0]!, (int)place["seasonInterval"]![1]!));
        Assert.Null(places[^1]["season"]);
        Assert.Null(places[^1]["seasonInterval"]);
    }

    [Fact]
    public async Task An_interval_is_the_same_after_a_new_start_and_another_when_a_season_has_moved()
    {
        using var folder = new Folder();
        (string[] Places, string? Key) before;
        await using (var first = await ServerProcess.Start(folder.Path))
        {
            await Fill(first);
            before = (Texts(await PlacesOf(first)), first.Key);
        }

        await using var server = await ServerProcess.Start(folder.Path, before.Key);
        // Standings that were not written down yet are made again first.
        await Eventually.Get(string.Join(", ", before.Places), async () => Texts(await PlacesOf(server)),
            places => places.SequenceEqual(before.Places));
        var tag = (await Ask(server, 1)).Headers.ETag;

        // Nobody has anything but praise for the film that had been the last.
        for (var critic = 1; critic <= CriticsThatRank + 3; critic++)
            await server.Judge("film-4-2013", critic, 10);

        await Eventually.Get("another interval", () => Ask(server, 1), answer =>
            answer.StatusCode == HttpStatusCode.OK && answer.Headers.ETag != tag);
        await Eventually.Get("film 4 to be first, and not last by any draw", () => PlacesOf(server), places =>
            Season(places[3]) == 1 && (int)places[3]["seasonInterval"]![1]! < 4);
        await Eventually.Get("nothing new under the same tag", async () =>
        {
            var now = await Ask(server, 1);
            return await Ask(server, 1, now.Headers.ETag!.Tag);
        }, again => again.StatusCode == HttpStatusCode.NotModified);
    }

    /// <summary>Films 1 to 4 have seven verdicts each, the fifth six; two lists name some of them.</summary>
    private static async Task Fill(ServerProcess server)
    {
        await server.RegisterFilms(Films);
        await server.RegisterCritics(CriticsThatRank + 3);
        for (var critic = 1; critic <= CriticsThatRank; critic++)
            for (var film = 1; film <= (critic == CriticsThatRank ? Films - 1 : Films); film++)
                await server.Judge($"film-{film}-2013", critic, 9 - film + critic % 3);
        await server.List(1, 2013, "film-2-2013", "film-1-2013");
        await server.List(2, 2013, "film-1-2013", "film-3-2013");
        // All films are scored with both lists, which comes a little later: from here on nothing moves.
        for (var film = 1; film <= Films; film++)
        {
            var path = $"film-{film}-2013";
            await Eventually.Get($"two lists in the season of {path}", () => server.Acclaim(path),
                acclaim => (int)acclaim["lists"]!["ballots"]! == 2);
        }
    }

    private static async Task<JsonObject[]> PlacesOf(ServerProcess server)
    {
        var places = new List<JsonObject>();
        for (var film = 1; film <= Films; film++)
            places.Add((await server.Get($"/v1/films/film-{film}-2013"))["place"]!.AsObject());
        return [.. places];
    }

    private static async Task<HttpResponseMessage> Ask(ServerProcess server, int film, string? tag = null)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/films/film-{film}-2013");
        if (tag is not null) ask.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await server.Http.SendAsync(ask);
    }

    private static int Season(JsonObject place) => (int)place["season"]!;

    private static string[] Texts(IEnumerable<JsonObject> places) =>
        [.. places.Select(place => place.ToJsonString())];
}
