using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Aggregator.Client;

public sealed partial class AggregatorClient
{
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SilenceMost = TimeSpan.FromDays(1);

    /// <summary>
    /// After so long without a word, not even that the line is alive, a listener takes the connection for
    /// lost. Servers say that every 15 s, or as often as their operator says; 60 s unless set.
    /// </summary>
    public TimeSpan SilenceMax
    {
        get;
        init => field = value > TimeSpan.Zero && value <= SilenceMost
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "It is more than nothing, and a day at most.");
    } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What changed after a point, at once if something did, else when something does or
    /// <paramref name="wait"/> (whole seconds, 0 to 30) is over. Without <paramref name="after"/> from now
    /// on.
    /// </summary>
    public Task<ChangesAnswer> GetChangesAsync(
        ChangesOf of, string? after, TimeSpan wait, CancellationToken cancel = default)
    {
        var path = of.In(Routes.Changes);
        var joint = path.Contains('?') ? '&' : '?';
        path = string.Create(CultureInfo.InvariantCulture, $"{path}{joint}wait={wait.TotalSeconds:0}");
        if (after is not null) path = $"{path}&after={Uri.EscapeDataString(after)}";
        return GetAsync(path, AggregatorJson.Wire.ChangesAnswer, cancel);
    }

    /// <summary>
    /// Acclaims as they change, until cancelled. States in between may merge; a film's latest never goes
    /// missing: a lost connection is taken up where it broke. From now on, or after a point. Throws
    /// <see cref="AggregatorException"/> when the server refuses, unless it asks to try again later.
    /// </summary>
    public async IAsyncEnumerable<Changed> ListenAsync(
        ChangesOf of, string? after = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var heard = new Hearing(after, SilenceMax);
        while (true)
        {
            using var answer = await TryOpenAsync(of, heard, cancel).ConfigureAwait(false);
            if (answer is not null)
            {
                await foreach (var changed in heard.ReadAsync(answer, cancel).ConfigureAwait(false))
                    yield return changed;
            }

            await Task.Delay(heard.RetryAfter, cancel).ConfigureAwait(false);
            heard.RetryAfter = TimeSpan.FromTicks(Math.Min(heard.RetryAfter.Ticks * 2, RetryAfterMax.Ticks));
        }
    }

    /// <summary>Null when nobody answers, or somebody who asks to try again later.</summary>
    private async Task<HttpResponseMessage?> TryOpenAsync(
        ChangesOf of, Hearing heard, CancellationToken cancel)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, AddressOf(of.In(Routes.Changes)));
        ask.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (heard.Last is { } last) ask.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        try
        {
            var answer = await http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead, cancel)
                .ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return answer;

            using (answer)
            {
                // Of a proxy, too, while it finds no server behind it.
                if (answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                    or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) return null;
                throw new AggregatorException(await ProblemOfAsync(answer, cancel).ConfigureAwait(false));
            }
        }
        catch (Exception lost) when (lost is HttpRequestException
            || (lost is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}
