using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Aggregator;

/// <summary>
/// A key as its holder shows it: the id in the open and the secret, which is never stored or logged.
/// </summary>
public sealed record PresentedKey(string Id, byte[] SecretHash)
{
    /// <summary>Whether this is the key that was stored, in constant time.</summary>
    public bool Opens(ApiKey stored) =>
        CryptographicOperations.FixedTimeEquals(SecretHash, stored.SecretHash.Span) & (Id == stored.Id);
}

/// <summary>
/// Makes and reads keys: <c>agg_&lt;id&gt;_&lt;secret&gt;</c>, id 8 lower-case letters or digits, secret 256
/// random bits as 43 base64url characters, in new keys without an underscore (older keys may have some). What
/// is stored of the secret is one SHA-256 of its 32 bytes: so many random bits cannot be guessed, so a slow
/// hash would protect nothing.
/// </summary>
public static class ApiKeys
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "agg_";

    public const int IdLength = 8;
    private const int SecretLength = 43;
    private const int SecretBytes = 32;
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(IdLetters);

    /// <summary>A new key: what its holder keeps, and what is stored of it.</summary>
    public static (string Key, ApiKey Stored) Make(KeyRole role, string name, DateTimeOffset now)
    {
        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        var secret = new byte[SecretBytes];
        string written;
        // Who takes a key apart at its underscores must find three parts. That costs one of the 256 bits.
        do
        {
            RandomNumberGenerator.Fill(secret);
            written = Base64Url.EncodeToString(secret);
        }
        while (written.Contains('_', StringComparison.Ordinal));

        var key = $"{Prefix}{id}_{written}";
        // As it is kept, so that it reads the same from then on.
        var created = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return (key, new ApiKey(id, role, name) { SecretHash = SHA256.HashData(secret), Created = created });
    }

    /// <summary>Whether a text could be the id of a key.</summary>
    public static bool IsId(ReadOnlySpan<char> text) =>
        text.Length == IdLength && !text.ContainsAnyExcept(IdCharacters);

    /// <summary>Reads a key as shown; false for anything that is not one.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out PresentedKey? key)
    {
        key = null;
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength) return false;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (text[Prefix.Length + IdLength] != '_') return false;

        var id = text.Slice(Prefix.Length, IdLength);
        if (!IsId(id)) return false;

        Span<byte> secret = stackalloc byte[SecretBytes + 1];
        // The status form: the trying form throws on stray bits in the last character.
        var status = Base64Url.DecodeFromChars(text[^SecretLength..], secret, out var read, out var written);
        if (status != OperationStatus.Done || read != SecretLength || written != SecretBytes) return false;

        key = new PresentedKey(id.ToString(), SHA256.HashData(secret[..SecretBytes]));
        return true;
    }
}
