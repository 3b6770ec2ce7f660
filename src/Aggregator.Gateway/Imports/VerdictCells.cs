using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;

namespace Aggregator.Gateway.Imports;

/// <summary>A film as rows write it, and which one it is once that has been looked up.</summary>
internal sealed class FilmCells(FilmAsked asked)
{
    public FilmAsked Asked { get; } = asked;

    public FilmMatch? Match { get; set; }

    /// <summary>Where the rows of the film are held, once one is.</summary>
    public int? Held { get; set; }
}

/// <summary>A critic as rows write it, and who that is once anybody is known so.</summary>
internal sealed class CriticCells(CriticMention mention)
{
    public CriticMention Mention { get; } = mention;

    public Critic? Critic { get; set; }
}

/// <summary>A verdict as rows write it.</summary>
internal sealed record VerdictSaid(Verdict Verdict, string? Warning);

/// <summary>Reads the cells of rows about verdicts.</summary>
internal sealed class VerdictCells
{
    private readonly DateOnly _today;
    private readonly Readings<CriticCells> _critics;
    private readonly Readings<FilmCells> _films;
    private readonly Readings<VerdictSaid> _verdicts;

    /// <param name="critic">Who speaks where a row does not say, if anybody.</param>
    public VerdictCells(DateOnly today, string? critic = null)
    {
        _today = today;
        _critics = new(At("critic", "publication"), row => new CriticCells(CriticMention.Of(row, critic)));
        _films = new(
            At("film", "film_year", "film_ref"), row => new FilmCells(FilmNaming.Of(row, listYear: null)));
        _verdicts = new(At("publication", "rating", "thumb", "published"), Say);
    }

    public static string[] Columns { get; } =
        ["critic", "publication", "film", "film_year", "film_ref", "rating", "thumb", "published", "url"];

    public Outcome<CriticCells> Critic(ImportRow row) => _critics.Of(row);

    public Outcome<FilmCells> Film(ImportRow row) => _films.Of(row);

    public Outcome<VerdictSaid> Verdict(ImportRow row) => _verdicts.Of(row);

    private static int[] At(params string[] columns) =>
        Array.ConvertAll(columns, column => Array.IndexOf(Columns, column));

    private VerdictSaid Say(ImportRow row)
    {
        var published = Days.NotAhead(row.Day("published"), _today);
        var thumb = Thumb(row["thumb"]);
        var rating = row.Text("rating", PlainText.RatingLengthMax) is { } text
            ? RatingReader.Read(text)
            : null;
        if (rating is null && thumb is null)
            throw new RefusedException("verdict-empty", "The row has neither a rating nor a thumb.");

        var warning = rating is { IsReadable: false } ? RatingWords.Unreadable(rating) : null;
        if (warning is not null && thumb is null)
            throw new RefusedException(RatingWords.CodeOf(rating!), warning);

        var publication = row.Text("publication", PlainText.NameLengthMax);
        return new VerdictSaid(
            new Verdict(rating, thumb) { Publication = publication, Published = published },
            warning is null ? null : $"{warning} Its thumb counts.");
    }

    private static Thumb? Thumb(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        // Tables of Rotten Tomatoes say it in words of their own.
        "up" or "fresh" => Aggregator.Thumb.Up,
        "down" or "rotten" => Aggregator.Thumb.Down,
        var other => throw new RefusedException("thumb-unknown",
            $"The thumb \"{Shown.Short(other)}\" is neither up nor down."),
    };
}
