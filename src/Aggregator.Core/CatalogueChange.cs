using System.Collections.Immutable;

namespace Aggregator;

public sealed partial class Catalogue
{
    /// <summary>A film and a critic of one number bear words under different numbers.</summary>
    private const int KindsOfBearer = 2;

    internal static Catalogue Empty(Films films)
    {
        var critics = new Numbers();
        return new(new CatalogueParts
        {
            Films = films,
            FilmsById = OrderTree.Of(films.Numbers),
            FilmsByRef = new NumberSlots(),
            FilmsByTitle = OrderTree.Of(null),
            MergedInto = ImmutableDictionary<int, ImmutableArray<int>>.Empty,
            CriticNumbers = critics,
            Critics = PersistentArray<Critic>.Empty,
            Merged = PersistentArray<MergedCritic>.Empty,
            CriticsById = OrderTree.Of(critics),
            CriticsByName = OrderTree.Of(null),
            Vocabulary = Vocabulary.Empty(),
        });
    }

    /// <summary>The same over the films of the snapshot it belongs to.</summary>
    internal Catalogue Over(Films films) => new(_parts with { Films = films });

    /// <summary>A film was merged into another: it is listed no more, and its names lead there.</summary>
    internal Catalogue Merged((int Number, Film? Film) merged, int into, Edit edit)
    {
        var others = _parts.MergedInto.GetValueOrDefault(into, []);
        return new(_parts with
        {
            MergedInto = _parts.MergedInto.SetItem(into, others.Add(merged.Number)),
            FilmsById = merged.Film is { } film
                ? _parts.FilmsById.Without(ById(film, merged.Number), edit)
                : _parts.FilmsById,
        });
    }

    internal Catalogue Split(int number, int from) => new(_parts with
    {
        MergedInto = _parts.MergedInto.SetItem(
            from, _parts.MergedInto.GetValueOrDefault(from, []).Remove(number)),
    });

    /// <summary>A film that had been merged is listed again, where it is registered.</summary>
    internal Catalogue Listed(int number, Film? film, Edit edit) => film is null ? this : new(_parts with
    {
        FilmsById = _parts.FilmsById.With(ById(film, number), edit),
    });

    /// <summary>
    /// A film that is registered, or as it is from now on; one that was merged is not listed.
    /// </summary>
    internal Catalogue With((int Number, Film? Was, Film Now) film, bool isMerged, Edit edit)
    {
        var (number, was, now) = film;
        if (was == now) return this;

        foreach (var reference in now.Refs) _parts.FilmsByRef.Add(HashOf(reference), number);
        var parts = _parts with
        {
            FilmsById = was is null && !isMerged
                ? _parts.FilmsById.With(ById(now, number), edit)
                : _parts.FilmsById,
        };
        if (was?.Title == now.Title) return new(parts);

        var byTitle = parts.FilmsByTitle;
        if (was is not null) byTitle = byTitle.Without(ByText(TitleFold.Strong(was.Title), number), edit);
        var (strong, words) = TitleFold.Both(now.Title);
        words.AddRange(TitleFold.Hyphenated(now.Title).Except(words));
        return new(parts with
        {
            FilmsByTitle = byTitle.With(ByText(strong, number), edit),
            Vocabulary = Worded(number * KindsOfBearer, (was?.Title, words), edit),
        });
    }

    internal Catalogue With(CriticChange change, Edit edit)
    {
        var critic = change.Critic;
        var number = _parts.CriticNumbers.Give(critic.Id.Value);
        var was = _parts.Critics[number];
        var byName = _parts.CriticsByName;
        if (was is not null) byName = byName.Without(ByText(TitleFold.Weak(was.Name), number), edit);
        var byId = new OrderItem(SlugPrefix.Of12(critic.Id.Value), 0, number);
        return new(_parts with
        {
            Critics = _parts.Critics.With(number, critic, edit),
            // A merged one is listed no more; the name still leads to whoever answers for it.
            Merged = change.MergedInto is { } into
                ? _parts.Merged.With(number, new MergedCritic(into), edit)
                : _parts.Merged,
            CriticsById = change.MergedInto is null
                ? _parts.CriticsById.With(byId, edit)
                : _parts.CriticsById.Without(byId, edit),
            CriticsByName = byName.With(ByText(TitleFold.Weak(critic.Name), number), edit),
            Vocabulary = Worded(
                (number * KindsOfBearer) + 1, (was?.Name, TitleFold.SearchWords(critic.Name)), edit),
        });
    }

    private Vocabulary Worded(int bearer, (string? Was, List<string> Now) words, Edit edit)
    {
        var vocabulary = _parts.Vocabulary;
        if (words.Was is { } was)
            vocabulary = vocabulary.Without(bearer, TitleFold.SearchWords(was).Except(words.Now), edit);
        return vocabulary.With(bearer, words.Now, edit);
    }

    private static OrderItem ById(Film film, int number) => new(SlugPrefix.Of12(film.Id.Value), 0, number);

    private static OrderItem ByText(string fold, int number) => new(TextHash.Of(fold), 0, number);
}

/// <summary>
/// What a Catalogue is made of. The trees by text hold hashes: what is found there is compared again.
/// </summary>
internal sealed record CatalogueParts
{
    public required Films Films { get; init; }

    public required OrderTree FilmsById { get; init; }

    /// <summary>By a hash of the ref; a film that lost a ref is found by it still.</summary>
    public required NumberSlots FilmsByRef { get; init; }

    /// <summary>Of films into which others were merged directly: which.</summary>
    public required ImmutableDictionary<int, ImmutableArray<int>> MergedInto { get; init; }

    /// <summary>By the strong fold.</summary>
    public required OrderTree FilmsByTitle { get; init; }

    public required Numbers CriticNumbers { get; init; }

    public required PersistentArray<Critic> Critics { get; init; }

    /// <summary>Those of the critics for whom another answers.</summary>
    public required PersistentArray<MergedCritic> Merged { get; init; }

    /// <summary>Without those who were merged.</summary>
    public required OrderTree CriticsById { get; init; }

    /// <summary>By the weak fold.</summary>
    public required OrderTree CriticsByName { get; init; }

    public required Vocabulary Vocabulary { get; init; }
}

/// <summary>Who answers for a critic; perhaps merged further.</summary>
internal sealed record MergedCritic(CriticId Into);

/// <summary>A text as 64 bits (FNV-1a with a last stir), the same in every process.</summary>
internal static class TextHash
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;
    private const ulong Stir = 0x9E3779B97F4A7C15;

    public static ulong Of(string text)
    {
        var hash = Unstirred(text);
        return unchecked((hash ^ (hash >> 32)) * Stir);
    }

    /// <summary>FNV-1a itself, of a text in ASCII.</summary>
    public static ulong Unstirred(string text)
    {
        var hash = Basis;
        foreach (var letter in text) hash = unchecked((hash ^ letter) * Prime);
        return hash;
    }
}
