using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Aggregator.Gateway.Changes;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;

namespace Aggregator.Server.Tests;

/// <summary>What one caller may ask for, and what the server takes on at once.</summary>
public sealed class LimitsTests
{
    private const string Films = "/v1/import/films";

    private static readonly (string, string) NobodyIsExempt = ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false");

    [Fact]
    public async Task An_address_that_asks_too_much_is_told_so_and_another_is_served()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__READSPERADDRESS", "10"));
        using var greedy = server.From("127.0.0.2");
        using var modest = server.From("127.0.0.3");

        var (first, refused) = (await greedy.GetAsync("/v1/profiles"), await Refused(greedy));

        Assert.Equal(("10", "9", "1"), Told(first));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(("10", "0", "1"), Told(refused));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("too-many-requests", await Code(refused));
        Assert.Equal(HttpStatusCode.OK, (await modest.GetAsync("/v1/profiles")).StatusCode);
        await Eventually.Get("the greedy one to be served again", () => greedy.GetAsync("/v1/profiles"),
            answer => answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_explanation_counts_as_more_reads_the_more_it_explains()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__READSPERADDRESS", "10"));
        var rows = string.Concat(Enumerable.Range(1, 300).Select(critic => $"Critic {critic},Her,2013,up\n"));
        await server.Import(
            "/v1/import/verdicts?createFilms=true&createCritics=true",
            new MemoryStream(Encoding.UTF8.GetBytes($"critic,film,film_year,thumb\n{rows}")));
        using var reader = server.From("127.0.0.2");

        var first = await reader.GetAsync("/v1/films/her-2013/explanation");
        var more = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => reader.GetAsync("/v1/films/her-2013/explanation")));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        // Of ten one, and of ten at most that were there again by then, three.
        Assert.InRange(int.Parse(Told(first).Remaining!, CultureInfo.InvariantCulture), 0, 7);
        Assert.Contains(more, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("999999999")]
    [InlineData("nonsense")]
    public async Task Whoever_waits_for_a_position_is_counted_like_anybody_else(string position)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__READSPERADDRESS", "5"));
        using var greedy = server.From("127.0.0.2");
        greedy.DefaultRequestHeaders.Add("Aggregator-Min-Position", position);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => greedy.GetAsync("/v1/profiles")));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Whoever_may_not_import_takes_nobodys_place()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__IMPORTSATONCE", "1"));
        using var stranger = server.From("127.0.0.2");
        using var stop = new CancellationTokenSource();
        var strangers = Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var refused = await stranger.PostAsync(Films, Csv(""));
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            }
        }));

        for (var n = 0; n < 200; n++)
            Assert.Equal(HttpStatusCode.OK, (await Import(server, Csv("title,year\nHer,2013\n"))).StatusCode);

        await stop.CancelAsync();
        await strangers;
    }

    [Fact]
    public async Task Reads_writes_and_imports_of_one_key_are_counted_apart()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, NobodyIsExempt, ("AGGREGATOR__LIMITS__READSPERADDRESS", "5"),
            ("AGGREGATOR__LIMITS__READSPERKEY", "7"), ("AGGREGATOR__LIMITS__READSPERREADERKEY", "9"),
            ("AGGREGATOR__LIMITS__WRITESPERKEY", "3"), ("AGGREGATOR__LIMITS__IMPORTSPERKEY", "2"));
        using var making = await server.Http.PostAsJsonAsync("/v1/keys", new { role = "reader", name = "R" });
        var reader = (string)(await making.Content.ReadFromJsonAsync<JsonObject>())!["key"]!;
        using var anonymous = server.From("127.0.0.2");
        using var reading = server.From("127.0.0.2", reader);

        using var read = await server.Http.GetAsync("/v1/profiles");
        using var write = await server.Http.PutAsJsonAsync("/v1/films/her-2013", new { title = "Her" });
        using var import = await server.Http.PostAsync("/v1/import/films", Csv("title,year\nHer,2013\n"));

        Assert.Equal("7", Told(read).Limit);
        Assert.Equal("3", Told(write).Limit);
        Assert.Equal("2", Told(import).Limit);
        Assert.Equal("5", Told(await anonymous.GetAsync("/v1/profiles")).Limit);
        Assert.Equal("9", Told(await reading.GetAsync("/v1/profiles")).Limit);
        Assert.Equal(HttpStatusCode.Created, write.StatusCode);
        Assert.Equal(HttpStatusCode.OK, import.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    public async Task Whoever_asks_on_this_machine_is_not_limited_unless_for_somebody_else(
        string header, string caller)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__READSPERADDRESS", "5"));

        for (var n = 0; n < 100; n++)
        {
            using var answer = await server.Http.GetAsync("/v1/profiles");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(answer.Headers.Contains("RateLimit-Limit"));
        }

        // A proxy that nobody named to the server speaks for strangers.
        using var proxy = server.From("127.0.0.1");
        proxy.DefaultRequestHeaders.Add(header, caller);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await Refused(proxy)).StatusCode);
        await Eventually.Get("the log to name it", () => Task.FromResult(server.Output),
            said => said.Contains("127.0.0.1 was refused", StringComparison.Ordinal)
                && said.Contains("AGGREGATOR__PROXIES", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_third_import_at_a_time_is_told_to_come_again()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        var bodies = Enumerable.Range(0, 3).Select(_ => new SlowContent("title,year\nHer,2013\n")).ToList();

        var imports = bodies.ConvertAll(body => Import(server, body));
        var busy = await await Task.WhenAny(imports).WaitAsync(TimeSpan.FromSeconds(60));
        bodies.ForEach(body => body.Finish());
        var answers = await Task.WhenAll(imports);
        var again = await Import(server, Csv("title,year\nGravity,2013\n"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        Assert.Equal("imports-busy", await Code(busy));
        Assert.Equal(TimeSpan.FromSeconds(10), busy.Headers.RetryAfter?.Delta);
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task More_writes_than_the_server_takes_on_are_refused_at_once_and_no_other_is_lost()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__WRITESATONCE", "2"),
            ("AGGREGATOR__LIMITS__WRITESWAITING", "2"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
        {
            using var put = await server.Http.PutAsJsonAsync($"/v1/films/film-{n}", new { title = $"F {n}" });
            return (Film: $"film-{n}", put.StatusCode, Retry: put.Headers.RetryAfter?.Delta,
                Code: put.IsSuccessStatusCode ? null : await Code(put));
        }));

        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.Created).ToList();
        Assert.InRange(refused.Count, 1, answers.Length - 4);
        Assert.All(refused, answer => Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "overloaded", TimeSpan.FromSeconds(1)),
            (answer.StatusCode, answer.Code, answer.Retry)));
        var films = (await server.Get("/v1/films?first=200"))["items"]!.AsArray();
        Assert.Equal(
            answers.Except(refused).Select(answer => answer.Film).Order(),
            films.Select(film => (string)film!["film"]!).Order());
    }

    [Fact]
    public async Task Every_option_is_explained_with_its_default()
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(Folder.OfTheRepository(), "docs/keys-and-limits.md"));

        var missing =
            from of in new (string Name, object Section)[]
            {
                ("LIMITS", new LimitOptions()), ("CHANGES", new ChangesOptions()),
                ("OIDC", new OidcOptions()), ("KEYS", new KeyOptions()),
            }
            from option in of.Section.GetType().GetProperties().Where(option => option.CanWrite)
            let usual = option.GetValue(of.Section)?.ToString() ?? ""
            let row = $"| `AGGREGATOR__{of.Name}__{option.Name.ToUpperInvariant()}` | {usual}".TrimEnd()
            where !page.Contains(row, StringComparison.OrdinalIgnoreCase)
            select row;

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("READSPERADDRESS", "0", "AGGREGATOR__LIMITS__READSPERADDRESS is")]
    [InlineData("IMPORTSATONCE", "many", "many")]
    [InlineData("EXEMPTLOOPBACK", "perhaps", "perhaps")]
    [InlineData("READSPERADRESS", "5", "readsperadress")]
    public async Task A_mistaken_limit_is_refused_with_a_sentence(string name, string value, string named)
    {
        var said = await ServerProcess.Command([], ($"AGGREGATOR__LIMITS__{name}", value));

        RefusedCommand.Says(said, named);
    }

    private static async Task<HttpResponseMessage> Refused(HttpClient client)
    {
        // Far more than the allowance refills meanwhile, at once.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => client.GetAsync("/v1/profiles")));
        return answers.First(answer => !answer.IsSuccessStatusCode);
    }

    private static (string? Limit, string? Remaining, string? Reset) Told(HttpResponseMessage answer)
    {
        string? Of(string name) =>
            answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        return (Of("RateLimit-Limit"), Of("RateLimit-Remaining"), Of("RateLimit-Reset"));
    }

    private static async Task<string?> Code(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"];
    }

    // Waits to be let in before it sends its body, as curl does: a refusal is heard at once.
    private static async Task<HttpResponseMessage> Import(ServerProcess server, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Films) { Content = content };
        request.Headers.ExpectContinue = true;
        using var client = server.From("127.0.0.1", server.Key);
        return await client.SendAsync(request);
    }

    private static StringContent Csv(string rows) => new(rows, Encoding.UTF8, "text/csv");

    /// <summary>A body whose end is sent when the test says so.</summary>
    private sealed class SlowContent : HttpContent
    {
        private readonly TaskCompletionSource _finish =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly string _rows;

        public SlowContent(string rows)
        {
            _rows = rows;
            Headers.ContentType = new("text/csv");
        }

        public void Finish() => _finish.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_rows));
            await stream.FlushAsync();
            await _finish.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
