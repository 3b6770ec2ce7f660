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
    /// A warning for each field but those known, a few at most; empty where there is none.
    /// </summary>
    public static ImmutableArray<RefusalAt> Unread(this JsonFields body, string[] known) =>
        [.. body.Names.Where(name => !known.Contains(name)).Take(NamedMax).Select(name => Warn(name, known))];

    /// <summary>Warnings as an answer has them; null where there are none.</summary>
    public static IReadOnlyList<Doubt>? AsWarnings(this ImmutableArray<RefusalAt> unread) =>
        unread.IsDefaultOrEmpty ? null : [.. unread.Select(Doubts.View)];

    private static RefusalAt Warn(string name, string[] known)
    {
        var shown = Shown.Short(name);
        var lower = shown.ToLowerInvariant();
        var meant = known.Select(field => (Field: field, Distance: Spelling.Distance(lower, field)))
            .Where(near => near.Distance is not null).OrderBy(near => near.Distance)
            .FirstOrDefault().Field;
        return new RefusalAt(shown, "field-unknown",
            $"Nothing here reads the field \"{shown}\"."
            + (meant is null ? "" : $" Is \"{meant}\" the one that is meant?"));
    }
}
