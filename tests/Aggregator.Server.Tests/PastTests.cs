using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>Years with two films of which the first was judged, and questions about past.</summary>
public abstract class PastTests(EightCritics shared) : IClassFixture<EightCritics>
{
    private readonly ServerProcess _server = shared.Server;

    /// <summary>
    /// The address of the first of two films of a year, which eight critics find worth 8 of 10, one a day
    /// from the second of January 2014.
    /// </summary>
    protected async Task<string> Judged(int year)
    {
        await _server.RegisterFilms(2, year);
        var rows = new StringBuilder("critic,film,film_year,rating,published\n");
        for (var i = 1; i <= 8; i++) rows.Append(CultureInfo.InvariantCulture,
            $"Critic {i},Film 1,{year},8/10,2014-01-0{i + 1}\n");
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows.ToString()));
        Assert.Equal(8, (int)(await _server.Import("/v1/import/verdicts", body))["accepted"]!);
        return $"/v1/films/film-1-{year}";
    }

    /// <summary>The first critic's list of a year, of films of that year; answers its position.</summary>
    protected Task<long> List(int year, string published, params int[] films) =>
        List("critic-1", year, published, films);

    protected async Task<long> List(string critic, int year, string published, params int[] films)
    {
        var places = films.Select(film => new[] { $"film-{film}-{year}" });
        var listed = await _server.Put(
            $"/v1/critics/{critic}/lists/{year}", new { ranked = true, places, published });
        return (long)listed["position"]!;
    }

    /// <summary>The acclaim of a day, which its explanation adds up to.</summary>
    protected async Task<JsonObject> Acclaim(string film, string day, long position)
    {
        var acclaim = await OnDay($"{film}/acclaim", day, position);
        Explanations.AddsUpTo(acclaim, await OnDay($"{film}/explanation", day, position));
        return acclaim;
    }

    protected async Task<JsonObject> OnDay(string path, string day, long position)
    {
        using var answer = await Ask($"{path}?asOf={day}", position, null);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }

    // Where the machine is too busy to read the past in time it says so, and is asked again.
    protected Task<HttpResponseMessage> Ask(string path, long position, EntityTagHeaderValue? tag) =>
        Eventually.Get(path, async () =>
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, path);
            ask.Headers.Add("Aggregator-Min-Position", $"{position}");
            if (tag is not null) ask.Headers.IfNoneMatch.Add(tag);
            return await _server.Http.SendAsync(ask);
        }, answer => answer.StatusCode != HttpStatusCode.ServiceUnavailable);

    protected static (int, int) Listed(JsonObject acclaim) =>
        ((int)acclaim["lists"]!["ballots"]!, (int)acclaim["lists"]!["mentions"]!);

    protected static string Day(int ahead) => TimeProvider.System.GetUtcNow().AddDays(ahead)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
