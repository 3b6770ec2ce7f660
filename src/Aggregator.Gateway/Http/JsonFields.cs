using System.Text.Json;

namespace Aggregator.Gateway.Http;

/// <summary>
/// An object of a body. Unknown fields are let pass; a known field of another type is refused by name.
/// Absent and null are both null, which <see cref="IsNull"/> tells apart.
/// It notes which fields were asked for: others are read by nobody.
/// </summary>
internal sealed class JsonFields
{
    private readonly JsonElement _object;
    private readonly string _at;
    private readonly List<string> _asked = [];
    private List<JsonFields>? _within;
    private int _found;

    private JsonFields(JsonElement element, string at) => (_object, _at) = (element, at);

    /// <summary>Refuses what is not an object; <paramref name="at"/> says where it stands.</summary>
    public static JsonFields Of(JsonElement element, string at) => element.ValueKind == JsonValueKind.Object
        ? new(element, at)
        : throw WrongType("an object", element, at);

    /// <summary>The fields that were asked for so far, in that order.</summary>
    public IReadOnlyList<string> AskedFor => _asked;

    /// <summary>Fields that are there and were not asked for, whatever they hold.</summary>
    public IEnumerable<string> NotAskedFor => Surplus.Except(_asked);

    /// <summary>Fields that were asked for and stand there more than once: the last was read.</summary>
    public IEnumerable<string> Repeated =>
        Surplus.CountBy(name => name).Where(name => name.Value > 1).Select(name => name.Key)
            .Intersect(_asked);

    // Names are looked at only where there are more than were found.
    private IEnumerable<string> Surplus =>
        _found == _object.GetPropertyCount() ? [] : _object.EnumerateObject().Select(NameOf);

    /// <summary>The objects that were read as parts of this one.</summary>
    public IReadOnlyList<JsonFields> Within => _within ?? [];

    /// <summary>An object that stands somewhere in this one.</summary>
    public JsonFields Part(JsonElement element, string at)
    {
        var part = Of(element, at);
        (_within ??= []).Add(part);
        return part;
    }

    /// <summary>A text of at most <paramref name="lengthMax"/> characters; blank is as it is.</summary>
    public string? Text(string name, int lengthMax)
    {
        if (Find(name) is not { } value) return null;
        return PlainText.NotLong(name, TextOf(value, At(name)), lengthMax);
    }

    /// <summary>A name of at most <see cref="PlainText.NameLengthMax"/> characters; blank is none.</summary>
    public string? Name(string name) =>
        Text(name, PlainText.NameLengthMax)?.Trim() is { Length: > 0 } given ? given : null;

    public int? Number(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw WrongType("a whole number", value, At(name));
    }

    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw WrongType("true or false", other, At(name)),
    };

    public DateOnly? Day(string name)
    {
        if (Find(name) is not { } value) return null;
        var text = TextOf(value, At(name));
        return Days.TryRead(text, out var day)
            ? day
            : throw Refused(At(name),
                $"The field {At(name)} must be a day such as 2013-12-18, not \"{Shown.Short(text)}\".");
    }

    /// <summary>The elements of an array.</summary>
    public IReadOnlyList<JsonElement>? Items(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw WrongType("an array", value, At(name));
    }

    public List<string>? Texts(string name)
    {
        if (Items(name) is not { } items) return null;
        var texts = new List<string>(items.Count);
        for (var i = 0; i < items.Count; i++) texts.Add(TextOf(items[i], $"{At(name)}[{i}]"));
        return texts;
    }

    /// <summary>An object whose values are texts.</summary>
    public IReadOnlyList<(string Name, string Value)>? Pairs(string name)
    {
        if (Find(name) is not { } value) return null;
        var at = At(name);
        Of(value, at);
        return
        [
            .. from pair in value.EnumerateObject()
               let key = NameOf(pair)
               select (key, TextOf(pair.Value, $"{at}.{key}")),
        ];
    }

    /// <summary>The name of a field; an unpaired surrogate in it is refused.</summary>
    public static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            throw BrokenName();
        }
    }

    /// <summary>A text without control characters; an unpaired surrogate is none.</summary>
    public static string TextOf(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw WrongType("a text in quotation marks", value, at);

        try
        {
            var text = value.GetString()!;
            return PlainText.IsPlain(text)
                ? text
                : throw Refused(at, $"The field {at} holds control characters.", "field-text");
        }
        catch (InvalidOperationException)
        {
            throw Refused(at, $"The field {at} holds half a character.", "field-text");
        }
    }

    public static RefusedException WrongType(string wanted, JsonElement found, string at) => Refused(
        at, $"{(at.Length == 0 ? "The body" : $"The field {at}")} must be {wanted}, not {Kind(found)}.");

    public static RefusedException Refused(string at, string sentence, string code = "field-type") => new(
        new Refusal(code, sentence) { Errors = [new RefusalAt(at.Length == 0 ? "$" : at, code, sentence)] });

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {Shown.Short(element.GetRawText())}",
        JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => "null",
    };

    /// <summary>Whether a field that was asked for is there and says null.</summary>
    public bool IsNull(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Where a field of it stands in the body.</summary>
    public string At(string name) => _at.Length == 0 ? name : $"{_at}.{name}";

    private JsonElement? Find(string name)
    {
        try
        {
            _asked.Add(name);
            if (!_object.TryGetProperty(name, out var value)) return null;
            _found++;
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }
        catch (InvalidOperationException)
        {
            throw BrokenName();
        }
    }

    private static RefusedException BrokenName() =>
        Refused("", "The name of a field holds half a character.", "field-text");
}
