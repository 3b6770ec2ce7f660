namespace Aggregator.Grains.Wire;

[GenerateSerializer, Alias("receipt")]
internal struct ReceiptWire
{
    [Id(0)] public long Position;
    [Id(1)] public DateTimeOffset RecordedAt;
    [Id(2)] public long Previous;
    [Id(3)] public Refusal? Refusal;
}

[RegisterConverter]
internal sealed class ReceiptConverter : IConverter<Receipt, ReceiptWire>
{
    public Receipt ConvertFromSurrogate(in ReceiptWire wire) => new()
    {
        Position = wire.Position,
        RecordedAt = wire.RecordedAt,
        Previous = wire.Previous,
        Refusal = wire.Refusal,
    };

    public ReceiptWire ConvertToSurrogate(in Receipt receipt) => new()
    {
        Position = receipt.Position,
        RecordedAt = receipt.RecordedAt,
        Previous = receipt.Previous,
        Refusal = receipt.Refusal,
    };
}

[GenerateSerializer, Alias("ledger-head")]
internal struct LedgerHeadWire
{
    [Id(0)] public long Position;
    [Id(1)] public byte[] Hash;
    [Id(2)] public string Epoch;
}

[RegisterConverter]
internal sealed class LedgerHeadConverter : IConverter<LedgerHead, LedgerHeadWire>
{
    public LedgerHead ConvertFromSurrogate(in LedgerHeadWire wire) =>
        new(wire.Position, wire.Hash, wire.Epoch);

    public LedgerHeadWire ConvertToSurrogate(in LedgerHead head) =>
        new() { Position = head.Position, Hash = head.Hash.ToArray(), Epoch = head.Epoch };
}

[GenerateSerializer, Alias("ledger-line")]
internal struct LedgerLineWire
{
    [Id(0)] public long Position;
    [Id(1)] public DateTimeOffset RecordedAt;
    [Id(2)] public string Kind;
    [Id(3)] public string Actor;
    [Id(4)] public byte[] Body;
    [Id(5)] public byte[] Hash;
}

[RegisterConverter]
internal sealed class LedgerLineConverter : IConverter<LedgerLine, LedgerLineWire>
{
    public LedgerLine ConvertFromSurrogate(in LedgerLineWire wire) =>
        new(wire.Position, wire.RecordedAt, wire.Kind, wire.Actor, wire.Body, wire.Hash);

    public LedgerLineWire ConvertToSurrogate(in LedgerLine line) => new()
    {
        Position = line.Position,
        RecordedAt = line.RecordedAt,
        Kind = line.Kind,
        Actor = line.Actor,
        Body = line.Body.ToArray(),
        Hash = line.Hash.ToArray(),
    };
}

[GenerateSerializer, Alias("api-key")]
internal struct ApiKeyWire
{
    [Id(0)] public string Id;
    [Id(1)] public KeyRole Role;
    [Id(2)] public string Name;
    [Id(3)] public byte[] SecretHash;
    [Id(4)] public CriticId? Subject;
    [Id(5)] public DateTimeOffset Created;
    [Id(6)] public DateOnly? Expires;
    [Id(7)] public DateTimeOffset? Revoked;
    [Id(8)] public DateOnly? LastUsed;
}

[RegisterConverter]
internal sealed class ApiKeyConverter : IConverter<ApiKey, ApiKeyWire>
{
    public ApiKey ConvertFromSurrogate(in ApiKeyWire wire) => new(wire.Id, wire.Role, wire.Name)
    {
        SecretHash = wire.SecretHash,
        Subject = wire.Subject,
        Created = wire.Created,
        Expires = wire.Expires,
        Revoked = wire.Revoked,
        LastUsed = wire.LastUsed,
    };

    public ApiKeyWire ConvertToSurrogate(in ApiKey key) => new()
    {
        Id = key.Id,
        Role = key.Role,
        Name = key.Name,
        SecretHash = key.SecretHash.ToArray(),
        Subject = key.Subject,
        Created = key.Created,
        Expires = key.Expires,
        Revoked = key.Revoked,
        LastUsed = key.LastUsed,
    };
}

/// <summary>
/// The sentence travels; the inner exception does not: it is a database driver's, which no other process can
/// read, and the silo that met it has logged it.
/// </summary>
[GenerateSerializer, Alias("ledger-unavailable")]
internal struct LedgerUnavailableWire
{
    [Id(0)] public string Message;
}

[RegisterConverter]
internal sealed class LedgerUnavailableConverter
    : IConverter<LedgerUnavailableException, LedgerUnavailableWire>
{
    public LedgerUnavailableException ConvertFromSurrogate(in LedgerUnavailableWire wire) =>
        new(wire.Message);

    public LedgerUnavailableWire ConvertToSurrogate(in LedgerUnavailableException away) =>
        new() { Message = away.Message };
}
