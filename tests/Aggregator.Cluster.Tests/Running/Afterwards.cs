using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aggregator.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Cluster.Tests;

/// <summary>What must be true after every fault, whatever happened.</summary>
internal sealed class Afterwards(LocalCluster cluster, Acknowledged seen) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", cluster.Key) },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    public async Task AllHolds()
    {
        var lines = await Record(cluster.Gateways[0]);
        EveryAcknowledgedFactIsThereOnce(lines);
        await BoardsAreWhatTheLedgerSays();
        await GatewaysShowTheSame();
        await ItVerifies();
    }

    private async Task<List<JsonNode>> Record(Member gateway)
    {
        var head = (long)(await Get(gateway, "/v1/ledger/head")).Body["position"]!;
        var lines = new List<JsonNode>();
        while (lines.Count < head)
        {
            var page = await _http.GetStringAsync(
                new Uri(gateway.Url!, $"/v1/ledger?after={lines.Count}&first=200"), Cancel);
            lines.AddRange(page.Trim().Split('\n').Select(line => JsonNode.Parse(line)!));
        }

        // Gapless, in order.
        Assert.Equal(
            Enumerable.Range(1, lines.Count).Select(n => (long)n), lines.Select(l => (long)l["position"]!));
        return lines;
    }

    private void EveryAcknowledgedFactIsThereOnce(List<JsonNode> lines)
    {
        var verdicts = Of(lines, "VerdictRecorded").ToLookup(
            line => $"{line["body"]!["critic"]} {line["body"]!["film"]}", line => (long)line["position"]!);
        var lists = Of(lines, "ListPublished").ToLookup(
            line => $"{line["body"]!["critic"]}", line => (long)line["position"]!);
        foreach (var said in seen.Facts.GroupBy(said => (said.Critic, said.Film)))
        {
            var (critic, film) = said.Key;
            var recorded = film is null ? lists[critic] : verdicts[$"{critic} {film}"];
            if (!recorded.SequenceEqual(said.Select(one => one.Position)))
            {
                Assert.Fail(
                    $"{string.Join(", ", said)} was acknowledged, and recorded is "
                    + $"{string.Join(", ", recorded.Select(at => lines[(int)at - 1].ToJsonString()))}.");
            }

            foreach (var (_, _, rating, position) in said.Where(one => one.Rating is not null))
                Assert.Contains(
                    rating!, lines[(int)position - 1]["body"]!.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.Empty(Of(lines, "CriticRegistered").GroupBy(line => $"{line["body"]!["critic"]}")
            .Where(critic => critic.Key.Length > 0 && critic.Count() > 1).Select(critic => critic.Key));
    }

    private static IEnumerable<JsonNode> Of(List<JsonNode> lines, string kind) =>
        lines.Where(line => (string?)line["kind"] == kind);

    /// <summary>Folds every film from its entries, and compares what each gateway answers.</summary>
    private async Task BoardsAreWhatTheLedgerSays()
    {
        await using var ledger = PostgresLedger.Open(
            cluster.Ledger, new PostgresLedgerOptions(), TimeProvider.System, NullLogger.Instance);
        for (var n = 0; n < SteadyLoad.FilmCount; n++)
        {
            var tally = new FilmTally(FilmId.Of(SteadyLoad.Film(n)));
            foreach (var entry in await ledger.FilmEntries(tally.Id, 0, Cancel)) tally.Apply(entry);
            var standing = tally.Score(ledger.Totals, Calibration.BuiltIn);
            foreach (var gateway in cluster.Gateways)
            {
                JsonNode shown = new JsonObject();
                try
                {
                    await Eventually.True("a board", async () =>
                    {
                        shown = (await Get(gateway, $"/v1/films/{tally.Id}/acclaim")).Body;
                        return (long)shown["position"]! == standing.Position
                            && (int)shown["critics"]!["verdicts"]! == standing.Verdicts.Count
                            && (int)shown["lists"]!["ballots"]! == standing.Totals!.Lists;
                    });
                }
                catch (TimeoutException)
                {
                    Assert.Fail(
                        $"{gateway.Name} shows {shown.ToJsonString()}, and the ledger says {standing}.");
                }
            }
        }
    }

    private async Task GatewaysShowTheSame()
    {
        var paths = Enumerable.Range(0, SteadyLoad.FilmCount)
            .Select(n => $"/v1/films/{SteadyLoad.Film(n)}/acclaim")
            .Append($"/v1/rankings/{SteadyLoad.Season}?first=200")
            .Append("/v1/rankings/all-time?by=mentions");
        foreach (var path in paths)
        {
            var answers = new List<(string Tag, string Text)>();
            foreach (var gateway in cluster.Gateways)
            {
                var (tag, body) = await Get(gateway, path);
                answers.Add((tag, body.ToJsonString()));
            }

            Assert.True(answers.Distinct().Count() == 1, $"{path}: {string.Join('\n', answers)}");
        }
    }

    private async Task ItVerifies()
    {
        var (exit, said) = await LocalCluster.Command("verify", "--ledger", cluster.Ledger);
        Assert.True(exit == 0 && said.Contains("Everything matches.", StringComparison.Ordinal), said);
        Assert.DoesNotContain("Behind by", said, StringComparison.Ordinal);
    }

    private async Task<(string Tag, JsonNode Body)> Get(Member gateway, string path)
    {
        using var answer = await _http.GetAsync(new Uri(gateway.Url!, path), Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{gateway.Name} {path}: {(int)answer.StatusCode}");
        var body = await answer.Content.ReadFromJsonAsync<JsonNode>(Cancel);
        return (answer.Headers.ETag?.Tag ?? "", body!);
    }
}
