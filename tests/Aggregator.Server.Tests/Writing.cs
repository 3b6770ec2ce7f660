using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What editors do, in few words.</summary>
internal static class Writing
{
    public static string Film(int number) => $"film-{number}-2013";

    public static async Task RegisterFilms(this ServerProcess server, int count, int year = 2013)
    {
        var rows = new StringBuilder("title,year\n");
        for (var i = 1; i <= count; i++) rows.Append($"Film {i},{year}\n");
        Assert.Equal(count, (int)(await server.ImportText("films", rows.ToString()))["accepted"]!);
    }

    public static async Task RegisterCritics(this ServerProcess server, int count)
    {
        var rows = new StringBuilder("name,kind\n");
        for (var i = 1; i <= count; i++) rows.Append($"Critic {i},person\n");
        Assert.Equal(count, (int)(await server.ImportText("critics", rows.ToString()))["accepted"]!);
    }

    /// <summary>One critic judges films 1 to count, each with the grade out of ten.</summary>
    public static async Task JudgeAll(this ServerProcess server, int critic, int count, int grade)
    {
        var rows = new StringBuilder("critic,film,film_year,rating\n");
        for (var i = 1; i <= count; i++) rows.Append($"Critic {critic},Film {i},2013,{grade}/10\n");
        Assert.Equal(0, (int)(await server.ImportText("verdicts", rows.ToString()))["refused"]!);
    }

    /// <summary>Answers what the write answered.</summary>
    public static Task<JsonObject> Judge(this ServerProcess server, string film, int critic, int grade) =>
        server.Put($"/v1/films/{film}/verdicts/critic-{critic}", new { rating = $"{grade}/10" });

    public static Task<JsonObject> List(
        this ServerProcess server, int critic, int year, params string[] films) =>
        server.Put($"/v1/critics/critic-{critic}/lists/{year}",
            new { ranked = true, places = films.Select(film => new[] { film }) });

    /// <summary>A new key of a role.</summary>
    public static Task<string> MakeKey(this ServerProcess server, string role) =>
        server.MakeKey(new { role, name = role });

    /// <summary>A new key as it is asked for.</summary>
    public static async Task<string> MakeKey(this ServerProcess server, object body)
    {
        using var made = await server.Http.PostAsJsonAsync("/v1/keys", body);
        return (string)(await made.Content.ReadFromJsonAsync<JsonObject>())!["key"]!;
    }

    /// <summary>The acclaim once it shows a position.</summary>
    public static async Task<JsonObject> Acclaim(this ServerProcess server, string film, long position = 0)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"/v1/films/{film}/acclaim");
        ask.Headers.Add("Aggregator-Min-Position", $"{position}");
        using var answer = await server.Http.SendAsync(ask);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public static async Task<JsonObject> Put(this ServerProcess server, string path, object body)
    {
        using var answer = await server.Http.PutAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<JsonObject> ImportText(this ServerProcess server, string kind, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        return await server.Import($"/v1/import/{kind}", body);
    }
}
