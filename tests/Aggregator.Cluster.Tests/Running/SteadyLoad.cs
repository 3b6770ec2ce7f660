using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// Writers and readers through every gateway, until stopped. A writer says each thing until it is
/// acknowledged and goes on to the next, so that in the end the ledger must hold all of it, and nothing
/// twice.
/// </summary>
public sealed class SteadyLoad : IAsyncDisposable
{
    public const int FilmCount = 40;
    public const int Season = 2020;
    private const int WritersEach = 4;
    private const int ReadersEach = 3;
    private const int LookEvery = 20;
    private const int ReviseEvery = 4;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReadsEvery = TimeSpan.FromMilliseconds(5);

    private static int _rounds;

    private readonly LocalCluster _cluster;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly long[] _written;
    private readonly TaskCompletionSource _failed = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isGivenUp;

    public SteadyLoad(LocalCluster cluster)
    {
        _cluster = cluster;
        _written = new long[cluster.Gateways.Count * WritersEach];
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.Key);
    }

    public Acknowledged Seen { get; } = new();

    public static string Film(int n) => FormattableString.Invariant($"film-{n}-{Season}");

    /// <summary>Registers the films, and begins.</summary>
    public async Task Start()
    {
        for (var n = 0; n < FilmCount; n++)
            await UntilTaken(0, $"/v1/films/{Film(n)}", new { title = $"Film {n}", year = Season });

        var writers = Enumerable.Range(0, _cluster.Gateways.Count * WritersEach).Select(Write);
        var readers = Enumerable.Range(0, _cluster.Gateways.Count * ReadersEach).Select(Read);
        _running = Task.WhenAll([.. writers, .. readers]);
        await Acknowledgements(100);
    }

    /// <summary>Waits for so many more acknowledged writes: the load is steady again.</summary>
    public Task Acknowledgements(int more)
    {
        var before = Seen.Writes;
        return Until($"{more} more acknowledged writes", () => Seen.Writes >= before + more);
    }

    /// <summary>Waits for so many more refusals with a code.</summary>
    public Task Refusals(string code, int more)
    {
        var before = Seen.Codes.GetValueOrDefault(code);
        return Until(
            $"{more} more refusals {code}", () => Seen.Codes.GetValueOrDefault(code) >= before + more);
    }

    /// <summary>
    /// Waits until no writer is stuck: each was acknowledged again, on films of every silo.
    /// </summary>
    public Task EachWriterGoesOn()
    {
        var before = (long[])_written.Clone();
        return Until(
            "each writer to go on",
            () => _written.Zip(before).All(writer => writer.First > writer.Second + FilmCount));
    }

    private Task<TimeSpan> Until(string what, Func<bool> condition) => Eventually.True(
        what, () => Task.FromResult(_failed.Task.IsFaulted ? throw _failed.Task.Exception : condition()));

    /// <summary>Ends when everything that was begun is acknowledged.</summary>
    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        // What went wrong is told by whoever stops the load; here something else did before, and what was
        // begun may never be taken.
        await _stopping.CancelAsync();
        _isGivenUp = true;
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stopping.Dispose();
    }

    /// <summary>
    /// Each round another critic, who says something about every film, revises some of it at once, and
    /// publishes one list.
    /// </summary>
    private async Task Write(int writer)
    {
        try
        {
            await WriteRounds(writer);
        }
        catch (Exception failure)
        {
            // At once, not when all others have ended too.
            _failed.TrySetException(failure);
            throw;
        }
    }

    private async Task WriteRounds(int writer)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var critic = FormattableString.Invariant($"critic-{Interlocked.Increment(ref _rounds)}");
            await UntilTaken(writer, $"/v1/critics/{critic}", new { name = critic, kind = "person" });
            for (var n = 0; n < FilmCount && !_stopping.IsCancellationRequested; n++)
            {
                var (film, rating) = (Film(n), $"{1 + ((n + writer) % 5)}/5");
                // Some think better of it: what was said first must not come back.
                if (n % ReviseEvery == 0) await Say(writer, critic, film, "1/10");
                var position = await Say(writer, critic, film, rating);
                Interlocked.Increment(ref _written[writer]);
                if (n % LookEvery == 0) await LookElsewhere(writer, film, position);
            }

            string[][] places = [[Film(writer % FilmCount)], [Film((writer + 7) % FilmCount)]];
            var list = await UntilTaken(
                writer, $"/v1/critics/{critic}/lists/{Season}", new { ranked = true, places });
            Seen.Facts.Enqueue(new(critic, null, null, list));
        }
    }

    private async Task<long> Say(int writer, string critic, string film, string rating)
    {
        var position = await UntilTaken(writer, $"/v1/films/{film}/verdicts/{critic}", new { rating });
        Seen.Facts.Enqueue(new(critic, film, rating, position));
        return position;
    }

    private async Task<long> UntilTaken(int writer, string path, object body)
    {
        for (var tries = 0; ; tries++)
        {
            var gateway = Gateway(writer + tries);
            try
            {
                using var answer = await _http.PutAsJsonAsync(new Uri(gateway.Url!, path), body);
                Seen.Answered(isWrite: true, (int)answer.StatusCode);
                if (answer.IsSuccessStatusCode)
                    return (long)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["position"]!;

                // A refusal for any other reason than a ledger that is away is a mistake of the cluster.
                var said = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode != 503 || answer.Headers.RetryAfter is null)
                    throw new InvalidOperationException($"PUT {path}: {(int)answer.StatusCode} {said}");
                Seen.Codes.AddOrUpdate((string)JsonNode.Parse(said)!["code"]!, 1, (_, count) => count + 1);
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // A gateway that was killed answers nothing.
                Seen.Answered(isWrite: true, gateway.IsDown ? 0 : -1);
            }

            if (_isGivenUp) throw new OperationCanceledException($"PUT {path} was given up.");
            await Eventually.Passed(AgainAfter);
        }
    }

    /// <summary>How long after its acknowledgement a fact is on the Board of another gateway.</summary>
    private async Task LookElsewhere(int writer, string film, long position)
    {
        var acknowledged = Stopwatch.GetTimestamp();
        using var ask = new HttpRequestMessage(
            HttpMethod.Get, new Uri(Gateway(writer + 1).Url!, $"/v1/films/{film}/acclaim"));
        ask.Headers.Add("Aggregator-Min-Position", position.ToString(CultureInfo.InvariantCulture));
        try
        {
            using var answer = await _http.SendAsync(ask);
            if (answer.IsSuccessStatusCode) Seen.Visible.Enqueue(Stopwatch.GetElapsedTime(acknowledged));
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }

    private async Task Read(int reader)
    {
        using var pace = new PeriodicTimer(ReadsEvery);
        for (var n = reader; !_stopping.IsCancellationRequested; n++)
        {
            var gateway = Gateway(reader);
            var path = n % 4 == 0
                ? $"/v1/rankings/{Season}?first=20"
                : $"/v1/films/{Film(n % FilmCount)}/acclaim";
            try
            {
                using var answer = await _http.GetAsync(new Uri(gateway.Url!, path));
                if (!gateway.IsDown) Seen.Answered(isWrite: false, (int)answer.StatusCode);
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                if (!gateway.IsDown) Seen.Answered(isWrite: false, -1);
            }

            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>As a load balancer does it: not one that is known to be down.</summary>
    private Member Gateway(int n)
    {
        var up = _cluster.Gateways.Where(gateway => !gateway.IsDown).ToArray();
        return up[n % up.Length];
    }
}
