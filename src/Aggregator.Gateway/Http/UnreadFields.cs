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

    // expires, expires_at, expiry and expiration begin alike.
    private const int BeginningMin = 5;

    /// <summary>
    /// A warning for each field that is there and was not asked for or stands there twice, of the body or of
    /// an object within; a few at most, and empty where there is none. For when all is read.
    /// </summary>
    public static ImmutableArray<RefusalAt> Unread(this JsonFields body) =>
    [
        .. body.Within.Prepend(body)
            .SelectMany(fields => fields.NotAskedFor.Select(name => Warn(name, fields))
                .Concat(fields.Repeated.Select(name => WarnOfRepeated(fields.At(name)))))
            .Take(NamedMax),
    ];

    /// <summary>The same as an answer has them; null where there is none.</summary>
    public static IReadOnlyList<Doubt>? Warnings(this JsonFields body) =>
        body.Unread() is { IsEmpty: false } unread ? [.. unread.Select(Doubts.View)] : null;

    /// <summary>
    /// The refusal of a body in which one of the fields that were asked for is missing. It may stand there
    /// under a name that is almost its own: then the sentence says so.
    /// </summary>
    public static RefusedException Lacks(this JsonFields body, string code, string sentence) =>
        new(code, body.NotAskedFor.FirstOrDefault(name => Meant(name, body) is not null) is { } slip
            ? $"{sentence} {Warn(slip, body).Detail}"
            : sentence);

    /// <summary>
    /// Refuses a body in which a field stands under a name that is almost its own, or twice, where the loss
    /// of it may not be found out later.
    /// </summary>
    public static void RefuseSlips(this JsonFields body)
    {
        var slip = body.NotAskedFor.Where(name => Meant(name, body) is not null)
            .Select(name => Warn(name, body))
            .Concat(body.Repeated.Select(name => WarnOfRepeated(body.At(name)))).FirstOrDefault();
        if (slip is not null) throw new RefusedException(slip.Code, $"{slip.Detail} Nothing is done.");
    }

    private static RefusalAt WarnOfRepeated(string at) => new(
        at, "field-repeated", $"The field \"{at}\" stands there more than once: the last one counts.");

    private static RefusalAt Warn(string name, JsonFields of)
    {
        var at = of.At(Shown.Short(name));
        return new RefusalAt(at, "field-unknown",
            $"Nothing here reads the field \"{at}\"."
            + (Meant(name, of) is { } meant ? $" Is \"{meant}\" the one that is meant?" : ""));
    }

    /// <summary>The field asked for that is written most like this name; null where none is.</summary>
    private static string? Meant(string name, JsonFields of)
    {
        if (name.Length == 0) return null;
        var lower = Shown.Short(name).ToLowerInvariant();
        return of.AskedFor.Select(field => (Field: field, Distance: Spelling.Distance(lower, field)))
            .Where(near => near.Distance is not null).OrderBy(near => near.Distance)
            .FirstOrDefault().Field
            ?? of.AskedFor.FirstOrDefault(field => field.Length >= BeginningMin
                && lower.StartsWith(field[..BeginningMin], StringComparison.Ordinal));
    }
}
