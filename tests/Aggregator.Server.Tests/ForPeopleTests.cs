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

        foreach (var path in new[] { "/method", "/nowhere", style })
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.AcceptEncoding.ParseAdd("gzip, br");
            using var answer = await server.Http.SendAsync(ask);
            Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        }
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

    [GeneratedRegex("/style/[0-9a-f]+[.]css")]
    private static partial Regex StyleAddress();
}
