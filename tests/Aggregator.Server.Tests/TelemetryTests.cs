using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>What those who watch a server see of it.</summary>
public sealed partial class TelemetryTests
{
    private const string Page = "docs/operating/telemetry.md";

    [Fact]
    public async Task Metrics_move_with_what_is_recorded_and_refused_and_are_those_of_the_page()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        await server.RegisterCritics(1);
        var before = await Metrics(server);

        await server.Judge(Writing.Film(1), critic: 1, grade: 8);
        await server.Http.GetAsync("/v1/films/no-such-film");

        var after = await Eventually.Get(
            "the verdict to be on the Board", () => Metrics(server),
            seen => seen.GetValueOrDefault("aggregator_board_position") == 4 && IsDelayed(seen), seconds: 60);
        Assert.Equal(0, before.GetValueOrDefault("aggregator_ledger_appends_total kind=VerdictRecorded"));
        Assert.Equal(1, after["aggregator_ledger_appends_total kind=VerdictRecorded"]);
        Assert.Equal(2, after["aggregator_ledger_appends_total kind=FilmRegistered"]);
        Assert.Equal(
            before["aggregator_ledger_commit_duration_seconds_count"] + 1,
            after["aggregator_ledger_commit_duration_seconds_count"]);
        Assert.Equal(4, after["aggregator_ledger_position"]);
        Assert.Equal(1, after["aggregator_refusals_total code=film-unknown in=request"]);
        Assert.InRange(after["aggregator_board_age_seconds"], 0, 60);

        var missing = Documented().Where(name => !after.Keys.Any(series => NameOf(series) == name)).ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public async Task A_write_is_one_trace_from_the_request_through_the_grain_to_the_commit()
    {
        using var folder = new Folder();
        await using var receiver = await OtlpReceiver.Start();
        await using var server = await ServerProcess.Start(folder.Path, receiver.Settings);
        await server.RegisterFilms(1);
        await server.RegisterCritics(8);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(critic => server.Judge(Writing.Film(1), critic, 8)));

        var spans = await Eventually.Get(
            "eight requests to be told, with all that they led to", () => Task.FromResult(receiver.Spans),
            seen => Requests(seen).Count() == 8 && Appends(seen).Count() == 8
                && Appends(seen).All(append => CommitOf(append, seen) is not null), seconds: 60);
        foreach (var request in Requests(spans))
        {
            var append = Assert.Single(Appends(spans), append => append.Trace == request.Trace);
            Assert.Contains(request.Id, Above(append, spans));
            Assert.Contains(
                spans, span => span.Trace == request.Trace && span.Scope == "Microsoft.Orleans.Application");
        }

        // What a server does by itself is no trace, and nobody's secret is in anything.
        Assert.All(spans.Where(span => span.Parent == ""), root => Assert.Contains("/v1/", root.Name));
        await Eventually.Get("metrics and logs to be told", () => Task.FromResult(
            receiver.TextOf("metrics").Length > 0 && receiver.TextOf("logs").Contains("The ledger opened")),
            told => told, seconds: 60);
        var secret = server.Key!.Split('_', 3)[2];
        foreach (var signal in new[] { "traces", "metrics", "logs" })
            Assert.DoesNotContain(secret, receiver.TextOf(signal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_port_for_operators_theirs_is_there_alone_and_nothing_else_is()
    {
        using var folder = new Folder();
        var port = FreePort.Take();
        await using var server = await ServerProcess.Start(
            folder.Path, key: null, "--operator-port", $"{port}");
        using var operators = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        Assert.Equal(HttpStatusCode.OK, (await operators.GetAsync("/health/live")).StatusCode);
        foreach (var path in new[] { "/metrics", "/Metrics" })
            Assert.Contains("aggregator_board_age_seconds", await operators.GetStringAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, (await operators.GetAsync("/v1/profiles")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await operators.GetAsync("/")).StatusCode);
        foreach (var path in new[]
            { "/health/live", "/health/ready", "/metrics", "/operator/grains/", "/Metrics", "/HEALTH/live" })
        {
            // A Host header is whatever the caller says.
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.Host = $"127.0.0.1:{port}";
            using var answer = await server.Http.SendAsync(ask);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/v1/profiles")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task The_start_names_every_address_but_the_operators_once()
    {
        using var folder = new Folder();
        var ports = (First: FreePort.Take(), Second: FreePort.Take(), Operators: FreePort.Take());
        await using var server = await ServerProcess.Start(folder.Path, key: null,
            "--urls", $"http://127.0.0.1:{ports.First};http://127.0.0.1:{ports.Second}",
            "--operator-port", $"{ports.Operators}");

        var said = server.Output.Split('\n');

        var (first, second) = ($"http://127.0.0.1:{ports.First}", $"http://127.0.0.1:{ports.Second}");
        Assert.Contains($"Aggregator answers at {first} and {second}", said);
        Assert.Contains($"Health, metrics and grains: http://127.0.0.1:{ports.Operators}", said);
    }

    [Fact]
    public async Task Whoever_watches_it_is_never_told_to_come_later()
    {
        using var folder = new Folder();
        using var other = new Folder();
        var port = FreePort.Take();
        var few = new Dictionary<string, string>
        {
            ["AGGREGATOR__LIMITS__EXEMPTLOOPBACK"] = "false",
            ["AGGREGATOR__LIMITS__READSPERADDRESS"] = "1",
        };
        await using var server = await ServerProcess.Start(folder.Path, few);
        await using var apart = await ServerProcess.Start(
            other.Path, few, key: null, "--operator-port", $"{port}");
        using var probe = new HttpClient { BaseAddress = server.Http.BaseAddress };
        using var operators = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        for (var time = 1; time <= 10; time++)
        {
            foreach (var path in new[] { "/health/live", "/health/ready" })
                Assert.Equal(HttpStatusCode.OK, (await probe.GetAsync(path)).StatusCode);
            foreach (var path in new[] { "/health/live", "/health/ready", "/metrics" })
                Assert.Equal(HttpStatusCode.OK, (await operators.GetAsync(path)).StatusCode);
        }
    }

    [Fact]
    public async Task The_page_of_the_grains_is_for_operators_who_show_their_key_as_a_password()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        server.Http.DefaultRequestHeaders.Authorization = null;
        using var stranger = await server.Http.GetAsync("/operator/grains/");
        var (_, editor) = await ServerProcess.Command(
            "keys", "create", "--role", "editor", "--data", folder.Path);

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Contains(stranger.Headers.WwwAuthenticate, way => way.Scheme == "Basic");
        Assert.Equal(HttpStatusCode.Unauthorized, await Look("/operator/grains/", server.Key + "x"));
        Assert.Equal(HttpStatusCode.Forbidden, await Look("/operator/grains/", editor.Trim()));
        Assert.Equal(HttpStatusCode.OK, await Look("/operator/grains/", server.Key!));
        Assert.Equal(HttpStatusCode.OK, await Look("/operator/grains/index.min.js", server.Key!));
        Assert.Equal(HttpStatusCode.OK, await Look("/operator/grains/DashboardCounters", server.Key!));
        // What calls grains or streams the log is not there for anybody, and elsewhere no password is a key.
        Assert.Equal(HttpStatusCode.NotFound, await Look("/operator/grains/GrainState", server.Key!));
        Assert.Equal(HttpStatusCode.NotFound, await Look("/operator/grains/Trace", server.Key!));
        Assert.Equal(HttpStatusCode.Unauthorized, await Look("/v1/keys", server.Key!));
        // Nor is what is none of its answers, a silo without an address among them; and nobody reads of them.
        Assert.Equal(HttpStatusCode.NotFound, await Look("/operator/grains/SiloProperties/x", server.Key!));
        Assert.Equal(HttpStatusCode.NotFound, await Look("/operator/grains/nothing/here", server.Key!));
        Assert.DoesNotContain("/operator", await server.Http.GetStringAsync("/openapi/v1.json"));

        async Task<HttpStatusCode> Look(string path, string password)
        {
            var shown = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"anybody:{password}"));
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.Authorization = new("Basic", shown);
            return (await server.Http.SendAsync(ask)).StatusCode;
        }
    }

    [Theory]
    [InlineData("AGGREGATOR__TELEMETRY__OTLP", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("AGGREGATOR__TELEMETRY__TRACEPERCENT", "101")]
    [InlineData("AGGREGATOR__OPERATORPORT", "70000")]
    public async Task What_cannot_be_told_that_way_is_refused_with_a_sentence(string name, string value)
    {
        var (exit, output) = await ServerProcess.Command([], (name, value));

        Assert.Equal(1, exit);
        Assert.Contains(value, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_log_in_JSON_every_line_of_the_output_is_a_fact_with_its_fields()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__TELEMETRY__JSONLOGS", "true"));
        await server.Stop();

        var facts = Array.ConvertAll(server.Output.Split('\n'), line => JsonNode.Parse(line)!);
        var opened = Assert.Single(facts, fact => Message(fact).StartsWith("The ledger opened"));
        Assert.Equal("Information", (string?)opened["LogLevel"]);
        Assert.Equal(folder.Path, (string?)opened["State"]!["Folder"]);
        var greeted = Assert.Single(facts, fact => Message(fact).StartsWith("Aggregator answers at http://"));
        Assert.Equal(opened.AsObject().Take(4).Select(field => field.Key),
            greeted.AsObject().Take(4).Select(field => field.Key));
        Assert.Single(facts, fact => Message(fact) == $"Operator key, shown this once: {server.Key}");

        static string Message(JsonNode fact) => (string)fact["Message"]!;
    }

    private static IEnumerable<ReceivedSpan> Requests(IEnumerable<ReceivedSpan> spans) =>
        spans.Where(span => span.Name == "PUT /v1/films/{film}/verdicts/{critic}");

    private static IEnumerable<ReceivedSpan> Appends(IEnumerable<ReceivedSpan> spans) => spans.Where(
        span => span.Name == "ledger.append"
            && Requests(spans).Any(request => request.Trace == span.Trace));

    /// <summary>The commit of an append: below it, or linked with it when others shared it.</summary>
    private static ReceivedSpan? CommitOf(ReceivedSpan append, IReadOnlyList<ReceivedSpan> spans) =>
        spans.FirstOrDefault(span => span.Name == "ledger.commit" && (span.Parent == append.Id
            || (append.Links.Contains(span.Id) && span.Links.Contains(append.Id))));

    private static IEnumerable<string> Above(ReceivedSpan span, IReadOnlyList<ReceivedSpan> spans)
    {
        for (var at = span; at is not null; at = spans.FirstOrDefault(other => other.Id == at.Parent))
            yield return at.Parent;
    }

    private static bool IsDelayed(Dictionary<string, double> seen) =>
        seen.GetValueOrDefault("aggregator_feed_delay_seconds_count") > 0;

    /// <summary>Every series by its name and labels, as in <c>name label=value</c>.</summary>
    private static async Task<Dictionary<string, double>> Metrics(ServerProcess server)
    {
        var text = await server.Http.GetStringAsync("/metrics");
        return text.Split('\n').Select(line => Series().Match(line)).Where(found => found.Success)
            .GroupBy(found => string.Join(' ', [
                found.Groups[1].Value,
                .. Label().Matches(found.Groups[2].Value).Select(label => label.Value.Replace("\"", "")),
            ]))
            .ToDictionary(
                series => series.Key,
                series => double.Parse(series.First().Groups[3].Value, CultureInfo.InvariantCulture));
    }

    private static string NameOf(string series) => Part().Replace(series.Split(' ')[0], "");

    /// <summary>
    /// The metrics of the page that a server of one process has. The tests of a cluster look at its own.
    /// </summary>
    private static IEnumerable<string> Documented() =>
        File.ReadLines(Path.Combine(Folder.OfTheRepository(), Page))
            .Select(line => Row().Match(line)).Where(found => found.Success)
            .Select(found => Part().Replace(found.Groups[1].Value, ""))
            .Where(name => !name.StartsWith("aggregator_cluster_", StringComparison.Ordinal));

    [GeneratedRegex(@"^([a-z_]+)\{(.*?)\} (\S+)$")]
    private static partial Regex Series();

    [GeneratedRegex("[a-z_]+=\"[^\"]*\"")]
    private static partial Regex Label();

    // A histogram is three series.
    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();

    [GeneratedRegex(@"^\| `([a-z_]+)` \|")]
    private static partial Regex Row();
}
