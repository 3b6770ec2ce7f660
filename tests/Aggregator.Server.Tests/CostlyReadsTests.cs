using System.Globalization;
using System.Net;
using System.Text;

namespace Aggregator.Server.Tests;

/// <summary>Reads that cost more than a look-up, and those who stay.</summary>
public sealed class CostlyReadsTests
{
    private const int Allowed = 20;

    private static readonly (string, string) NobodyIsExempt = ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false");

    [Fact]
    public async Task A_filter_counts_by_what_it_looks_at_and_a_page_of_the_ledger_by_what_it_holds()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__READSPERADDRESS", $"{Allowed}"));
        var rows = string.Concat(Enumerable.Range(1, 40_000).Select(film => $"Film {film},2013\n"));
        await server.Import(
            "/v1/import/films", new MemoryStream(Encoding.UTF8.GetBytes($"title,year\n{rows}")));

        // Some of it may have come again in between.
        Assert.InRange(await CostBeyondOne(server, "127.0.0.2", "/v1/films?title=none"), 3, 4);
        Assert.Equal(0, await CostBeyondOne(server, "127.0.0.3", "/v1/films?title="));
        Assert.InRange(await CostBeyondOne(server, "127.0.0.4", "/v1/ledger?first=3000"), 5, 6);
        Assert.Equal(0, await CostBeyondOne(server, "127.0.0.5", "/v1/ledger?first=3000&after=40000"));
    }

    [Fact]
    public async Task A_page_of_the_ledger_is_kept_for_a_moment_and_who_did_it_not_at_all()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(1);

        using var page = await server.Http.GetAsync("/v1/ledger");
        using var read = await server.Http.GetAsync("/v1/films/film-1-2013");
        using var done = await server.Http.GetAsync("/v1/ledger?actor=nobody");

        Assert.Equal(read.Headers.CacheControl, page.Headers.CacheControl);
        Assert.Contains("Aggregator-Min-Position", page.Headers.Vary);
        Assert.True(done.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task An_address_listens_so_many_times_and_with_a_key_more_often()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__CHANGES__LISTENERSPERADDRESS", "2"));
        var key = await server.MakeKey(new { role = "reader", name = "A site" });
        using var greedy = server.From("127.0.0.2");
        using var known = server.From("127.0.0.2", key);
        using var other = server.From("127.0.0.3");
        using var first = await Listening.Open(greedy);
        var second = await Listening.Open(greedy);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [Status(first), Status(second)]);
        using (var third = await Listening.Open(greedy))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, Status(third));
        using var withKey = await Listening.Open(known);
        using var elsewhere = await Listening.Open(other);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [Status(withKey), Status(elsewhere)]);
        second.Dispose();
        await Eventually.Get("a free place", async () =>
        {
            using var next = await Listening.Open(greedy);
            return Status(next);
        }, status => status == HttpStatusCode.OK);

        static HttpStatusCode Status(Listening one) => one.Answer.StatusCode;
    }

    /// <summary>How many more than one read an answer took of what the address had.</summary>
    private static async Task<int> CostBeyondOne(ServerProcess server, string from, string path)
    {
        using var reader = server.From(from);
        using var answer = await reader.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var left = answer.Headers.GetValues("RateLimit-Remaining").Single();
        return Allowed - 1 - int.Parse(left, CultureInfo.InvariantCulture);
    }
}
