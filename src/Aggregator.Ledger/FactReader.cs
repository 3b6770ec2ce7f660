using System.Collections.Immutable;
using System.Text.Json;

namespace Aggregator.Ledgers;

/// <summary>
/// Reads bodies again. An unknown kind or field is refused with <see cref="LedgerFormatException"/>.
/// </summary>
internal static class FactReader
{
    public static Fact Read(string kind, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new BodyReader(body);
            Fact fact = kind switch
            {
                FactKinds.VerdictRecorded => Verdict(ref reader),
                FactKinds.FilmRegistered => new FilmRegistered(Film(ref reader)),
                FactKinds.FilmRevised => new FilmRevised(Film(ref reader)),
                FactKinds.CriticRegistered => new CriticRegistered(Critic(ref reader)),
                FactKinds.VerdictWithdrawn => new VerdictWithdrawn(
                    FilmId.Of(reader.Text("film"u8)), CriticId.Of(reader.Text("critic"u8))),
                FactKinds.ListPublished => List(ref reader),
                FactKinds.ListWithdrawn => Withdrawal(ref reader),
                FactKinds.CriticsMerged => Merge(ref reader),
                FactKinds.FilmsMerged => new FilmsMerged(
                    FilmId.Of(reader.Text("from"u8)), FilmId.Of(reader.Text("into"u8))),
                FactKinds.FilmsSplit => new FilmsSplit(
                    FilmId.Of(reader.Text("film"u8)), FilmId.Of(reader.Text("from"u8))),
                _ => throw new LedgerFormatException(
                    $"The ledger holds a \"{kind}\", which this program does not know: a newer one wrote it. "
                    + "Reading stops here; nothing is changed."),
            };
            reader.TextOrNull("text"u8);
            reader.End();
            return fact;
        }
        catch (Exception broken) when (IsOfBrokenBytes(broken))
        {
            throw Unreadable(kind, broken);
        }
    }

    /// <summary>A critic as registered and, after a merge, who answers for the critic.</summary>
    public static (Critic Critic, CriticId? MergedInto) ReadCritic(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new BodyReader(body);
            var critic = Critic(ref reader);
            var into = reader.TextOrNull("mergedInto"u8);
            reader.End();
            return (critic, into is null ? null : CriticId.Of(into));
        }
        catch (Exception broken) when (IsOfBrokenBytes(broken))
        {
            throw Unreadable("change of a critic", broken);
        }
    }

    public static FreeText ReadText(ReadOnlySpan<byte> text)
    {
        var reader = new BodyReader(text);
        return new FreeText
        {
            Quote = reader.TextOrNull("quote"u8),
            Note = reader.TextOrNull("note"u8),
            Url = reader.TextOrNull("url"u8),
        };
    }

    /// <summary>
    /// The digest of the words beside an entry that its body holds, in hex; null without words.
    /// </summary>
    public static string? DigestIn(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName) continue;
            var isDigest = json.ValueTextEquals("text"u8);
            json.Read();
            if (isDigest) return json.GetString();
        }

        return null;
    }

    private static bool IsOfBrokenBytes(Exception failure) =>
        failure is JsonException or FormatException or InvalidOperationException;

    private static LedgerFormatException Unreadable(string what, Exception broken) =>
        new($"A {what} cannot be read: its bytes were cut or changed.", broken);

    private static VerdictRecorded Verdict(ref BodyReader reader)
    {
        var film = FilmId.Of(reader.Text("film"u8));
        var critic = CriticId.Of(reader.Text("critic"u8));
        var rating = reader.Has("rating"u8) ? Rating(ref reader) : null;
        var thumb = reader.TextOrNull("thumb"u8) is { } word ? WireNames.Thumb(word) : (Thumb?)null;
        var verdict = new Verdict(rating, thumb)
        {
            Publication = reader.TextOrNull("publication"u8),
            Published = reader.DayOrNull("published"u8),
        };
        return new VerdictRecorded(film, critic, verdict);
    }

    private static Rating Rating(ref BodyReader reader)
    {
        reader.Open();
        var (text, scale) = (reader.Text("text"u8), reader.Text("scale"u8));
        var value = reader.IntOrNull("value"u8);
        var reason =
            reader.TextOrNull("unreadable"u8) is { } word ? WireNames.Reason(word) : UnreadableReason.None;
        reader.Close();
        return new Rating(text, scale, value, reason);
    }

    private static Film Film(ref BodyReader reader) =>
        new(FilmId.Of(reader.Text("film"u8)), reader.Text("title"u8))
        {
            Year = reader.IntOrNull("year"u8),
            Released = reader.DayOrNull("released"u8),
            Season = reader.IntOrNull("season"u8),
            Refs = reader.Has("refs"u8) ? Refs(ref reader) : [],
            Provisional = reader.Flag("provisional"u8),
        };

    private static ImmutableArray<FilmRef> Refs(ref BodyReader reader)
    {
        var refs = ImmutableArray.CreateBuilder<FilmRef>(2);
        reader.OpenArray();
        while (!reader.ArrayEnds()) refs.Add(FilmRef.Of(reader.TextHere()));
        return refs.DrainToImmutable();
    }

    private static Critic Critic(ref BodyReader reader) =>
        new(CriticId.Of(reader.Text("critic"u8)), reader.Text("name"u8), Kind(ref reader))
        {
            Publication = reader.TextOrNull("publication"u8),
        };

    private static CriticsMerged Merge(ref BodyReader reader) => new(
        CriticId.Of(reader.Text("from"u8)), CriticId.Of(reader.Text("into"u8)),
        reader.Has("films"u8) ? Films(ref reader) : []);

    private static CriticKind Kind(ref BodyReader reader) => WireNames.Kind(reader.Text("kind"u8));

    private static ListPublished List(ref BodyReader reader)
    {
        var (critic, kind, year, revises) = ListKey(ref reader);
        var list = new YearList(critic, kind, year)
        {
            Ranked = reader.Flag("ranked"u8),
            Places = reader.Has("places"u8) ? Places(ref reader) : [],
            Publication = reader.TextOrNull("publication"u8),
            Published = reader.DayOrNull("published"u8),
        };
        return new ListPublished(list, revises, reader.Has("dropped"u8) ? Films(ref reader) : []);
    }

    private static ListWithdrawn Withdrawal(ref BodyReader reader)
    {
        var (critic, kind, year, revises) = ListKey(ref reader);
        return new ListWithdrawn(
            critic, kind, year, revises, reader.Has("dropped"u8) ? Films(ref reader) : []);
    }

    private static (CriticId Critic, CriticKind Kind, int Year, long Revises) ListKey(ref BodyReader reader)
    {
        var (critic, kind) = (CriticId.Of(reader.Text("critic"u8)), Kind(ref reader));
        var year = reader.IntOrNull("year"u8) ?? throw new FormatException("The list names no year.");
        return (critic, kind, year, reader.NumberOrNull("revises"u8) ?? 0);
    }

    private static ImmutableArray<Place> Places(ref BodyReader reader)
    {
        var places = ImmutableArray.CreateBuilder<Place>(10);
        reader.OpenArray();
        while (!reader.ArrayEnds())
        {
            reader.Open();
            var number = reader.IntOrNull("number"u8);
            places.Add(new Place(number, reader.Has("films"u8) ? Films(ref reader) : []));
            reader.Close();
        }

        return places.DrainToImmutable();
    }

    private static ImmutableArray<FilmId> Films(ref BodyReader reader)
    {
        var films = ImmutableArray.CreateBuilder<FilmId>(1);
        reader.OpenArray();
        while (!reader.ArrayEnds()) films.Add(FilmId.Of(reader.TextHere()));
        return films.DrainToImmutable();
    }
}
