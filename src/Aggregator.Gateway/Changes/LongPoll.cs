using System.Buffers;
using System.Text.Json;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reads;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Changes;

/// <summary>One answer about what is new: at once if something is, else when something is.</summary>
internal static class LongPoll
{
    private const int ItemsMax = 500;

    public static async Task Answer(
        HttpContext context, (ChangesAsk Said, TimeSpan Patience, HeardTo Heard) ask, BoardAccess board,
        Listeners listeners)
    {
        var (now, heard) = (board.Current, ask.Heard);
        var filter = ask.Said.Read(now);
        var news = now.Since(heard, filter, ItemsMax);
        if (news.IsEmpty && ask.Patience > TimeSpan.Zero)
        {
            using var place = listeners.Take(context, filter, heard);
            (now, news) = await Wait(place.Listener, listeners.In(ask.Patience), (board, listeners));
            filter = place.Listener.Filter;
        }

        await Reply.Once(context, Render(now, news, filter.Unknown));
    }

    private static async Task<(Board Board, News News)> Wait(
        Listener listener, long until, (BoardAccess Board, Listeners All) from)
    {
        while (true)
        {
            var now = from.Board.Current;
            var news = listener.Look(now, ItemsMax);
            if (!news.IsEmpty || listener.IsOver || from.All.Now >= until) return (now, news);

            listener.Heard = news.To;
            if (news.HasMore) await Task.Yield();
            else await listener.Called(until);
        }
    }

    private static byte[] Render(Board board, News news, IReadOnlyList<string> unknown)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("epoch", news.To.Epoch);
        json.WriteNumber("revision", news.To.Revision);
        json.WriteString("next", news.To.ToString());
        json.WriteBoolean("more", news.HasMore);
        if (news.IsReset) json.WriteBoolean("reset", true);
        json.WriteStartArray("items");
        foreach (var changed in news.Films)
            json.WriteRawValue(AcclaimViews.Rendered(board, changed.Film).Bytes, skipInputValidation: true);
        json.WriteEndArray();
        WriteGone(json, news);
        if (unknown.Count > 0)
        {
            json.WriteStartArray("unknown");
            foreach (var one in unknown) json.WriteStringValue(one);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteGone(Utf8JsonWriter json, News news)
    {
        if (news.Gone.IsEmpty) return;
        json.WriteStartArray("gone");
        foreach (var gone in news.Gone)
        {
            var view = new GoneFilmView(gone.Film.Value, gone.Into.Value);
            JsonSerializer.Serialize(json, view, AggregatorJson.Wire.GoneFilmView);
        }

        json.WriteEndArray();
    }
}
