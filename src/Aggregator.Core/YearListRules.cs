using System.Collections.Immutable;

namespace Aggregator;

// What a list has to be before it can be published, and how its places are put together.
public sealed partial record YearList
{
    /// <summary><c>list-too-long</c>, which can be told before anybody knows which films are meant.</summary>
    public static Refusal? TooLong(long films) => films > FilmsMax
        ? new Refusal("list-too-long", $"The list names {films} films; {FilmsMax} is most.")
        : null;

    private static Refusal? Unfit(IReadOnlyList<IReadOnlyList<FilmId>> places)
    {
        var films = places.Sum(place => (long)place.Count);
        return films == 0 ? new Refusal("list-empty", "The list names no film.") : TooLong(films);
    }

    private static Refusal? Repeated(IReadOnlyList<IReadOnlyList<FilmId>> places)
    {
        var seen = new Dictionary<FilmId, int>();
        var errors = ImmutableArray.CreateBuilder<RefusalAt>();
        for (var place = 0; place < places.Count; place++)
        {
            for (var i = 0; i < places[place].Count; i++)
            {
                var film = places[place][i];
                if (seen.TryAdd(film, place)) continue;
                var sentence = Twice(film, seen[film] + 1, place + 1);
                errors.Add(new RefusalAt($"places[{place}][{i}]", "list-repeats-film", sentence));
            }
        }

        return errors.Count == 0
            ? null
            : new Refusal("list-repeats-film", errors[0].Detail) { Errors = errors.ToImmutable() };
    }

    private static string Twice(FilmId film, int first, int second) =>
        first == second
            ? $"The list names \"{film}\" twice, both times at place {first}."
            : $"The list names \"{film}\" twice, at places {first} and {second}.";

    private static int?[] FirstPositions(IReadOnlyList<IReadOnlyList<FilmId>> places)
    {
        var numbers = new int?[places.Count];
        var position = 1;
        for (var place = 0; place < places.Count; place++)
        {
            numbers[place] = position;
            position += places[place].Count;
        }

        return numbers;
    }

    private static Refusal? Misnumbered(
        IReadOnlyList<IReadOnlyList<FilmId>> places, IReadOnlyList<int?> numbers)
    {
        if (numbers.Count != places.Count)
        {
            return Misnumbered("numbers",
                $"Each place has one number: to {places.Count} places there are {numbers.Count}.");
        }

        for (var place = 0; place < numbers.Count; place++)
        {
            var before = place == 0 ? 1 : numbers[place - 1];
            var number = numbers[place];
            if (Misplaced(before, number) is { } why)
                return Misnumbered($"numbers[{place}]", $"The number {number} of place {place + 1} {why}.");
        }

        return null;
    }

    private static Refusal Misnumbered(string at, string sentence) =>
        new("list-numbers", sentence) { Errors = [new RefusalAt(at, "list-numbers", sentence)] };

    private static string? Misplaced(int? before, int? number) => (before, number) switch
    {
        (_, null) => null,
        (_, < 1) => "is below 1",
        (null, _) => "comes after places without a number, which come last",
        var (previous, own) when own < previous => $"falls behind the {previous} before it",
        _ => null,
    };

    // Equal numbers are a tie, written as one place or as several; so are places without a number.
    private static ImmutableArray<Place> Joined(
        IReadOnlyList<IReadOnlyList<FilmId>> places, IReadOnlyList<int?> numbers)
    {
        var joined = ImmutableArray.CreateBuilder<Place>(places.Count);
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i].Count == 0) continue;
            if (joined.Count > 0 && joined[^1].Number == numbers[i])
                joined[^1] = new Place(numbers[i], joined[^1].Films.AddRange(places[i]));
            else
                joined.Add(new Place(numbers[i], [.. places[i]]));
        }

        return joined.ToImmutable();
    }
}
