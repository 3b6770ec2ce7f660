using System.Diagnostics.CodeAnalysis;

namespace Aggregator;

/// <summary>
/// The key of one film: a slug such as <c>her-2013</c>. Never empty in a value made by <see cref="Of"/>.
/// </summary>
public readonly record struct FilmId : IComparable<FilmId>
{
    private FilmId(string value) => Value = value;

    public string Value { get; }

    /// <summary>
    /// Reads a film id. Throws <see cref="FormatException"/> unless <paramref name="text"/> is a slug.
    /// </summary>
    public static FilmId Of(string text) =>
        TryRead(text, out var id) ? id : throw new FormatException($"\"{text}\" is not a film id.");

    public static bool TryRead([NotNullWhen(true)] string? text, out FilmId id)
    {
        id = Slug.IsSlug(text) ? new FilmId(text) : default;
        return id.Value is not null;
    }

    /// <summary>Ordinal, as every order of films in this house is.</summary>
    public int CompareTo(FilmId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>The key of one critic, a person or a collective: a slug such as <c>manohla-dargis</c>.</summary>
public readonly record struct CriticId : IComparable<CriticId>
{
    private CriticId(string value) => Value = value;

    public string Value { get; }

    /// <summary>
    /// Whether this critic was invented for the demo season. Every acclaim that rests on one says so.
    /// </summary>
    public bool IsSample => Value.StartsWith("sample-critic-", StringComparison.Ordinal);

    public static CriticId Of(string text) =>
        TryRead(text, out var id) ? id : throw new FormatException($"\"{text}\" is not a critic id.");

    public static bool TryRead([NotNullWhen(true)] string? text, out CriticId id)
    {
        id = Slug.IsSlug(text) ? new CriticId(text) : default;
        return id.Value is not null;
    }

    public int CompareTo(CriticId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>
/// What a film is called elsewhere: <c>imdb:tt1798709</c>, <c>tmdb:152601</c>, any <c>scheme:value</c>.
/// The scheme is lower-case letters, digits and hyphens; the value has no white space, and is cased as its
/// scheme cases it.
/// </summary>
public readonly record struct FilmRef
{
    private const int SchemeLengthMax = 32;
    private const int ValueLengthMax = 128;

    // Longer numbers are no ids of IMDb, and stay as they are.
    private const int ImdbDigitsMin = 7;
    private const int ImdbDigitsMax = 10;

    // A million films name the same few schemes: one string each.
    private static readonly string[] CommonSchemes = ["imdb", "tmdb", "wikidata", "letterboxd", "bfi", "rt"];

    private FilmRef(string scheme, string value) => (Scheme, Value) = (scheme, value);

    public string Scheme { get; }

    public string Value { get; }

    /// <summary>Whether it is of one of the sites that most refs are of.</summary>
    public bool IsOfCommonScheme => Array.IndexOf(CommonSchemes, Scheme) >= 0;

    public static FilmRef Of(string text) =>
        TryRead(text, out var reference) ? reference : throw new FormatException($"\"{text}\" is not a ref.");

    /// <summary>
    /// Reads <c>scheme:value</c>. The scheme may be written in any case, and so may the value where its
    /// scheme knows one case alone; an id of IMDb also without its letters, as tables have it.
    /// </summary>
    public static bool TryRead([NotNullWhen(true)] string? text, out FilmRef reference)
    {
        reference = default;
        var colon = text?.IndexOf(':') ?? -1;
        if (text is null || colon is < 1 or > SchemeLengthMax) return false;

        var value = text[(colon + 1)..];
        if (value.Length is 0 or > ValueLengthMax) return false;
        foreach (var c in value)
            if (char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c)) return false;
        if (SchemeOf(text.AsSpan(0, colon)) is not { } scheme) return false;
        reference = new FilmRef(scheme, Written(scheme, value));
        return true;
    }

    /// <summary>
    /// The ref that a text is by itself, such as an id of IMDb without its scheme, as it stands in an address
    /// there.
    /// </summary>
    public static bool TryReadAlone(string text, out FilmRef reference)
    {
        var isOfImdb = text.StartsWith("tt", StringComparison.OrdinalIgnoreCase)
            && text.Length > 2 && IsNumber(text.AsSpan(2));
        return TryRead(isOfImdb ? $"imdb:{text}" : text, out reference);
    }

    // Those of other sites may tell two films apart by case, as Letterboxd's short addresses do.
    private static string Written(string scheme, string value) => scheme switch
    {
        "imdb" when value.Length <= ImdbDigitsMax && IsNumber(value) =>
            $"tt{value.PadLeft(ImdbDigitsMin, '0')}",
        "imdb" => value.ToLowerInvariant(),
        "wikidata" => value.ToUpperInvariant(),
        _ => value,
    };

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? SchemeOf(ReadOnlySpan<char> written)
    {
        foreach (var common in CommonSchemes)
            if (written.Equals(common, StringComparison.OrdinalIgnoreCase)) return common;
        var scheme = written.ToString().ToLowerInvariant();
        foreach (var c in scheme)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return null;
        return scheme;
    }

    public override string ToString() => $"{Scheme}:{Value}";
}
