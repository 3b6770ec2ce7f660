using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Aggregator.Benchmarks.Http;

namespace Aggregator.Benchmarks.Rows;

/// <summary>
/// What listeners to changes cost who mostly hear nothing: in memory, in processor time, and until all of
/// them have heard.
/// </summary>
internal static class ListenerRows
{
    private const int Listeners = 5_000;
    private const int Alone = 1;
    private const int Changes = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Row>> Measure(World world)
    {
        // With heaps that stay close to what is alive, or what an import left lying is what is measured.
        await world.Restart("DOTNET_gcServer=0", "DOTNET_GCgen0size=0x400000");
        // Those before them paid for what a first listener costs.
        using (await Hearing.Open(world.Server.Address, Listeners / 10)) await Settled();
        var quiet = await Busy(world.Server);
        var before = world.Server.Memory;
        using var all = await Hearing.Open(world.Server.Address, Listeners);
        await Settled();
        var each = (world.Server.Memory - before) / (double)Listeners;
        var idle = await Busy(world.Server);
        await world.Restart();
        using var again = await Hearing.Open(world.Server.Address, Listeners);
        var heard = await Heard(world.Server, again);
        again.Dispose();
        using var one = await Hearing.Open(world.Server.Address, Alone);
        var alone = await Heard(world.Server, one);
        return
        [
            new($"{Listeners:N0} who listen to changes and hear nothing but that the line is alive", "–",
                $"{each / 1024:F1} KiB each; {(idle - quiet) * 100:F1} % of one processor, beside "
                + $"{quiet * 100:F1} % without them", null),
            new($"write → heard by all {Listeners:N0}, one write after the other", "–",
                $"half within {heard[Changes / 2]:F0} ms, all within {heard[^1]:F0} ms; by {Alone} alone "
                + $"half within {alone[Changes / 2]:F0} ms", null),
        ];
    }

    /// <summary>The share of a processor that a server takes while nobody asks it anything.</summary>
    private static async Task<double> Busy(OurServer server)
    {
        var (since, before) = (Stopwatch.GetTimestamp(), server.Processor);
        await Task.Delay(Idle);
        return (server.Processor - before) / Stopwatch.GetElapsedTime(since);
    }

    private static Task Settled() => Task.Delay(TimeSpan.FromSeconds(2));

    /// <summary>Milliseconds from each write until the last listener had it, the shortest first.</summary>
    private static async Task<double[]> Heard(OurServer server, Hearing all)
    {
        var (times, grade) = (new double[Changes], Random.Shared.Next(101));
        for (var i = 0; i < Changes; i++)
        {
            // Never what stands: that would change nothing, and nobody would hear of it.
            var rating = $"{grade = (grade + 7) % 101}/100";
            var hearing = all.Next();
            var since = Stopwatch.GetTimestamp();
            using var written = await server.Http.PutAsJsonAsync(
                "/v1/films/imdb:tt0000007/verdicts/sample-critic-7", new { rating });
            written.EnsureSuccessStatusCode();
            await hearing.WaitAsync(Patience);
            times[i] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }

        return [.. times.Order()];
    }

    /// <summary>Many listeners on bare sockets, read by one thread.</summary>
    private sealed class Hearing : IDisposable
    {
        private readonly List<Socket> _sockets = [];
        private readonly byte[] _bytes = new byte[1 << 14];

        public static async Task<Hearing> Open(Uri address, int count)
        {
            var all = new Hearing();
            var ask = Encoding.ASCII.GetBytes(
                $"GET /v1/changes HTTP/1.1\r\nHost: {address.Authority}\r\n"
                + "Accept: text/event-stream\r\n\r\n");
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address.Host, address.Port);
                await socket.SendAsync(ask);
                all._sockets.Add(socket);
            }

            await Task.Run(() => all.Read("\nid: "u8.ToArray()));
            return all;
        }

        /// <summary>Completes when each of them has heard of an acclaim.</summary>
        public Task Next() => Task.Run(() => Read("\ndata: "u8.ToArray()));

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

        private void Read(byte[] until)
        {
            var waiting = _sockets.ToList();
            while (waiting.Count > 0)
            {
                var ready = waiting.ToList();
                Socket.Select(ready, null, null, Patience);
                foreach (var socket in ready)
                {
                    var count = socket.Receive(_bytes);
                    if (count == 0) throw new InvalidOperationException("A listener was cut off.");
                    if (_bytes.AsSpan(0, count).IndexOf(until) >= 0) waiting.Remove(socket);
                }
            }
        }
    }
}
