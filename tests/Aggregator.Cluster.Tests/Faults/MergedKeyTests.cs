using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Cluster.Tests;

/// <summary>A critic's key when the critic was merged, at gateways that hear of it apart.</summary>
[Collection(FaultTests.OneByOne)]
public sealed class MergedKeyTests(LocalCluster cluster)
{
    private const string Film = "/v1/films/rashomon-1950";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merged_critics_key_writes_for_the_survivor_through_every_gateway()
    {
        var (here, there) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var editor = As(cluster.Key);
        await Put(editor, here, Film, new { title = "Rashomon", year = 1950 });
        foreach (var name in new[] { "Old Spelling", "New Spelling", "Somebody Else" })
        {
            var id = name.ToLowerInvariant().Replace(' ', '-');
            await Put(editor, here, $"/v1/critics/{id}", new { name, kind = "person" });
        }

        var made = await Post(
            editor, here, "/v1/keys", new { role = "critic", subject = "old-spelling", name = "A book" });
        using var critic = As((string)made["key"]!);
        await Eventually.True("the other gateway to know the critics", async () =>
            await Judge(there, "old-spelling") == HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.Forbidden, await Judge(there, "new-spelling"));

        await Post(editor, here, "/v1/critics/old-spelling/merge", new { into = "new-spelling" });

        foreach (var gateway in new[] { there, here })
        {
            await Eventually.True($"{gateway.Name} to hear of the merge", async () =>
                await Judge(gateway, "new-spelling") == HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.OK, await Judge(gateway, "old-spelling"));
            Assert.Equal(HttpStatusCode.Forbidden, await Judge(gateway, "somebody-else"));
        }

        async Task<HttpStatusCode> Judge(Member gateway, string whose)
        {
            using var answer = await critic.PutAsJsonAsync(
                new Uri(gateway.Url!, $"{Film}/verdicts/{whose}"), new { rating = "5/5" }, Cancel);
            return answer.StatusCode;
        }
    }

    private static HttpClient As(string key) => new()
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    private static async Task Put(HttpClient client, Member gateway, string path, object body)
    {
        using var answer = await client.PutAsJsonAsync(new Uri(gateway.Url!, path), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonNode> Post(HttpClient client, Member gateway, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri(gateway.Url!, path), body, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, said);
        return JsonNode.Parse(said)!;
    }
}
