using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Aggregator.Client;

/// <summary>
/// How far somebody has heard, over all connections. An id counts once its whole block has come: the
/// platform's own parser takes it from the line, and a connection that breaks right after that line would
/// lose what followed.
/// </summary>
internal sealed class Hearing(string? after, TimeSpan silenceMax)
{
    public static readonly TimeSpan RetryAfterMin = TimeSpan.FromSeconds(1);

    public string? Last { get; private set; } = after;

    public TimeSpan RetryAfter { get; set; } = RetryAfterMin;

    /// <summary>Ends when the connection does.</summary>
    public async IAsyncEnumerable<Changed> ReadAsync(
        HttpResponseMessage answer, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var lines = new StreamReader(body);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var (kind, id, data) = ("", (string?)null, (string?)null);
        while (true)
        {
            silence.CancelAfter(silenceMax);
            if (await NextAsync(lines, silence.Token).ConfigureAwait(false) is not { } line) break;
            RetryAfter = RetryAfterMin;
            if (line.Length > 0)
            {
                var (field, value) = Split(line);
                if (field == "event") kind = value;
                if (field == "id") id = value;
                if (field == "data") data = data is null ? value : $"{data}\n{value}";
                continue;
            }

            Last = id ?? Last;
            // Whoever takes their time with what was heard has not lost the connection.
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            if (data is not null && kind is "" or "reset" or "gone") yield return Heard(kind, id, data!);
            (kind, id, data) = ("", null, null);
        }

        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>The next line; null where the connection has ended, or nothing came for so long.</summary>
    private static async ValueTask<string?> NextAsync(StreamReader lines, CancellationToken silence)
    {
        try
        {
            return await lines.ReadLineAsync(silence).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static (string Field, string Value) Split(string line)
    {
        var colon = line.IndexOf(':');
        if (colon < 0) return (line, "");
        var value = line.AsSpan(colon + 1);
        return (line[..colon], (value is [' ', ..] ? value[1..] : value).ToString());
    }

    private static Changed Heard(string kind, string? id, string data) => kind switch
    {
        "reset" => new Changed(id, null),
        "gone" => new Changed(id, null)
        {
            Gone = JsonSerializer.Deserialize(data, AggregatorJson.Wire.GoneFilmView),
        },
        _ => new Changed(id, AcclaimIn(data)),
    };

    private static AcclaimView? AcclaimIn(string data) =>
        JsonSerializer.Deserialize(data, AggregatorJson.Wire.AcclaimView);
}
