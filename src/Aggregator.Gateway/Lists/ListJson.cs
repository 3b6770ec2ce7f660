using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Reads a list as JSON: <c>{"ranked":true,"places":[["her-2013"],…],"numbers":[1,…],…}</c>. Unknown fields
/// are left alone; a field of the wrong type is refused with <c>field-type</c>, naming where it stands.
/// </summary>
internal static class ListJson
{
    private const int DepthMax = 16;

    public static Outcome<WrittenList> Read(string body, int year)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DepthMax });
            return Read(document.RootElement, year);
        }
        catch (JsonException fault)
        {
            return new Refusal(
                "json-malformed",
                $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
        catch (MistypedException mistyped)
        {
            return new Refusal("field-type", mistyped.Message);
        }
        catch (InvalidOperationException)
        {
            return new Refusal("json-malformed", "The body holds text that is not Unicode.");
        }
    }

    private static WrittenList Read(JsonElement root, int year)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new MistypedException(
            "The body must be an object.");
        var places = Field(root, "places", JsonValueKind.Array)
            ?? throw new MistypedException(
                "The field places must be there: an array with one array of films a place.");
        var ranked = root.TryGetProperty("ranked", out var flag) switch
        {
            false => true,
            true when flag.ValueKind is JsonValueKind.True or JsonValueKind.False => flag.GetBoolean(),
            _ => throw new MistypedException("The field ranked must be true or false."),
        };
        var text = new FreeText { Url = Text(root, "url"), Note = Text(root, "note") };
        var read = places.EnumerateArray().Select((place, at) => Place(place, at, year)).ToImmutableArray();
        return new WrittenList(ranked, read)
        {
            Numbers = Numbers(root, ranked, read.Length),
            Publication = Text(root, "publication"),
            Published = Day(root),
            Text = text.IsEmpty ? null : text,
        };
    }

    private static ImmutableArray<WrittenFilm> Place(JsonElement place, int at, int year)
    {
        if (place.ValueKind != JsonValueKind.Array)
            throw new MistypedException($"places[{at}] must be an array of films.");
        return [.. place.EnumerateArray().Select((film, index) =>
            Film(film, $"places[{at}][{index}]", year))];
    }

    private static WrittenFilm Film(JsonElement film, string at, int year)
    {
        if (film.ValueKind == JsonValueKind.String)
        {
            var id = film.GetString()!;
            return new WrittenFilm(at, id, new FilmAsked(id, null, null, year));
        }

        if (film.ValueKind != JsonValueKind.Object)
            throw new MistypedException(
                $"{at} must be a film: an id, a ref, or an object with title and year.");
        var title = Text(film, "title") ?? throw new MistypedException($"{at} must have a title.");
        var made = Field(film, "year", JsonValueKind.Number) is { } number
            && number.TryGetInt32(out var value)
            ? value
            : (int?)null;
        return new WrittenFilm(at, made is null ? title
            : $"{title} ({made})", new FilmAsked(null, title, made, year));
    }

    private static ImmutableArray<int?> Numbers(JsonElement root, bool ranked, int places)
    {
        if (Field(root, "numbers", JsonValueKind.Array) is not { } numbers)
            return ranked ? default : [.. Enumerable.Repeat((int?)null, places)];
        return [.. numbers.EnumerateArray().Select((number, at) => number.ValueKind switch
        {
            JsonValueKind.Null => (int?)null,
            JsonValueKind.Number when number.TryGetInt32(out var value) => value,
            _ => throw new MistypedException($"numbers[{at}] must be a whole number or null."),
        })];
    }

    private static DateOnly? Day(JsonElement root)
    {
        if (Text(root, "published") is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var day)
            ? day
            : throw new MistypedException("The field published must be a day such as 2013-12-18.");
    }

    private static string? Text(JsonElement parent, string name) =>
        Field(parent, name, JsonValueKind.String)?.GetString();

    private static JsonElement? Field(JsonElement parent, string name, JsonValueKind kind)
    {
        if (!parent.TryGetProperty(name, out var field) || field.ValueKind == JsonValueKind.Null) return null;
        return field.ValueKind == kind
            ? field
            : throw new MistypedException(
                $"The field {name} must be a JSON {kind.ToString().ToLowerInvariant()}.");
    }

    private sealed class MistypedException(string sentence) : Exception(sentence);
}
