using System.Net;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>A critic's page says how the critic compares with others.</summary>
public sealed class ComparedCriticsTests
{
    private const int Films = 6;

    /// <summary>
    /// Critics 1 and 2 are near, the third far; the fourth shares too little. What is expected is computed
    /// here, as a stranger would, from the grades alone.
    /// </summary>
    [Fact]
    public async Task Leniency_and_the_nearest_are_there_and_move_with_what_others_say()
    {
        const string path = "/v1/critics/critic-1";
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(Films);
        await server.RegisterCritics(6);
        await server.JudgeAll(critic: 1, count: Films, grade: 8);
        await server.JudgeAll(critic: 2, count: Films, grade: 7);
        await server.JudgeAll(critic: 3, count: Films, grade: 2);
        await server.JudgeAll(critic: 4, count: 4, grade: 8);

        var critic = await Eventually.Get("the nearest critics", () => server.Get(path), Counts(16));

        // Without the critic's own a film has (1.2 * 60.35 + 70 + 20 [+ 80]) / (1.2 + 2 [+ 1]).
        var residuals = 4 * (80m - 57.72m) + 2 * (80m - 50.75m);
        Assert.Equal(residuals / (Films + 10), (decimal)critic["leniency"]!, 1);
        Assert.Equal(Films, (int)critic["verdicts"]!);
        // 6 * 10 points from critic 2, 6 * 60 from critic 3, 4 * 0 from critic 4: 26.25 from everybody.
        var everybody = 420m / 16;
        Assert.Equal(100 - everybody, (decimal)critic["compared"]!["agreement"]!);
        Assert.Equal(["critic-2", "critic-3"], Near(critic));
        var nearest = critic["nearest"]![0]!;
        Assert.Equal((6, 10m, "Critic 2"), (
            (int)nearest["shared"]!, (decimal)nearest["distance"]!, (string)nearest["name"]!));
        Assert.Equal(100 - (60 + 10 * everybody) / 16, (decimal)nearest["agreement"]!, 2);

        await server.JudgeAll(critic: 5, count: Films, grade: 8);

        var later = await Eventually.Get("a nearer critic", () => server.Get(path), Counts(22));
        Assert.Equal(["critic-5", "critic-2", "critic-3"], Near(later));
        using var known = await server.Http.GetAsync(path);
        using var ask = new HttpRequestMessage(HttpMethod.Get, path);
        ask.Headers.IfNoneMatch.Add(known.Headers.ETag!);
        using var again = await server.Http.SendAsync(ask);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        var silent = await server.Get("/v1/critics/critic-6");
        Assert.Null(silent["leniency"]);
        Assert.Empty(Near(silent));
    }

    private static Func<JsonObject, bool> Counts(int verdicts) =>
        page => (int?)page["compared"]?["verdicts"] == verdicts;

    private static string[] Near(JsonObject critic) =>
        [.. critic["nearest"]!.AsArray().Select(near => (string)near!["critic"]!)];
}
