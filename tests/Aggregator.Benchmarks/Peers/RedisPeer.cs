using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// A minimal API on Redis: each film's acclaim as the very JSON it sends, places in a sorted set. Reads only:
/// Redis does not promise that what it acknowledged is on disk.
/// </summary>
internal static class RedisPeer
{
    private const string Places = "places";
    private const string JsonType = "application/json; charset=utf-8";

    public static async Task Map(WebApplication app, string server)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(server);
        var data = redis.GetDatabase();
        app.MapGet("/v1/films/{film}/acclaim",
            (HttpContext context, string film) => Send(context, data, film));
        app.MapGet("/v1/rankings/all-time", (HttpContext context, int first, int after) =>
            SendPage(context, data, (after, after + first - 1)));
    }

    /// <summary>Fills an empty server with the acclaim of each film.</summary>
    public static async Task Fill(string server, int films, byte[] acclaim)
    {
        const int Together = 1_000;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server);
        var data = redis.GetDatabase();
        var random = new Random(3);
        foreach (var chunk in Enumerable.Range(0, films).Chunk(Together))
        {
            var keys = Array.ConvertAll(chunk, film => $"imdb:tt{film:0000000}");
            var bodies = keys.Select(key => data.StringSetAsync(key, acclaim));
            var places = keys.Select(key => data.SortedSetAddAsync(Places, key, random.Next(10_000)));
            await Task.WhenAll([.. bodies, .. places]);
        }
    }

    private static async Task Send(HttpContext context, IDatabase data, string film)
    {
        byte[]? body = await data.StringGetAsync(film);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = JsonType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task SendPage(HttpContext context, IDatabase data, (int From, int To) places)
    {
        var films = await data.SortedSetRangeByRankAsync(Places, places.From, places.To, Order.Descending);
        var bodies = await data.StringGetAsync([.. films.Select(film => (RedisKey)(string)film!)]);
        context.Response.ContentType = JsonType;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var body in bodies)
        {
            ReadOnlyMemory<byte> bytes = body;
            json.WriteRawValue(bytes.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
