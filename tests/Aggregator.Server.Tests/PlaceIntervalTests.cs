using System.Net;
using System.Net.Http.Json;
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
            Season(place), Low(place), High(place)));
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
        // Nobody has anything but praise for the film that had been the last.
        for (var critic = 1; critic <= CriticsThatRank + 3; critic++)
            await server.Judge("film-4-2013", critic, 10);

        await Eventually.Get("film 4 first, its interval not down to the last place", () => PlacesOf(server),
            places => Season(places[3]) == 1 && High(places[3]) < Films - 1);
        await Eventually.Get("nothing new under the same tag", async () =>
        {
            using var now = await Ask(server, 1);
            using var again = await Ask(server, 1, now.Headers.ETag!.Tag);
            return again.StatusCode;
        }, status => status == HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_place_by_lists_has_an_interval_that_moves_with_the_lists()
    {
        const string path = "/v1/rankings/2013?by=borda";
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(3);
        await server.RegisterCritics(3);
        for (var critic = 1; critic <= 2; critic++)
            await server.List(critic, 2013, Writing.Film(1), Writing.Film(2));

        var sure = await Eventually.Get("two agree: no doubt", () => server.Get(path),
            page => Likely(page) == "[1,1][2,2]");
        using var before = await server.Http.GetAsync(path);
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var again = await server.Http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        await server.List(3, 2013, Writing.Film(2), Writing.Film(3), Writing.Film(1));

        // In one of 27 draws all lists are the third, which puts film 3 before film 1.
        await Eventually.Get("doubt about the first place", () => server.Get(path),
            page => Likely(page) == "[1,3][1,2][2,3]");
        await server.Http.DeleteAsync("/v1/critics/critic-3/lists/2013");
        await Eventually.Get("as before", () => server.Get(path), page => Likely(page) == Likely(sure));
    }

    [Fact]
    public async Task A_place_by_lists_that_named_a_film_twice_has_an_interval_of_what_they_gave()
    {
        const string path = "/v1/rankings/2013?by=borda";
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(12);
        await server.RegisterCritics(2);
        // Film 2 is film 1. Film 3 was printed third on the one list, for 8 points, and tenth on the other.
        await server.List(1, 2013, Writing.Film(1), Writing.Film(2), Writing.Film(3));
        await server.List(2, 2013, [.. Enumerable.Range(4, 9).Append(3).Select(Writing.Film)]);
        using var merged = await server.Http.PostAsJsonAsync(
            $"/v1/films/{Writing.Film(2)}/merge", new { into = Writing.Film(1) });
        Assert.Equal(HttpStatusCode.OK, merged.StatusCode);

        // Its 9 points of both are fewer than the 10 of the first of either.
        await Eventually.Get("the doubt about film 3", () => server.Get(path),
            page => page["items"]!.AsArray().Count == 11
                && page["items"]!.AsArray().Single(film => (string)film!["film"]! == Writing.Film(3))!
                    ["placeInterval"]?.ToJsonString() == "[2,10]");
    }

    private static string Likely(JsonObject page) =>
        string.Concat(page["items"]!.AsArray().Select(film => film!["placeInterval"]?.ToJsonString()));

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

    /// <summary>The places of all films, once every ranked one has its interval.</summary>
    private static Task<JsonObject[]> PlacesOf(ServerProcess server) => Eventually.Get(
        "intervals of all places", async () =>
        {
            var places = new List<JsonObject>();
            for (var film = 1; film <= Films; film++)
                places.Add((await server.Get($"/v1/films/film-{film}-2013"))["place"]!.AsObject());
            return places.ToArray();
        },
        places => places.All(place => place["season"] is null || place["seasonInterval"] is not null));

    private static async Task<HttpResponseMessage> Ask(ServerProcess server, int film, string? tag = null)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/films/film-{film}-2013");
        if (tag is not null) ask.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await server.Http.SendAsync(ask);
    }

    private static int Low(JsonObject place) => (int)place["seasonInterval"]![0]!;

    private static int High(JsonObject place) => (int)place["seasonInterval"]![1]!;

    private static int Season(JsonObject place) => (int)place["season"]!;

    private static string[] Texts(IEnumerable<JsonObject> places) =>
        [.. places.Select(place => place.ToJsonString())];
}
