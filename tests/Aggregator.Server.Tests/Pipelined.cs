using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Aggregator.Server.Tests;

/// <summary>
/// Very many small requests in a short time, sent one after the other without waiting: HEAD requests, whose
/// answers have no body.
/// </summary>
public static partial class Pipelined
{
    private const int Connections = 4;
    private const int AtOnce = 64;

    /// <summary>Sends so many requests, made by number, and answers how many got which status.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> Send(
        ServerProcess server, int count, Func<int, string> request)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async first =>
        {
            using var connection = await OtherAddresses.Connect("127.0.0.1", server.Http.BaseAddress!.Port);
            var statuses = new Dictionary<string, int>();
            for (var n = first; n < count; n += Connections * AtOnce)
            {
                var numbers = Enumerable.Range(0, AtOnce).Select(i => n + (i * Connections))
                    .Where(number => number < count).ToList();
                await connection.SendAsync(Encoding.ASCII.GetBytes(string.Concat(numbers.Select(request))));
                await Read(connection, numbers.Count, statuses);
            }

            return statuses;
        }));
        return counts.SelectMany(some => some).GroupBy(pair => pair.Key)
            .ToDictionary(some => some.Key, some => some.Sum(pair => pair.Value));
    }

    private static async Task Read(Socket connection, int count, Dictionary<string, int> statuses)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (bytes, text) = (new byte[64 * 1024], "");
        while (true)
        {
            var got = await connection.ReceiveAsync(bytes, deadline.Token);
            Assert.NotEqual(0, got);
            text += Encoding.ASCII.GetString(bytes, 0, got);
            var heads = Head().Matches(text);
            if (heads.Count < count || !text.EndsWith("\r\n\r\n", StringComparison.Ordinal)) continue;
            foreach (Match head in heads)
                statuses[head.Groups[1].Value] = statuses.GetValueOrDefault(head.Groups[1].Value) + 1;
            return;
        }
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d\d\d)")]
    private static partial Regex Head();
}
