using System.Net;

namespace Aggregator.Server.Tests;

/// <summary>What people read where programs are told a status.</summary>
public sealed class NoticeTests
{
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
}
