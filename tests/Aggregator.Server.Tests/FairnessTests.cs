using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aggregator.Server.Tests;

/// <summary>One address at its worst beside another that only reads.</summary>
public sealed class FairnessTests
{
    private const int SlowConnections = 64;
    private const int ReadsPerSecond = 100;
    private const int Reads = 200;

    // The machine is shared with the one who attacks it: far less than being starved, far more than noise.
    private const double TimesSlowerMax = 20;
    private static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BetweenBursts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenDrips = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DropsWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Slow_loris_and_twice_the_read_limit_from_one_address_leave_another_unharmed()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(
            folder.Path, ("AGGREGATOR__LIMITS__EXEMPTLOOPBACK", "false"),
            ("AGGREGATOR__LIMITS__READSPERADDRESS", $"{ReadsPerSecond}"),
            ("AGGREGATOR__LIMITS__HEADERSECONDS", "2"));
        using var reader = server.From("127.0.0.3");
        await Served(reader);
        var usual = await Served(reader);

        using var stop = new CancellationTokenSource();
        using var undropped = new CountdownEvent(SlowConnections);
        var slow = Task.WhenAll(
            Enumerable.Range(0, SlowConnections).Select(_ => Drip(server, undropped, stop.Token)));
        var greedy = Flood(server, stop.Token);
        var meanwhile = await Served(reader);
        var allDropped = await Task.Run(() => undropped.Wait(DropsWithin));
        await stop.CancelAsync();
        await slow;
        var statuses = await greedy;

        Assert.True(
            meanwhile < (usual * TimesSlowerMax) + Noise,
            $"A read took {meanwhile.TotalMilliseconds:0.0} ms beside the attack, "
            + $"{usual.TotalMilliseconds:0.0} ms without it.");
        Assert.True(
            allDropped, $"{undropped.CurrentCount} slow connections were not dropped within {DropsWithin}.");
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses.Keys.Order());
    }

    /// <summary>The median time of some reads, each of which is answered.</summary>
    private static async Task<TimeSpan> Served(HttpClient reader)
    {
        using var pace = new PeriodicTimer(BetweenReads);
        var times = new List<TimeSpan>();
        for (var n = 0; n < Reads; n++)
        {
            await pace.WaitForNextTickAsync();
            var began = Stopwatch.GetTimestamp();
            using var answer = await reader.GetAsync("/v1/profiles");
            times.Add(Stopwatch.GetElapsedTime(began));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        times.Sort();
        return times[Reads / 2];
    }

    /// <summary>
    /// Sends a header letter by letter, again on a new connection whenever it is dropped; tells
    /// <paramref name="undropped"/> of the first time.
    /// </summary>
    private static async Task Drip(ServerProcess server, CountdownEvent undropped, CancellationToken stop)
    {
        var port = server.Http.BaseAddress!.Port;
        try
        {
            for (var drops = 0; ; drops++)
            {
                if (drops == 1) undropped.Signal();
                using var connection = await OtherAddresses.Connect("127.0.0.2", port, stop);
                await connection.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX-Slow: "), stop);
                await DripUntilDropped(connection, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private static async Task DripUntilDropped(Socket connection, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(BetweenDrips);
        try
        {
            // Whatever the server says, it says before it hangs up.
            while (connection.Available == 0 && !connection.Poll(0, SelectMode.SelectRead))
            {
                await pace.WaitForNextTickAsync(stop);
                await connection.SendAsync("x"u8.ToArray(), stop);
            }
        }
        catch (SocketException)
        {
            // Dropped all the same.
        }
    }

    private static async Task<Dictionary<HttpStatusCode, int>> Flood(
        ServerProcess server, CancellationToken stop)
    {
        var statuses = new Dictionary<HttpStatusCode, int>();
        using var greedy = server.From("127.0.0.2");
        using var pace = new PeriodicTimer(BetweenBursts);
        var perBurst = (int)(2 * ReadsPerSecond * BetweenBursts.TotalSeconds);
        try
        {
            while (await pace.WaitForNextTickAsync(stop))
            {
                var answers = await Task.WhenAll(
                    Enumerable.Range(0, perBurst).Select(_ => greedy.GetAsync("/v1/profiles", stop)));
                foreach (var answer in answers)
                    statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }

        return statuses;
    }
}
