using System.Globalization;

namespace Aggregator.Ledgers;

/// <summary>How many there are, as one says it: <c>1 film</c>, <c>1,000 entries</c>.</summary>
public static class Counted
{
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
