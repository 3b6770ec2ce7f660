using System.Globalization;

namespace Aggregator.Tests.Method;

/// <summary>The real season of 2013 as a ledger: 149 lists, 31 collectives, 20,976 thumbs.</summary>
internal sealed class Season2013
{
    private readonly Dictionary<FilmId, FilmTally> _films = [];

    public SeasonTotals Totals { get; private set; } = SeasonTotals.None(2013);

    public IEnumerable<FilmTally> Films => _films.Values;

    /// <summary>Folds the season; skips the test where its files are not at hand.</summary>
    public static Season2013 Read()
    {
        var season = new Season2013();
        var told = new Telling();
        foreach (var row in Vectors.Real("season-2013", "films.csv"))
        {
            var film = new Film(IdOf(row["title"]), row["title"]) { Year = row.IntOrNull("year") };
            season._films[film.Id] = new FilmTally(film.Id);
            told.Tell(new FilmRegistered(film));
        }

        var lists = ListsOf(Vectors.Real("season-2013", "ballots.csv"), CriticKind.Person);
        var honours = ListsOf(Vectors.Real("season-2013", "honours.csv"), CriticKind.Collective);
        foreach (var list in lists.Concat(honours)) told.Tell(A.Publishes(list));
        foreach (var row in Vectors.Real("season-2013", "verdicts.csv")) told.Tell(VerdictOf(row));

        season.Totals = new SeasonTotals(2013, lists.Count, honours.Count, told.Entries.Count);
        season.Fold(told.Entries);
        return season;
    }

    public Standing StandingOf(string title) => StandingOf(_films[IdOf(title)]);

    public Standing StandingOf(FilmTally film) => film.Score(_ => Totals, Calibration.BuiltIn);

    // The published tables and the season's files spell some titles differently: &, colons, capitals.
    private static FilmId IdOf(string title)
    {
        var spelt = Letters.Fold(title).Replace("&", "and", StringComparison.Ordinal);
        return FilmId.Of(string.Concat(spelt.Where(char.IsAsciiLetterOrDigit)));
    }

    private static VerdictRecorded VerdictOf(CsvRow row)
    {
        var critic = CriticId.Of(Slug.Of(row["critic"], "critic"));
        var thumb = row["thumb"] == "up" ? Thumb.Up : Thumb.Down;
        return new(IdOf(row["film"]), critic, new Verdict(null, thumb));
    }

    private static List<YearList> ListsOf(IReadOnlyList<CsvRow> rows, CriticKind kind) =>
        [.. rows.GroupBy(row => row["critic"]).Select(list => ListOf(list.Key, kind, [.. list]))];

    private static YearList ListOf(string critic, CriticKind kind, CsvRow[] rows)
    {
        var heading = new YearList(CriticId.Of(Slug.Of(critic, "critic")), kind, 2013)
        {
            Ranked = rows[0]["ranked"] == "true",
        };
        var places = rows.Select(row => new[] { IdOf(row["film"]) }).ToArray();
        int?[] numbers = [.. rows.Select(row => row.IntOrNull("place"))];
        var outcome = YearList.Of(heading, places, numbers);
        return outcome.Value ?? throw new FormatException(
            string.Create(CultureInfo.InvariantCulture, $"The list of {critic}: {outcome.Refusal}"));
    }

    private void Fold(IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Fact is VerdictRecorded said) _films[said.Film].Apply(entry);
            else foreach (var film in Films) film.Apply(entry);
        }
    }
}
