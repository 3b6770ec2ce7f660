using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Client;

namespace Aggregator.Server.Tests;

/// <summary>A server whose operator keeps what is read for those with a key.</summary>
public sealed class ReadsNeedKeyTests(KeptForReaders kept) : IClassFixture<KeptForReaders>
{
    private ServerProcess Server => kept.Server;

    [Fact]
    public async Task Whoever_reads_without_a_key_is_told_what_is_needed_and_how_to_ask_stays_open()
    {
        using var nobody = Server.From("127.0.0.1");

        using var read = await nobody.GetAsync("/v1/films/film-1-2013/acclaim");
        using var document = await nobody.GetAsync("/openapi/v1.json");
        using var health = await nobody.GetAsync("/health/ready");
        using var waiting = new HttpRequestMessage(HttpMethod.Get, "/v1/seasons");
        waiting.Headers.Add("Aggregator-Min-Position", "999999");
        using var waited = await nobody.SendAsync(waiting);
        using var invented = Server.From("127.0.0.1", $"agg_k3y4u5e6_{new string('A', 43)}");
        invented.DefaultRequestHeaders.Add("Aggregator-Min-Position", "999999");
        using var refused = await invented.GetAsync("/v1/seasons");

        Assert.Equal((HttpStatusCode.Unauthorized, "key-missing"), await Answer(read));
        Assert.Equal((HttpStatusCode.Unauthorized, "key-missing"), await Answer(waited));
        Assert.Equal((HttpStatusCode.Unauthorized, "key-unknown"), await Answer(refused));
        Assert.Contains(read.Headers.WwwAuthenticate, way => way.Scheme == "Bearer");
        Assert.Equal("*", Assert.Single(read.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.True(health.IsSuccessStatusCode);
        var said = (await document.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Contains("Reads need a key", (string)said["info"]!["description"]!);
        Assert.NotNull(said["paths"]!["/v1/rankings/{scope}"]!["get"]!["security"]);
    }

    [Fact]
    public async Task What_a_key_opened_is_kept_by_nobody_but_its_holder()
    {
        using var reader = Server.From("127.0.0.1", await Server.MakeKey("reader"));

        using var first = await reader.GetAsync("/v1/rankings/2013");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/rankings/2013");
        ask.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await reader.SendAsync(ask);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
        foreach (var answer in new[] { first, second })
        {
            Assert.True(
                answer.Headers.CacheControl is { Private: true, Public: false, MaxAge.TotalSeconds: 1 });
        }
    }

    [Fact]
    public async Task Pages_are_read_with_the_key_of_whoever_looks()
    {
        using var nobody = Server.From("127.0.0.1");
        nobody.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var person = Server.From("127.0.0.1");
        person.DefaultRequestHeaders.Authorization = Basic(await Server.MakeKey("reader"));
        using var mistaken = Server.From("127.0.0.1");
        mistaken.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        mistaken.DefaultRequestHeaders.Authorization = Basic("something else");

        using var shut = await nobody.GetAsync("/films/film-1-2013");
        using var open = await person.GetAsync("/films/film-1-2013");
        using var wrong = await mistaken.GetAsync("/films/film-1-2013");

        foreach (var refused in new[] { shut, wrong })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains(refused.Headers.WwwAuthenticate, way => way.Scheme == "Basic");
            Assert.Contains("A key is needed", await refused.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Contains("Film 1", await open.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/v1/films/film-1-2013")).StatusCode);
        // A browser sends it to whatever lies below, and it opens nothing for writing.
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/openapi/v1.json")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/nothing/here")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/v1/keys")).StatusCode);
    }

    [Fact]
    public async Task A_film_that_was_merged_is_read_where_it_answers_now()
    {
        await Server.Put("/v1/films/film-3-2013", new { title = "Film 3", year = 2013 });
        using var merged = await Server.Http.PostAsJsonAsync(
            "/v1/films/film-3-2013/merge", new { into = "film-2-2013" });
        var position = (long)(await merged.Content.ReadFromJsonAsync<JsonObject>())!["position"]!;
        await Server.Acclaim("film-2-2013", position);
        var key = await Server.MakeKey("reader");
        using var reader = Server.From("127.0.0.1", key);
        using var person = Server.From("127.0.0.1");
        person.DefaultRequestHeaders.Authorization = Basic(key);

        var film = await new AggregatorClient(reader).GetFilmAsync("film-3-2013");
        using var page = await person.GetAsync("/films/film-3-2013");

        Assert.Equal("film-2-2013", film?.Film);
        // The page knew where to lead, though this client goes on without the key.
        Assert.Equal("/films/film-2-2013", page.RequestMessage?.RequestUri?.AbsolutePath);
        using var nobody = Server.From("127.0.0.1");
        var refused = await Assert.ThrowsAsync<AggregatorException>(
            () => new AggregatorClient(nobody).GetFilmAsync("film-3-2013"));
        Assert.Equal("key-missing", refused.Problem.Code);
    }

    private static AuthenticationHeaderValue Basic(string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{password}")));

    private static async Task<(HttpStatusCode Status, string? Code)> Answer(HttpResponseMessage answer) =>
        (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
}

/// <summary>Two films and a critic on a server whose reads need a key.</summary>
public sealed class KeptForReaders()
    : SharedServer(films: 2, critics: 1, ("AGGREGATOR__KEYS__READSNEEDKEY", "true"));
