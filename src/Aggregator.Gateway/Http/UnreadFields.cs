using System.Collections.Immutable;
using Aggregator.Client;

namespace Aggregator.Gateway.Http;

/// <summary>
/// Fields of a body that nobody reads. They are let pass, since programs send fields of their own; but a slip
/// of the pen loses what stands in one, so whoever wrote it is told.
/// </summary>
internal static class UnreadFields
{
    private const int NamedMax = 10;

    /// <summary>
    /// A warning for each field that is there and was not asked for, of the body or of an object within; a
    /// few at most, and empty where there is none. For when all is read.
    /// </summary>
    public static ImmutableArray<RefusalAt> Unread(this JsonFields body) =>
    [
        .. body.Within.Prepend(body)
            .SelectMany(fields => fields.NotAskedFor.Select(name => Warn(name, fields)))
            .Take(NamedMax),
    ];

    /// <summary>The same as an answer has them; null where there is none.</summary>
    public static IReadOnlyList<Doubt>? Warnings(this JsonFields body) =>
        body.Unread() is { IsEmpty: false } unread ? [.. unread.Select(Doubts.View)] : null;

    private static RefusalAt Warn(string name, JsonFields of)
    {
        var shown = Shown.Short(name);
        var lower = shown.ToLowerInvariant();
        var meant = of.AskedFor.Select(field => (Field: field, Distance: Spelling.Distance(lower, field)))
            .Where(near => near.Distance is not null).OrderBy(near => near.Distance)
            .FirstOrDefault().Field;
        var at = of.At(shown);
        return new RefusalAt(at, "field-unknown",
            $"Nothing here reads the field \"{at}\"."
            + (meant is null ? "" : $" Is \"{meant}\" the one that is meant?"));
    }
}
