using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Aggregator.Server.Tests;

/// <summary>A tag never lies: while it is the same, so are the bytes.</summary>
public sealed class TagTests
{
    private static readonly string[] Reads =
    [
        "/v1/films/film-1-2013", "/v1/films/film-1-2013/acclaim", "/v1/films/film-1-2013/verdicts",
        "/v1/films/film-1-2013/explanation", "/v1/films/film-1-2013/verdicts/critic-1",
        "/v1/rankings/2013?by=mentions", "/v1/critics/critic-1/lists/2013", "/v1/critics/critic-1/lists",
        "/v1/critics/critic-1/verdicts", "/v1/seasons/2013/lists", "/v1/search?q=film", "/v1/films",
    ];

    [Fact]
    public async Task A_new_title_gives_every_answer_that_shows_it_a_new_tag_and_its_position()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        await server.RegisterCritics(1);
        await server.Judge("film-1-2013", critic: 1, grade: 8);
        var listed = await server.List(1, 2013, "film-1-2013", "film-2-2013");
        // It comes a little after the first who asks, and the tag names it.
        await Eventually.Get("the interval of a place", () => server.Get("/v1/rankings/2013?by=mentions"),
            page => page["items"]![0]!["placeInterval"] is not null);
        var tags = new Dictionary<string, EntityTagHeaderValue>();
        foreach (var path in Reads)
            tags[path] = (await Read(server, path, (long)listed["position"]!, tag: null)).Headers.ETag!;

        var renamed = await server.Put("/v1/films/film-1-2013", new { title = "Film One", year = 2013 });

        foreach (var (path, tag) in tags)
        {
            var position = (long)renamed["position"]!;
            var after = await Read(server, path, position, tag);
            Assert.True(after.StatusCode == HttpStatusCode.OK, $"{path} still has the tag {tag}.");
            var stands = long.Parse(
                Assert.Single(after.Headers.GetValues("Aggregator-Position")), CultureInfo.InvariantCulture);
            Assert.True(stands >= position, $"{path} says {stands} though it waited for {position}.");
            Assert.Contains("Film One", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var again = await Read(server, path, 0, after.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task Another_process_gives_the_same_bytes_the_same_tag()
    {
        const int critics = 7;
        using var folder = new Folder();
        EntityTagHeaderValue? tag;
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            await server.RegisterFilms(1);
            await server.RegisterCritics(critics);
            for (var critic = 1; critic <= critics; critic++)
                await server.Judge("film-1-2013", critic, grade: 8);
            tag = await Tag(server);
            // Something that is in no ranking.
            await server.Put("/v1/films/another", new { title = "Another" });
            // In order: after a crash standings may be made anew, with revisions of their own.
            await server.Stop();
        }

        await using var anew = await ServerProcess.Start(folder.Path);
        Assert.Equal(tag, await Tag(anew));

        static async Task<EntityTagHeaderValue?> Tag(ServerProcess server)
        {
            const string film = "/v1/films/film-1-2013";
            // The tag names it, and a busy machine takes its time.
            await Eventually.Get("the interval of its place", () => server.Get(film),
                found => found["place"]!["seasonInterval"] is not null);
            var head = (long)(await server.Get("/v1/ledger/head"))["position"]!;
            return (await Read(server, film, head, tag: null)).Headers.ETag;
        }
    }

    [Fact]
    public async Task A_program_that_may_say_it_otherwise_gives_every_answer_a_tag_of_its_own()
    {
        string[] reads = ["/v1/films/film-1-2013", "/v1/films/film-1-2013/acclaim", "/v1/rankings/2013"];
        using var folder = new Folder();
        using var other = new OtherProgram();
        var tags = new Dictionary<string, EntityTagHeaderValue>();
        await using (var server = await ServerProcess.Start(folder.Path))
        {
            await server.RegisterFilms(1);
            await server.RegisterCritics(1);
            var judged = await server.Judge("film-1-2013", critic: 1, grade: 8);
            foreach (var path in reads)
                tags[path] = (await Read(server, path, (long)judged["position"]!, tag: null)).Headers.ETag!;
            await server.Stop();
        }

        await using var anew = await ServerProcess.StartOther(other.Path, folder.Path);

        foreach (var path in reads)
        {
            using var answer = await Read(anew, path, 0, tags[path]);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path} still has the tag {tags[path]}.");
        }
    }

    [Fact]
    public async Task The_tag_of_a_list_guards_it_against_a_lost_update_even_when_a_film_has_a_new_title()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var tag = await TagOfAList(server);
        await server.Put("/v1/films/film-1-2013", new { title = "Film One", year = 2013 });

        var first = await Revise(server, tag, "film-2-2013");
        var second = await Revise(server, tag, "film-1-2013");

        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second);
    }

    [Fact]
    public async Task A_list_is_revised_where_one_of_several_tags_is_its_own()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var tag = await TagOfAList(server);
        var others = new[] { new EntityTagHeaderValue("\"a\""), new("\"1\"") };

        var first = await Revise(server, [.. others, tag], "film-2-2013");
        var second = await Revise(server, [tag, .. others], "film-1-2013");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (first, second));
    }

    private static async Task<EntityTagHeaderValue> TagOfAList(ServerProcess server)
    {
        await server.RegisterFilms(2);
        await server.RegisterCritics(1);
        await server.List(1, 2013, "film-1-2013");
        return (await Read(server, "/v1/critics/critic-1/lists/2013", 0, tag: null)).Headers.ETag!;
    }

    private static async Task<HttpResponseMessage> Read(
        ServerProcess server, string path, long position, EntityTagHeaderValue? tag)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.Add("Aggregator-Min-Position", $"{position}");
        if (tag is not null) ask.Headers.IfNoneMatch.Add(tag);
        return await server.Http.SendAsync(ask);
    }

    private static Task<HttpStatusCode> Revise(
        ServerProcess server, EntityTagHeaderValue tag, string film) => Revise(server, [tag], film);

    private static async Task<HttpStatusCode> Revise(
        ServerProcess server, EntityTagHeaderValue[] tags, string film)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Put, "/v1/critics/critic-1/lists/2013");
        foreach (var tag in tags) ask.Headers.IfMatch.Add(tag);
        ask.Content = JsonContent.Create(new { places = new[] { new[] { film } } });
        return (await server.Http.SendAsync(ask)).StatusCode;
    }
}
