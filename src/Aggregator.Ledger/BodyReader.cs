using System.Globalization;
using System.Text.Json;

namespace Aggregator.Ledgers;

/// <summary>
/// Reads the JSON object of a body, whose fields stand in a fixed order. Anything else in its place is
/// refused loudly: it was written by a program that knows more than this one.
/// </summary>
internal ref struct BodyReader
{
    private readonly ReadOnlySpan<byte> _body;
    private Utf8JsonReader _json;

    public BodyReader(ReadOnlySpan<byte> body)
    {
        _body = body;
        _json = new Utf8JsonReader(body);
        _json.Read();
        Open();
    }

    /// <summary>Steps to the value of a field if it is the next one.</summary>
    public bool Has(ReadOnlySpan<byte> field)
    {
        if (_json.TokenType != JsonTokenType.PropertyName || !_json.ValueTextEquals(field)) return false;
        _json.Read();
        return true;
    }

    public string Text(ReadOnlySpan<byte> field) => TextOrNull(field) ?? throw Unexpected();

    public string? TextOrNull(ReadOnlySpan<byte> field) => Has(field) ? TextHere() : null;

    public string TextHere()
    {
        if (_json.TokenType != JsonTokenType.String) throw Unexpected();
        var text = _json.GetString()!;
        _json.Read();
        return text;
    }

    public long? NumberOrNull(ReadOnlySpan<byte> field)
    {
        if (!Has(field)) return null;
        if (_json.TokenType != JsonTokenType.Number) throw Unexpected();
        var number = _json.GetInt64();
        _json.Read();
        return number;
    }

    public int? IntOrNull(ReadOnlySpan<byte> field) => (int?)NumberOrNull(field);

    public DateOnly? DayOrNull(ReadOnlySpan<byte> field) =>
        TextOrNull(field) is { } text
            ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    /// <summary>A flag is written only where it is true.</summary>
    public bool Flag(ReadOnlySpan<byte> field)
    {
        if (!Has(field)) return false;
        if (_json.TokenType != JsonTokenType.True) throw Unexpected();
        _json.Read();
        return true;
    }

    /// <summary>Enters an object that is the value here.</summary>
    public void Open() => Enter(JsonTokenType.StartObject);

    public void Close() => Enter(JsonTokenType.EndObject);

    public void OpenArray() => Enter(JsonTokenType.StartArray);

    /// <summary>True at the end of an array, which is then left.</summary>
    public bool ArrayEnds()
    {
        if (_json.TokenType != JsonTokenType.EndArray) return false;
        _json.Read();
        return true;
    }

    public void End()
    {
        if (_json.TokenType != JsonTokenType.EndObject || _json.Read()) throw Unexpected();
    }

    private void Enter(JsonTokenType token)
    {
        if (_json.TokenType != token) throw Unexpected();
        _json.Read();
    }

    private readonly LedgerFormatException Unexpected() => new(
        $"A body is not read at byte {_json.TokenStartIndex} of {_body.Length}: a newer program wrote it, "
        + "or it was changed. Reading stops here; nothing is changed.");
}
