using System.Net;
using System.Text.RegularExpressions;

namespace Aggregator.Server.Tests;

/// <summary>What people are sent: pages, and what makes them look so.</summary>
public sealed partial class ForPeopleTests
{
    [Fact]
    public async Task Pages_and_their_style_are_sent_small_to_whoever_takes_them_so()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var page = await server.Http.GetStringAsync("/method");
        var style = StyleAddress().Match(page).Value;

        foreach (var path in new[] { "/method", "/nowhere", style, "/openapi/v1.json" })
        {
            using var answer = await Coded(server, path, "gzip, br");
            Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
            using var gzip = await Coded(server, path, "gzip");
            Assert.InRange(await Length(answer), 1, await Length(gzip));
        }

        static async Task<int> Length(HttpResponseMessage answer) =>
            (await answer.Content.ReadAsByteArrayAsync()).Length;
    }

    private static async Task<HttpResponseMessage> Coded(ServerProcess server, string path, string accepts)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.AcceptEncoding.ParseAdd(accepts);
        return await server.Http.SendAsync(ask);
    }

    [Theory]
    [InlineData("/method")]
    [InlineData("/nowhere")]
    public async Task A_person_who_asks_too_much_reads_so_on_a_page(string page)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false"),
            ("AGGREGATOR__LIMITS__READSPERADDRESS", "5"));
        using var visitor = server.From("127.0.0.2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => visitor.GetAsync(page)));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("text/html", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("default-src 'none'", refused.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("Please try again in a moment", await refused.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_counts_as_the_reads_that_it_makes()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false"));
        using var visitor = server.From("127.0.0.2");
        using var program = server.From("127.0.0.3");

        Assert.Equal("195", Left(await visitor.GetAsync("/method")));
        Assert.Equal("199", Left(await program.GetAsync("/v1/profiles")));

        static string Left(HttpResponseMessage answer) =>
            answer.Headers.GetValues("RateLimit-Remaining").Single();
    }

    [Fact]
    public async Task The_front_page_welcomes_to_an_empty_server_and_to_no_other()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        Assert.Contains("no films, verdicts or lists", await server.Http.GetStringAsync("/"));

        var film = await server.Put("/v1/films/her-2013", new { title = "Her", year = 2013 });
        await server.Acclaim("her-2013", (long)film["position"]!);

        using var front = await server.Http.GetAsync("/");
        Assert.Equal("/all-time", front.RequestMessage?.RequestUri?.AbsolutePath);
        Assert.Contains("seventh verdict", await front.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("/style/[0-9a-f]+[.]css")]
    private static partial Regex StyleAddress();
}
