using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aggregator.Ledgers;

/// <summary>
/// What makes an edited history visible: each entry's hash covers its exact stored bytes and the hash
/// before it. <c>hash = SHA-256(previous hash ‖ UTF-8("position\nrecordedAt\nkind\nactor\n") ‖ body)</c>,
/// recordedAt as <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>; before the first entry stand 32 zero bytes.
/// </summary>
internal sealed class HashChain
{
    public const int HashLength = 32;

    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    // Kept, because to set one up costs more than to hash an entry.
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _hash = new byte[HashLength];
    private readonly byte[] _time = new byte[TimeFormat.Length];
    private byte[] _text = new byte[1024];
    private long _timeAt = -1;

    /// <summary>The hash of the last entry chained. Overwritten by the next.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    public void Restart(ReadOnlySpan<byte> hash) => hash.CopyTo(_hash);

    /// <summary>Chains an entry to those before it.</summary>
    public void Chain(
        EntryStamp stamp, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> actor, ReadOnlySpan<byte> body)
    {
        const int numberLengthMax = 20;
        const int lineBreaks = 4;
        Room(HashLength + numberLengthMax + _time.Length + lineBreaks + kind.Length + actor.Length
            + body.Length);
        var text = _text.AsSpan();
        _hash.CopyTo(text);
        var at = HashLength;
        stamp.Position.TryFormat(text[at..], out var written, provider: CultureInfo.InvariantCulture);
        at += written;
        text[at++] = (byte)'\n';
        at = Line(at, Time(stamp.RecordedAt));
        at = Line(at, kind);
        at = Line(at, actor);
        body.CopyTo(text[at..]);
        _sha.AppendData(text[..(at + body.Length)]);
        _sha.GetHashAndReset(_hash);
    }

    private int Line(int at, ReadOnlySpan<byte> line)
    {
        line.CopyTo(_text.AsSpan(at));
        _text[at + line.Length] = (byte)'\n';
        return at + line.Length + 1;
    }

    // A batch shares one time, so it is spelt once.
    private ReadOnlySpan<byte> Time(long recordedAt)
    {
        if (recordedAt == _timeAt) return _time;
        var text = DateTimeOffset.FromUnixTimeMilliseconds(recordedAt)
            .ToString(TimeFormat, CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(text, _time);
        _timeAt = recordedAt;
        return _time;
    }

    private void Room(int length)
    {
        if (_text.Length < length) _text = new byte[length * 2];
    }
}

/// <summary>An entry's number and when it was recorded, in milliseconds since 1970 UTC.</summary>
internal readonly record struct EntryStamp(long Position, long RecordedAt);
