using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Aggregator.Client;
using Aggregator.Gateway.Reads;

namespace Aggregator.Gateway.Changes;

/// <summary>
/// The lines of <c>text/event-stream</c>, written as the bytes they are: acclaims are rendered once for all
/// readers of the Board.
/// </summary>
internal sealed class ChangesText(PipeWriter to)
{
    public const string ContentType = "text/event-stream";
    private const int RetryMilliseconds = 2000;

    /// <summary>The id alone: it moves the point to resume from, and is no news.</summary>
    public void Open(HeardTo heard, IReadOnlyList<string> unknown)
    {
        Text(string.Create(CultureInfo.InvariantCulture,
            $"retry: {RetryMilliseconds}\n: heard up to {heard}\nid: {heard}\n\n"));
        if (unknown.Count == 0) return;
        var names = JsonSerializer.Serialize([.. unknown], AggregatorJson.Wire.StringArray);
        Text($"event: unknown\ndata: {names}\n\n");
    }

    /// <summary>All that was heard before counts no more; everything follows from the beginning.</summary>
    public void Reset(string epoch)
    {
        var begin = new HeardTo(epoch, 0);
        Text($"event: reset\nid: {begin}\ndata: {{\"epoch\":\"{epoch}\"}}\n\n");
    }

    public void Write(Board board, News news)
    {
        // Before the ids: whoever is cut off after them and has not heard of the films is told them again.
        foreach (var gone in news.Gone)
        {
            var view = new GoneFilmView(gone.Film.Value, gone.Into.Value);
            var data = JsonSerializer.Serialize(view, AggregatorJson.Wire.GoneFilmView);
            Text($"event: gone\ndata: {data}\n\n");
        }

        for (var i = 0; i < news.Films.Length; i++)
        {
            var (revision, film) = news.Films[i];
            // Films may share a revision: whoever is cut off between them must be told all of them again.
            var isLastOfIt = i + 1 == news.Films.Length || news.Films[i + 1].Revision != revision;
            if (isLastOfIt) Text($"id: {new HeardTo(board.Epoch, revision)}\n");
            Bytes("data: "u8);
            Bytes(AcclaimViews.Rendered(board, film).Bytes);
            Bytes("\n\n"u8);
        }

        if (news is { Films.IsEmpty: true, Gone.IsEmpty: false }) Text($"id: {news.To}\n\n");
    }

    public void Beat(HeardTo heard) => Text($": still here\nid: {heard}\n\n");

    private void Text(string text) => Encoding.UTF8.GetBytes(text, to);

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to.GetSpan(bytes.Length));
        to.Advance(bytes.Length);
    }
}
