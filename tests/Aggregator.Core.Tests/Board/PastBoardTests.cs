using System.Collections.Immutable;
using CsCheck;
using Xunit;

namespace Aggregator.Tests.OfBoard;

/// <summary>The rankings of a past day against those folded from what was said by then.</summary>
public sealed class PastBoardTests
{
    private const int FilmsMax = 9;
    private const int CriticsMax = 12;
    private const int SeasonFirst = 2012;

    private static readonly DateOnly Day = new(2014, 1, 10);

    private readonly record struct Step(int Kind, int Film, int Critic, int Year, int Grade);

    private static readonly Gen<Step[]> Steps =
        (from kind in Gen.Int[0, 12]
         from film in Gen.Int[0, FilmsMax - 1]
         from critic in Gen.Int[0, CriticsMax - 1]
         from year in Gen.Int[0, 1]
         from grade in Gen.Int[0, 10]
         select new Step(kind, film, critic, year, grade)).Array[20, 600];

    [Fact]
    public void Taking_back_what_was_said_since_gives_what_was_said_by_then() =>
        Gen.Select(Steps, Gen.Double[0, 1]).Sample((steps, share) =>
        {
            var record = new Record();
            foreach (var step in steps) record.Take(step);
            var position = (long)(record.Head * share);
            var board = record.BoardAt(record.Head);

            var then = PastBoard.Moved(board, position).ToDictionary(
                film => film.Film.Id,
                film => IsSkipped(film, record, position)
                    ? null
                    : FilmThen.Of(film.Film.Id, [.. record.Of(film.Film.Id)], position));
            var past = PastBoard.Of(Day, board, board.Seasons, then);

            var expected = record.BoardAt(position);
            foreach (var scope in new[] { Scope.AllTime, Scope.Of(2012), Scope.Of(2013), Scope.Of(2014) })
            {
                foreach (var by in A.LiveOrders)
                {
                    for (var film = 0; film < FilmsMax; film++)
                    {
                        Assert.Equal(
                            expected.Ranking(scope, by).PlaceOf(A.FilmIdOf(film)),
                            past.PlaceOf(scope, by, A.FilmIdOf(film)));
                    }
                }
            }
        }, iter: 150);

    [Theory]
    [InlineData("2014-01-17T00:00:00Z", "2014-01-10")]
    [InlineData("2014-01-17T23:59:59Z", "2014-01-10")]
    [InlineData("2014-01-18T00:30:00+01:00", "2014-01-10")]
    [InlineData("2014-03-05T12:00:00Z", "2014-02-26")]
    public void A_week_ago_is_the_same_day_of_the_week_before(string now, string day)
    {
        var asked = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(day, PastBoard.WeekBefore(asked).ToString("O"));
    }

    [Fact]
    public void A_day_closes_at_midnight_and_what_is_recorded_then_is_not_part_of_it() =>
        Assert.Equal(new DateTimeOffset(2014, 1, 11, 0, 0, 0, TimeSpan.Zero), PastBoard.CloseOf(Day));

    // As readers do it: who came later and stands on no list need not be asked about.
    private static bool IsSkipped(BoardFilm film, Record record, long position) =>
        film.Standing.Years.IsEmpty && record.Of(film.Film.Id).First().Position > position;

    /// <summary>A ledger in a list.</summary>
    private sealed class Record
    {
        private readonly List<LedgerEntry> _entries = [];
        private readonly Dictionary<FilmId, Film> _films = [];
        private readonly Dictionary<(CriticId, int), (long Position, YearList? List)> _lists = [];
        private readonly Dictionary<CriticId, CriticId> _merged = [];

        public long Head => _entries.Count;

        public void Take(Step step)
        {
            var (film, critic) = (A.FilmIdOf(step.Film), Survivor(step.Critic));
            if (!_films.ContainsKey(film) || step.Kind == 0) Register(film, step);
            else if (step.Kind < 9) Judge(film, critic, step);
            else if (step.Kind < 11) Publish(critic, step);
            else if (step.Kind < 12) Withdraw(critic, step);
            else Merge(critic, step);
        }

        public IEnumerable<LedgerEntry> Of(FilmId film) =>
            _entries.Where(entry => Touched(entry.Fact).Contains(film));

        /// <summary>The Board as everybody saw it when the ledger was so long.</summary>
        public Board BoardAt(long position)
        {
            var changes = new List<Change>();
            var seasons = SeasonsAt(position);
            changes.AddRange(seasons.Values.Select(totals => new SeasonChange(totals)));
            for (var film = 0; film < FilmsMax; film++)
            {
                var tally = new FilmTally(A.FilmIdOf(film));
                foreach (var entry in Of(tally.Id))
                    if (entry.Position <= position) tally.Apply(entry);
                if (tally.Film is not { } known) continue;
                changes.Add(new FilmChange(known, 1, A.Day));
                var totals = (int year) => seasons.GetValueOrDefault(year) ?? SeasonTotals.None(year);
                changes.Add(new StandingChange(tally.Score(totals, Calibration.BuiltIn)));
            }

            return Board.Empty(Calibration.BuiltIn).After(A.Chunk(0, [.. changes]));
        }

        private Dictionary<int, SeasonTotals> SeasonsAt(long position)
        {
            var stands = new Dictionary<(CriticId, int Year), (CriticKind? Kind, long Position)>();
            foreach (var entry in _entries.Where(entry => entry.Position <= position))
            {
                if (entry.Fact is ListPublished { List: var list })
                    stands[(list.Critic, list.Year)] = (list.Kind, entry.Position);
                if (entry.Fact is ListWithdrawn gone)
                    stands[(gone.Critic, gone.Year)] = (null, entry.Position);
                if (entry.Fact is CriticsMerged merged)
                    GiveLists(stands, merged, list => list.Kind is not null);
            }

            var years = stands.GroupBy(pair => pair.Key.Year);
            return years.ToDictionary(year => year.Key, year => new SeasonTotals(
                year.Key,
                year.Count(list => list.Value.Kind == CriticKind.Person),
                year.Count(list => list.Value.Kind == CriticKind.Collective),
                year.Max(list => list.Value.Position)));
        }

        private void Register(FilmId id, Step step)
        {
            var film = new Film(id, $"Film {step.Film}") { Year = SeasonFirst + step.Year };
            var isNew = !_films.ContainsKey(id);
            if (!isNew && step.Grade < 3) film = film with { Season = 2014 };
            _films[id] = film;
            Append(isNew ? new FilmRegistered(film) : new FilmRevised(film));
        }

        private void Judge(FilmId film, CriticId critic, Step step)
        {
            var rating = RatingReader.Read($"{step.Grade}/10");
            Append(step.Kind == 1
                ? new VerdictWithdrawn(film, critic)
                : new VerdictRecorded(film, critic, new Verdict(rating, null)));
        }

        private void Publish(CriticId critic, Step step)
        {
            var year = SeasonFirst + step.Year;
            var kind = step.Critic < 3 ? CriticKind.Collective : CriticKind.Person;
            var named = _films.Keys.Where((_, i) => (i + step.Grade) % 3 == 0).ToList();
            if (named.Count == 0) return;
            var list = new YearList(critic, kind, year)
            {
                Ranked = true,
                Places = [.. named.Select((film, i) => new Place(i + 1, [film]))],
            };
            var before = _lists.GetValueOrDefault((critic, year));
            Append(new ListPublished(list, before.Position, [.. Films(before.List).Except(named)]));
            _lists[(critic, year)] = (Head, list);
        }

        private void Withdraw(CriticId critic, Step step)
        {
            var year = SeasonFirst + step.Year;
            if (!_lists.TryGetValue((critic, year), out var before) || before.List is not { } list) return;
            Append(new ListWithdrawn(critic, list.Kind, year, before.Position, [.. Films(list)]));
            _lists[(critic, year)] = (Head, null);
        }

        private void Merge(CriticId from, Step step)
        {
            var into = Survivor(step.Grade);
            var isOneKind = step.Critic < 3 == step.Grade < 3;
            var collide = _lists.Any(list => list.Key.Item1 == from && list.Value.List is not null
                && _lists.GetValueOrDefault((into, list.Key.Item2)).List is not null);
            if (from == into || !isOneKind || collide) return;

            var said = _entries.Where(entry => Speaker(entry.Fact) is { } critic && Survivor(critic) == from);
            var merged = new CriticsMerged(
                from, into, [.. said.SelectMany(entry => Touched(entry.Fact)).Distinct().Order()]);
            Append(merged);
            _merged[from] = into;
            GiveLists(_lists, merged, list => list.List is not null);
        }

        private static void GiveLists<T>(
            Dictionary<(CriticId, int), T> lists, CriticsMerged merged, Func<T, bool> stands)
        {
            foreach (var ((critic, year), list) in lists.ToList())
            {
                if (critic != merged.From || !stands(list)) continue;
                if (lists.Remove((merged.Into, year), out var other)) lists[(critic, year)] = other;
                else lists.Remove((critic, year));
                lists[(merged.Into, year)] = list;
            }
        }

        private CriticId Survivor(int number) => Survivor(CriticId.Of($"critic-{number}"));

        private CriticId Survivor(CriticId critic) =>
            _merged.TryGetValue(critic, out var into) ? Survivor(into) : critic;

        private static CriticId? Speaker(Fact fact) => fact switch
        {
            VerdictRecorded said => said.Critic,
            VerdictWithdrawn unsaid => unsaid.Critic,
            ListPublished published => published.List.Critic,
            ListWithdrawn withdrawn => withdrawn.Critic,
            _ => null,
        };

        private void Append(Fact fact) => _entries.Add(new(Head + 1, A.Day, "editor", fact));

        private static IEnumerable<FilmId> Films(YearList? list) => list?.Films ?? [];

        private static ImmutableArray<FilmId> Touched(Fact fact) => fact switch
        {
            FilmRegistered { Film.Id: var film } => [film],
            FilmRevised { Film.Id: var film } => [film],
            VerdictRecorded { Film: var film } => [film],
            VerdictWithdrawn { Film: var film } => [film],
            ListPublished published => [.. published.List.Films, .. published.Dropped],
            ListWithdrawn withdrawn => withdrawn.Dropped,
            CriticsMerged merged => merged.Films,
            _ => [],
        };
    }
}
