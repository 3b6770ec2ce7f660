using System.Globalization;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>
/// Silos judge by their own clocks how old another's heartbeat in the table is. One whose clock is ahead
/// would take all others for stale and could evict them by its vote alone; so a silo starts only when its
/// clock agrees with the database's, and thereby with the other silos'.
/// </summary>
internal static class SiloClock
{
    /// <summary>A third of the time after which a heartbeat is stale.</summary>
    public static readonly TimeSpan DifferenceMax = TimeSpan.FromSeconds(5);

    /// <summary>Throws <see cref="OperatorMistakeException"/> when the clocks differ too much.</summary>
    public static void Check(MembershipPlace place, TimeProvider clock)
    {
        var (before, there, after) = Ask(place, clock);
        var ahead = Difference(before, there, after);
        if (ahead.Duration() <= DifferenceMax) return;

        throw new OperatorMistakeException(
            $"The clock of this machine is {Said(ahead)} the one of the {place.Name}; silos judge each "
            + $"other by their clocks, which may differ by {DifferenceMax.Seconds} s at most. Nothing is "
            + "started; set the clock, and keep it set with NTP.");
    }

    /// <summary>
    /// How far ahead this clock is at least, negative when it is behind: <paramref name="there"/> was read at
    /// some moment between the two others.
    /// </summary>
    public static TimeSpan Difference(DateTimeOffset before, DateTimeOffset there, DateTimeOffset after) =>
        before > there ? before - there : there > after ? after - there : TimeSpan.Zero;

    /// <summary>A difference in words: <c>120 s behind</c>, <c>7 s ahead of</c>.</summary>
    public static string Said(TimeSpan ahead) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")}");

    private static (DateTimeOffset Before, DateTimeOffset There, DateTimeOffset After) Ask(
        MembershipPlace place, TimeProvider clock)
    {
        try
        {
            using var connection = place.Open();
            using var ask = new NpgsqlCommand("SELECT clock_timestamp()", connection);
            var before = clock.GetUtcNow();
            var there = new DateTimeOffset((DateTime)ask.ExecuteScalar()!, TimeSpan.Zero);
            return (before, there, clock.GetUtcNow());
        }
        catch (NpgsqlException failure)
        {
            throw place.Refused(failure);
        }
    }
}
