using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Aggregator.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Server.Tests;

/// <summary>What programs of others get from the client.</summary>
public sealed class ClientTests(SmallSeason season) : IClassFixture<SmallSeason>
{
    private const string Film = "film-1-2013";

    [Theory]
    [InlineData("http://films.test/acclaim")]
    [InlineData("http://films.test/acclaim/")]
    public async Task A_server_below_a_path_of_another_is_read_and_heard_there(string address)
    {
        using var http = new HttpClient(new Prefix("/acclaim", season.Server.Http.BaseAddress!));
        http.BaseAddress = new Uri(address);
        var client = new AggregatorClient(http);

        var film = await client.GetFilmAsync(Film);
        var ranking = await client.GetRankingAsync("2013", "mentions", new PageOf(1));
        var polled = await client.GetChangesAsync(new(), after: "0", TimeSpan.Zero);
        await using var heard = client.ListenAsync(new("2013"), after: "0").GetAsyncEnumerator();

        Assert.Equal(Film, film?.Film);
        Assert.Equal("mentions", ranking.By);
        Assert.NotEmpty(polled.Items);
        Assert.True(await heard.MoveNextAsync());
        Assert.Null(await client.GetFilmAsync("no-such-film"));
    }

    [Theory]
    [InlineData("http://films.test/elsewhere", "unexpected-answer")]
    [InlineData("http://films.test/acclaim/v1", "route-unknown")]
    public async Task A_wrong_address_is_no_film_that_nobody_knows(string address, string code)
    {
        using var http = new HttpClient(new Prefix("/acclaim", season.Server.Http.BaseAddress!));
        http.BaseAddress = new Uri(address);

        var refused = await Assert.ThrowsAsync<AggregatorException>(
            () => new AggregatorClient(http).GetFilmAsync(Film));

        Assert.Equal(code, refused.Problem.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_name_something_else_is_refused_before_anything_is_sent(string id)
    {
        // Whatever is sent fails otherwise: nobody answers.
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9") };
        var client = new AggregatorClient(http);

        foreach (var ask in new Func<Task>[]
        {
            () => client.GetFilmAsync(id), () => client.GetAcclaimAsync(id),
            () => client.GetAcclaimAsync(id, asOf: new(2013, 12, 31)), () => client.GetExplanationAsync(id),
            () => client.GetHistoryAsync(id), () => client.GetVerdictsAsync(id),
            () => client.GetVerdictAsync(Film, id), () => client.GetVerdictAsync(id, "ann-lee"),
            () => client.GetPlacementsAsync(id), () => client.GetRankingAsync(id),
            () => client.GetRankingHistoryAsync(id), () => client.GetCriticAsync(id),
            () => client.GetCriticVerdictsAsync(id), () => client.GetCriticListsAsync(id),
            () => client.GetListAsync(id, 2013),
        })
            await Assert.ThrowsAsync<ArgumentException>(ask);
    }

    [Fact]
    public async Task A_server_that_leads_elsewhere_is_not_followed_there_with_the_key()
    {
        var shown = new ConcurrentQueue<string>();
        await using var elsewhere = await Serve(asked =>
        {
            shown.Enqueue($"elsewhere {asked.Request.Headers.Authorization}");
            asked.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        await using var here = await Serve(asked =>
        {
            shown.Enqueue($"here {asked.Request.Headers.Authorization}");
            asked.Response.Redirect($"{elsewhere.Urls.First()}/v1/films/other");
        });
        using var http = new HttpClient { BaseAddress = new Uri(here.Urls.First()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "agg_key");

        await Assert.ThrowsAsync<AggregatorException>(() => new AggregatorClient(http).GetFilmAsync(Film));

        Assert.Contains("here Bearer agg_key", shown);
        Assert.All(shown.Where(one => one.StartsWith("elsewhere", StringComparison.Ordinal)),
            one => Assert.Equal("elsewhere ", one));
    }

    [Fact]
    public async Task Whoever_listens_goes_on_where_a_server_falls_silent()
    {
        var heardBefore = new ConcurrentQueue<string>();
        await using var server = await Serve(async asked =>
        {
            heardBefore.Enqueue($"{asked.Request.Headers["Last-Event-ID"]}");
            // As a proxy does while no server is behind it.
            if (heardBefore.Count is 2 or 3)
            {
                asked.Response.StatusCode = heardBefore.Count == 2 ? 502 : 504;
                return;
            }

            // As behind a host that takes connections and answers nothing, then one that goes without a word.
            if (heardBefore.Count > 1)
            {
                await asked.Response.WriteAsync($"event: gone\nid: e-{heardBefore.Count}\n"
                    + "data: {\"film\":\"a\",\"into\":\"b\"}\n\n");
                await asked.Response.Body.FlushAsync();
            }

            await Task.Delay(Timeout.Infinite, asked.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        using var http = new HttpClient
        {
            BaseAddress = new Uri(server.Urls.First()),
            Timeout = TimeSpan.FromSeconds(2),
        };
        var client = new AggregatorClient(http) { SilenceMax = TimeSpan.FromSeconds(2) };
        await using var heard = client.ListenAsync(new()).GetAsyncEnumerator();

        var first = await Next();
        var second = await Next();

        Assert.NotEqual(first, second);
        Assert.Equal("", heardBefore.First());
        Assert.Equal(first, heardBefore.Last());

        async Task<string?> Next()
        {
            Assert.True(await heard.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
            return heard.Current.Id;
        }
    }

    [Fact]
    public async Task A_merged_film_is_found_below_the_path_of_another_server()
    {
        await season.Server.Put("/v1/films/merged-away-2013", new { title = "Merged Away", year = 2013 });
        using var merged = await season.Server.Http.PostAsJsonAsync(
            "/v1/films/merged-away-2013/merge", new { into = Film });
        merged.EnsureSuccessStatusCode();
        using var inside = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        // Strips the path below which it answers, and tells the server nothing of it.
        await using var proxy = await Serve(async asked =>
        {
            asked.Response.StatusCode = StatusCodes.Status404NotFound;
            if (!asked.Request.Path.StartsWithSegments("/acclaim", out var rest)) return;
            using var answer = await inside.GetAsync(new Uri(season.Server.Http.BaseAddress!, rest));
            asked.Response.StatusCode = (int)answer.StatusCode;
            asked.Response.Headers.Location = answer.Headers.Location?.OriginalString;
            asked.Response.ContentType = $"{answer.Content.Headers.ContentType}";
            await answer.Content.CopyToAsync(asked.Response.Body);
        });
        using var http = new HttpClient { BaseAddress = new Uri($"{proxy.Urls.First()}/acclaim/") };

        var film = await Eventually.Get("the film to be merged",
            () => new AggregatorClient(http).GetFilmAsync("merged-away-2013"), film => film?.Film == Film);

        Assert.Contains("merged-away-2013", film!.Aliases);
    }

    private static Task<WebApplication> Serve(Action<HttpContext> answer) => Serve(context =>
    {
        answer(context);
        return Task.CompletedTask;
    });

    private static async Task<WebApplication> Serve(RequestDelegate answer)
    {
        var server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.Run(answer);
        await server.StartAsync();
        return server;
    }

    /// <summary>A proxy that strips a prefix and knows of nothing else.</summary>
    private sealed class Prefix(string path, Uri server) : DelegatingHandler(new HttpClientHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!.PathAndQuery;
            if (!asked.StartsWith($"{path}/", StringComparison.Ordinal))
                return new(HttpStatusCode.NotFound) { Content = new StringContent("<h1>Not here</h1>") };
            request.RequestUri = new Uri(server, asked[path.Length..]);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
