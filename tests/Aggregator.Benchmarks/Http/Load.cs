using System.Globalization;
using System.Text.RegularExpressions;

namespace Aggregator.Benchmarks.Http;

/// <summary>What a round of load found: answers a second, milliseconds at the middle and at 99 %.</summary>
internal sealed record Pace(double Rate, double Ms50, double Ms99);

/// <summary>
/// Load from a process of its own (<c>wrk</c>), so that no server shares a runtime with its callers.
/// </summary>
internal static partial class Load
{
    private const int Seconds = 5;
    private const int CountedSeconds = 10;

    // Under full load a runtime compiles what it runs for the last time after some twenty seconds.
    private const int WarmRounds = 4;

    /// <summary>Measures a script against a server; throws where answers were not 2xx or 3xx.</summary>
    public static async Task<Pace> Measure(Uri address, string script, int connections)
    {
        var said = await Ask(address, script, connections, Seconds);
        if (said.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"{address} refused: {said}");
        return new(Number(RatePattern(), said), Ms(said, "50%"), Ms(said, "99%"));
    }

    /// <summary>
    /// Counts for a while that something may happen in: how many were asked, and how many were not answered
    /// 2xx or 3xx.
    /// </summary>
    public static async Task<(long Asked, long Failed)> Count(Uri address, string script, int connections)
    {
        var said = await Ask(address, script, connections, CountedSeconds);
        var broken = ErrorsPattern().Match(said).Groups.Values.Skip(1).SelectMany(group => group.Captures)
            .Sum(count => long.Parse(count.Value, CultureInfo.InvariantCulture));
        var refused = RefusedPattern().IsMatch(said) ? (long)Number(RefusedPattern(), said) : 0;
        return ((long)Number(CountPattern(), said), broken + refused);
    }

    private static async Task<string> Ask(Uri address, string script, int connections, int seconds)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        try
        {
            return await Running.Complete("wrk", "-t1", $"-c{connections}", $"-d{seconds}s", "--latency",
                "--timeout", "10s", "-s", file, address.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Contenders in turn, round after round; the median of each.</summary>
    public static Task<IReadOnlyList<Pace>> Interleave(params IReadOnlyList<Func<Task<Pace>>> contenders) =>
        Interleave(WarmRounds, contenders);

    /// <summary>The same, with rounds before that nobody looks at.</summary>
    public static async Task<IReadOnlyList<Pace>> Interleave(
        int warmRounds, params IReadOnlyList<Func<Task<Pace>>> contenders)
    {
        const int Rounds = 3;
        var found = contenders.Select(_ => new List<Pace>()).ToList();
        for (var round = 0; round < warmRounds; round++)
        {
            foreach (var contender in contenders) await contender();
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++) found[i].Add(await contenders[i]());
        }

        return [.. found.Select(paces => paces.OrderBy(pace => pace.Rate).ElementAt(Rounds / 2))];
    }

    private static double Number(Regex pattern, string said) => double.Parse(
        pattern.Match(said).Groups[1].Value, CultureInfo.InvariantCulture);

    private static double Ms(string said, string share)
    {
        var match = Regex.Match(said, $@"^\s+{share}\s+([\d.]+)(us|ms|s)\s*$", RegexOptions.Multiline);
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch { "us" => value / 1_000, "s" => value * 1_000, _ => value };
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex CountPattern();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex RefusedPattern();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex ErrorsPattern();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex RatePattern();
}
