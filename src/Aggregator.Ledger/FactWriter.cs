using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aggregator.Ledgers;

/// <summary>
/// Writes facts as the bodies that README.md documents: compact JSON, fields in a fixed order, what is absent
/// left out.
/// </summary>
internal static class FactWriter
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _bytes;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    public static ReadOnlySpan<byte> KindOf(Fact fact) => fact switch
    {
        VerdictRecorded => "VerdictRecorded"u8,
        FilmRegistered => "FilmRegistered"u8,
        FilmRevised => "FilmRevised"u8,
        CriticRegistered => "CriticRegistered"u8,
        VerdictWithdrawn => "VerdictWithdrawn"u8,
        ListPublished => "ListPublished"u8,
        ListWithdrawn => "ListWithdrawn"u8,
        CriticsMerged => "CriticsMerged"u8,
        FilmsMerged => "FilmsMerged"u8,
        FilmsSplit => "FilmsSplit"u8,
        _ => throw new ArgumentException(
            $"{fact.GetType().Name} is not a fact this ledger can keep.", nameof(fact)),
    };

    /// <summary>
    /// <paramref name="digest"/> is the salted digest of the words beside it, in hex, if there are any.
    /// </summary>
    public static byte[] Write(Fact fact, string? digest)
    {
        _bytes ??= new ArrayBufferWriter<byte>(1024);
        _bytes.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_bytes, Compact);
        _json.Reset(_bytes);
        _json.WriteStartObject();
        Write(_json, fact);
        if (digest is not null) _json.WriteString("text"u8, digest);
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>
    /// A critic as registered; after a merge with who answers for the critic. A program that knows of no
    /// merges refuses that, and does not start with it.
    /// </summary>
    public static byte[] Write(CriticChange change)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Compact);
        json.WriteStartObject();
        WriteCritic(json, change.Critic);
        WriteText(json, "mergedInto"u8, change.MergedInto?.Value);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The words beside an entry, as they are kept and digested.</summary>
    public static byte[] Write(FreeText text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Compact);
        json.WriteStartObject();
        WriteText(json, "quote"u8, text.Quote);
        WriteText(json, "note"u8, text.Note);
        WriteText(json, "url"u8, text.Url);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Fact fact)
    {
        switch (fact)
        {
            case VerdictRecorded recorded: WriteVerdict(json, recorded); break;
            case FilmRegistered registered: WriteFilm(json, registered.Film); break;
            case FilmRevised revised: WriteFilm(json, revised.Film); break;
            case CriticRegistered registered: WriteCritic(json, registered.Critic); break;
            case VerdictWithdrawn withdrawn:
                json.WriteString("film"u8, withdrawn.Film.Value);
                json.WriteString("critic"u8, withdrawn.Critic.Value);
                break;
            case ListPublished published: WriteList(json, published); break;
            case ListWithdrawn withdrawn:
                WriteListKey(json, (withdrawn.Critic, withdrawn.Kind, withdrawn.Year), withdrawn.Revises);
                WriteFilms(json, "dropped"u8, withdrawn.Dropped);
                break;
            case CriticsMerged merged:
                json.WriteString("from"u8, merged.From.Value);
                json.WriteString("into"u8, merged.Into.Value);
                WriteFilms(json, "films"u8, merged.Films);
                break;
            case FilmsMerged merged:
                json.WriteString("from"u8, merged.From.Value);
                json.WriteString("into"u8, merged.Into.Value);
                break;
            case FilmsSplit split:
                json.WriteString("film"u8, split.Film.Value);
                json.WriteString("from"u8, split.From.Value);
                break;
        }
    }

    private static void WriteVerdict(Utf8JsonWriter json, VerdictRecorded recorded)
    {
        json.WriteString("film"u8, recorded.Film.Value);
        json.WriteString("critic"u8, recorded.Critic.Value);
        if (recorded.Verdict.Rating is { } rating)
        {
            json.WriteStartObject("rating"u8);
            json.WriteString("text"u8, rating.Text);
            json.WriteString("scale"u8, rating.Scale);
            if (rating.Value is { } value) json.WriteNumber("value"u8, value);
            if (rating.Unreadable != UnreadableReason.None)
                json.WriteString("unreadable"u8, WireNames.Of(rating.Unreadable));
            json.WriteEndObject();
        }

        if (recorded.Verdict.Thumb is { } thumb)
            json.WriteString("thumb"u8, thumb == Thumb.Up ? "up"u8 : "down"u8);
        WriteText(json, "publication"u8, recorded.Verdict.Publication);
        WriteDay(json, "published"u8, recorded.Verdict.Published);
    }

    private static void WriteFilm(Utf8JsonWriter json, Film film)
    {
        json.WriteString("film"u8, film.Id.Value ?? throw new ArgumentException("The film has no id."));
        json.WriteString("title"u8, film.Title);
        if (film.Year is { } year) json.WriteNumber("year"u8, year);
        WriteDay(json, "released"u8, film.Released);
        if (film.Season is { } season) json.WriteNumber("season"u8, season);
        if (!film.Refs.IsDefaultOrEmpty)
        {
            json.WriteStartArray("refs"u8);
            foreach (var reference in film.Refs) json.WriteStringValue(reference.ToString());
            json.WriteEndArray();
        }

        if (film.Provisional) json.WriteBoolean("provisional"u8, true);
    }

    private static void WriteCritic(Utf8JsonWriter json, Critic critic)
    {
        json.WriteString("critic"u8, critic.Id.Value ?? throw new ArgumentException("The critic has no id."));
        json.WriteString("name"u8, critic.Name);
        json.WriteString("kind"u8, WireNames.Of(critic.Kind));
        WriteText(json, "publication"u8, critic.Publication);
    }

    private static void WriteList(Utf8JsonWriter json, ListPublished published)
    {
        var list = published.List;
        WriteListKey(json, (list.Critic, list.Kind, list.Year), published.Revises);
        if (list.Ranked) json.WriteBoolean("ranked"u8, true);
        json.WriteStartArray("places"u8);
        foreach (var place in list.Places)
        {
            json.WriteStartObject();
            if (place.Number is { } number) json.WriteNumber("number"u8, number);
            WriteFilms(json, "films"u8, place.Films);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteText(json, "publication"u8, list.Publication);
        WriteDay(json, "published"u8, list.Published);
        if (!published.Dropped.IsDefaultOrEmpty) WriteFilms(json, "dropped"u8, published.Dropped);
    }

    private static void WriteListKey(
        Utf8JsonWriter json, (CriticId Critic, CriticKind Kind, int Year) list, long revises)
    {
        json.WriteString("critic"u8, list.Critic.Value);
        json.WriteString("kind"u8, WireNames.Of(list.Kind));
        json.WriteNumber("year"u8, list.Year);
        if (revises != 0) json.WriteNumber("revises"u8, revises);
    }

    private static void WriteFilms(
        Utf8JsonWriter json, ReadOnlySpan<byte> field, ImmutableArray<FilmId> films)
    {
        json.WriteStartArray(field);
        if (!films.IsDefault)
            foreach (var film in films) json.WriteStringValue(film.Value);
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> field, string? text)
    {
        if (text is not null) json.WriteString(field, text);
    }

    private static void WriteDay(Utf8JsonWriter json, ReadOnlySpan<byte> field, DateOnly? day)
    {
        if (day is null) return;
        Span<char> text = stackalloc char[10];
        day.Value.TryFormat(text, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        json.WriteString(field, text);
    }
}
