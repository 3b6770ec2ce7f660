using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aggregator;

/// <summary>
/// Between which places the films of a season may well stand by what persons' lists say of them, as if other
/// critics of the same kind had been asked (<c>method.md</c> §5): by <c>mentions</c>, <c>lists-321</c>,
/// <c>borda</c> and <c>dowdall</c>. A thousand times as many lists as there are are drawn from those there
/// are, and the films are ranked by the points of the drawn ones. The same lists give the same intervals,
/// whoever computes them.
/// </summary>
public sealed class ListPlaces
{
    /// <summary>Of a season with more of either the drawing would take seconds.</summary>
    public const int FilmsMax = 10_000;

    public const int PlacementsMax = 100_000;

    // Naming a film is approving of it: so the published draws call that order.
    private const string MentionsDrawn = "approval";

    private readonly Dictionary<FilmId, (int Place, PlaceInterval Interval)> _films;

    private ListPlaces(Dictionary<FilmId, (int Place, PlaceInterval Interval)> films) =>
        (_films, Digest) = (films, DigestOf(films));

    /// <summary>Of the intervals: the same wherever they come out the same.</summary>
    public ulong Digest { get; }

    /// <summary>
    /// Of every film on one of a season's standing lists, those in any order; lists by collectives are passed
    /// over. Nothing is known of a season that is too large. Takes some 40 ms for 2013.
    /// </summary>
    public static ListPlaces Of(int season, RankingBy by, IEnumerable<YearList> lists)
    {
        var given = new GivenPoints(by, lists);
        if (given.Films.Length > FilmsMax || given.Placements > PlacementsMax) return new([]);

        var places = new Ranks(given.Films.Length);
        for (var list = 0; list < given.Lists; list++) given.AddTo(places.Points, list);
        places.Rank();
        var drawn = by is RankingBy.Mentions ? MentionsDrawn : RankingNames.NameOf(by);
        var intervals = Drawn(given, $"rank/1/{drawn}/{season}");
        return new(given.Films.Select((film, i) => (film, (places.Of(i), intervals.Of(i)))).ToDictionary());
    }

    /// <summary>
    /// The interval of a film that has this place now. Null where the intervals are of other lists than the
    /// place and the film has left its own.
    /// </summary>
    public PlaceInterval? Find(FilmId film, int place)
    {
        if (!_films.TryGetValue(film, out var known)) return null;
        var (then, interval) = known;
        return place == then || (interval.Low <= place && place <= interval.High) ? interval : null;
    }

    private static OuterRanks Drawn(GivenPoints given, string seed)
    {
        var draws = new Draws(seed);
        var (ranks, outer) = (new Ranks(given.Films.Length), new OuterRanks(given.Films.Length));
        for (var replicate = 0; replicate < OuterRanks.Replicates; replicate++)
        {
            Array.Clear(ranks.Points);
            for (var i = 0; i < given.Lists; i++) given.AddTo(ranks.Points, draws.Below(given.Lists));
            ranks.Rank();
            for (var film = 0; film < given.Films.Length; film++) outer.Add(film, ranks.Of(film));
        }

        return outer;
    }

    private static ulong DigestOf(Dictionary<FilmId, (int Place, PlaceInterval Interval)> films)
    {
        var text = new StringBuilder();
        foreach (var (film, (place, interval)) in films.OrderBy(known => known.Key))
            text.Append(CultureInfo.InvariantCulture, $"{film} {place} {interval.Low} {interval.High}\n");
        return BitConverter.ToUInt64(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
    }

    /// <summary>What each list gives to which film.</summary>
    private sealed class GivenPoints
    {
        private readonly (int Film, long Points)[][] _lists;

        public GivenPoints(RankingBy by, IEnumerable<YearList> lists)
        {
            var persons = ComparedLists.PersonsOf(lists);
            Films = [.. persons.SelectMany(list => list.Films).Distinct().Order()];
            var numbers = Films.Select((film, number) => (film, number)).ToDictionary();
            _lists = Array.ConvertAll(persons, list => list.PointsGiven(by)
                .Select(given => (numbers[given.Film], given.Points)).ToArray());
        }

        public FilmId[] Films { get; }

        public int Lists => _lists.Length;

        public long Placements => _lists.Sum(list => (long)list.Length);

        public void AddTo(long[] points, int list)
        {
            foreach (var (film, given) in _lists[list]) points[film] += given;
        }
    }

    /// <summary>Films by their points: a film's rank is 1 and one for each that has more.</summary>
    private sealed class Ranks(int films)
    {
        private readonly long[] _points = new long[films];
        private readonly int[] _films = new int[films];
        private readonly int[] _ranks = new int[films];

        public long[] Points { get; } = new long[films];

        public int Of(int film) => _ranks[film];

        public void Rank()
        {
            // Most films get nothing in most draws: all of those stand behind the others.
            var count = 0;
            for (var film = 0; film < Points.Length; film++)
                if (Points[film] > 0) (_points[count], _films[count++]) = (Points[film], film);
            Array.Fill(_ranks, count + 1);
            Array.Sort(_points, _films, 0, count);
            for (var i = count - 1; i >= 0; i--)
            {
                var shares = i < count - 1 && _points[i] == _points[i + 1];
                _ranks[_films[i]] = shares ? _ranks[_films[i + 1]] : count - i;
            }
        }
    }
}
