namespace Aggregator.Ledgers;

/// <summary>An entry as it lies in the table.</summary>
internal sealed record StoredEntry(long Position, long RecordedAt, string Kind, string Actor)
{
    public const string Columns = "position, recorded_at, kind, actor, links, hash, body";

    /// <summary>What stands before the first.</summary>
    public static StoredEntry None { get; } = new(0, 0, "", "") { Hash = new byte[HashChain.HashLength] };

    public byte[] Links { get; init; } = [];

    public byte[] Hash { get; init; } = [];

    public byte[] Body { get; init; } = [];

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(RecordedAt);

    /// <summary>Reads a line whose columns are <see cref="Columns"/>.</summary>
    public static StoredEntry Read(Statement line) =>
        new(line.Long(0), line.Long(1), line.Text(2), line.Text(3))
        {
            Links = line.Blob(4).ToArray(),
            Hash = line.Blob(5).ToArray(),
            Body = line.Blob(6).ToArray(),
        };

    public LedgerLine Line() => new(Position, Time, Kind, Actor, Body, Hash);
}
