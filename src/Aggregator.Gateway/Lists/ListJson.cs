using System.Collections.Immutable;
using System.Text.Json;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Lists;

/// <summary>
/// Reads a list as JSON: <c>{"ranked":true,"places":[["her-2013"],…],"numbers":[1,…],…}</c>. Unknown fields
/// are let pass with a warning; a field of the wrong type is refused with <c>field-type</c>, naming where it
/// stands.
/// </summary>
internal static class ListJson
{
    public static WrittenList Read(JsonFields list, int year)
    {
        var places = list.Items("places")
            ?? throw new RefusedException("field-type",
                "The field places must be there: an array with one array of films a place.");
        var ranked = list.Flag("ranked") ?? true;
        var text = new FreeText
        {
            Url = list.Text("url", PlainText.NoteLengthMax),
            Note = list.Text("note", PlainText.NoteLengthMax),
        };
        var films = places.Select((place, at) => Place(list, place, $"places[{at}]", year));
        var written = new WrittenList(ranked, [.. films])
        {
            HasLines = false,
            Numbers = Numbers(list, ranked, places.Count),
            Publication = list.Name("publication"),
            Published = list.Day("published"),
            Text = text.IsEmpty ? null : text,
        };
        return written with { Remarks = [.. Empty(places), .. list.Unread()] };
    }

    private static IEnumerable<RefusalAt> Empty(IReadOnlyList<JsonElement> places) =>
        from place in places.Index()
        where place.Item.ValueKind == JsonValueKind.Array && place.Item.GetArrayLength() == 0
        select new RefusalAt($"places[{place.Index}]", "place-empty",
            $"Place {place.Index + 1} names no film, and is left out.");

    private static ImmutableArray<WrittenFilm> Place(
        JsonFields list, JsonElement place, string at, int year) =>
        place.ValueKind == JsonValueKind.Array
            ? [.. place.EnumerateArray().Select((film, index) => Film(list, film, $"{at}[{index}]", year))]
            : throw JsonFields.WrongType("an array of films", place, at);

    private static WrittenFilm Film(JsonFields list, JsonElement film, string at, int year)
    {
        if (film.ValueKind == JsonValueKind.String)
        {
            var id = JsonFields.TextOf(film, at);
            return new WrittenFilm(at, id, new FilmAsked(id, null, null, year));
        }

        if (film.ValueKind != JsonValueKind.Object)
            throw JsonFields.WrongType("an id, a ref, or an object with title and year", film, at);
        var fields = list.Part(film, at);
        var title = fields.Text("title", PlainText.TitleLengthMax)
            ?? throw JsonFields.Refused($"{at}.title", $"The field {at} must have a title.");
        var made = fields.Number("year");
        if (Years.Unlikely("year", made) is { } sentence)
            throw JsonFields.Refused($"{at}.year", sentence, "year-unreadable");
        var written = made is null ? title : $"{title} ({made})";
        return new WrittenFilm(at, written, new FilmAsked(null, title, made, year));
    }

    private static ImmutableArray<int?> Numbers(JsonFields list, bool ranked, int places)
    {
        if (list.Items("numbers") is not { } numbers)
            return ranked ? default : [.. Enumerable.Repeat((int?)null, places)];
        return [.. numbers.Select((number, at) => number.ValueKind switch
        {
            JsonValueKind.Null => (int?)null,
            JsonValueKind.Number when number.TryGetInt32(out var value) => value,
            _ => throw JsonFields.WrongType("a whole number or null", number, $"numbers[{at}]"),
        })];
    }
}
