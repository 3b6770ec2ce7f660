using System.Collections.Immutable;

namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("rating")]
internal struct RatingWire
{
    [Id(0)] public string Text;
    [Id(1)] public string Scale;
    [Id(2)] public int? Value;
    [Id(3)] public UnreadableReason Unreadable;
}

[RegisterConverter]
internal sealed class RatingConverter : IConverter<Rating, RatingWire>
{
    public Rating ConvertFromSurrogate(in RatingWire wire) =>
        new(wire.Text, wire.Scale, wire.Value, wire.Unreadable);

    public RatingWire ConvertToSurrogate(in Rating rating) => new()
    {
        Text = rating.Text,
        Scale = rating.Scale,
        Value = rating.Value,
        Unreadable = rating.Unreadable,
    };
}

[GenerateSerializer, Alias("verdict")]
internal struct VerdictWire
{
    [Id(0)] public Rating? Rating;
    [Id(1)] public Thumb? Thumb;
    [Id(2)] public string? Publication;
    [Id(3)] public DateOnly? Published;
}

[RegisterConverter]
internal sealed class VerdictConverter : IConverter<Verdict, VerdictWire>
{
    public Verdict ConvertFromSurrogate(in VerdictWire wire) =>
        new(wire.Rating, wire.Thumb) { Publication = wire.Publication, Published = wire.Published };

    public VerdictWire ConvertToSurrogate(in Verdict verdict) => new()
    {
        Rating = verdict.Rating,
        Thumb = verdict.Thumb,
        Publication = verdict.Publication,
        Published = verdict.Published,
    };
}

[GenerateSerializer, Alias("free-text")]
internal struct FreeTextWire
{
    [Id(0)] public string? Quote;
    [Id(1)] public string? Note;
    [Id(2)] public string? Url;
}

[RegisterConverter]
internal sealed class FreeTextConverter : IConverter<FreeText, FreeTextWire>
{
    public FreeText ConvertFromSurrogate(in FreeTextWire wire) =>
        new() { Quote = wire.Quote, Note = wire.Note, Url = wire.Url };

    public FreeTextWire ConvertToSurrogate(in FreeText text) =>
        new() { Quote = text.Quote, Note = text.Note, Url = text.Url };
}

[GenerateSerializer, Alias("standing-verdict")]
internal struct StandingVerdictWire
{
    [Id(0)] public CriticId Critic;
    [Id(1)] public Verdict Verdict;
    [Id(2)] public long Position;
    [Id(3)] public DateTimeOffset RecordedAt;
}

[RegisterConverter]
internal sealed class StandingVerdictConverter : IConverter<StandingVerdict, StandingVerdictWire>
{
    public StandingVerdict ConvertFromSurrogate(in StandingVerdictWire wire) =>
        new(wire.Critic, wire.Verdict, wire.Position, wire.RecordedAt);

    public StandingVerdictWire ConvertToSurrogate(in StandingVerdict standing) => new()
    {
        Critic = standing.Critic,
        Verdict = standing.Verdict,
        Position = standing.Position,
        RecordedAt = standing.RecordedAt,
    };
}

[GenerateSerializer, Alias("refusal-at")]
internal struct RefusalAtWire
{
    [Id(0)] public string At;
    [Id(1)] public string Code;
    [Id(2)] public string Detail;
}

[RegisterConverter]
internal sealed class RefusalAtConverter : IConverter<RefusalAt, RefusalAtWire>
{
    public RefusalAt ConvertFromSurrogate(in RefusalAtWire wire) => new(wire.At, wire.Code, wire.Detail);

    public RefusalAtWire ConvertToSurrogate(in RefusalAt refusal) =>
        new() { At = refusal.At, Code = refusal.Code, Detail = refusal.Detail };
}

[GenerateSerializer, Alias("refusal")]
internal struct RefusalWire
{
    [Id(0)] public string Code;
    [Id(1)] public string Detail;
    [Id(2)] public ImmutableArray<RefusalAt> Errors;
}

[RegisterConverter]
internal sealed class RefusalConverter : IConverter<Refusal, RefusalWire>
{
    public Refusal ConvertFromSurrogate(in RefusalWire wire) =>
        new(wire.Code, wire.Detail) { Errors = wire.Errors };

    public RefusalWire ConvertToSurrogate(in Refusal refusal) =>
        new() { Code = refusal.Code, Detail = refusal.Detail, Errors = refusal.Errors };
}
