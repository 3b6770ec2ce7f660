using System.Globalization;

namespace Aggregator.Benchmarks;

/// <summary>
/// What the Board costs as it grows from a thousand films to a million: memory, updates, reads. One thread,
/// medians of five rounds, in processor time, so that a busy machine disturbs them less.
/// </summary>
internal static class BoardRows
{
    private const int Seed = 20130731;
    private const int LoadChunk = 5_000;
    private const int Rounds = 5;

    private static readonly int[] Sizes = [1_000, 100_000, 1_000_000];

    public static void Print()
    {
        Console.WriteLine($"Board and Catalogue, seed {Seed}, {Environment.ProcessorCount} processors\n");
        var columns = Sizes.Select(Measure).ToList();
        var sizes = string.Concat(Sizes.Select(size => $"{size,12:N0} |"));
        var rules = string.Concat(Sizes.Select(_ => "------------:|"));
        Console.WriteLine($"| {"films",-44} |{sizes} growth |");
        Console.WriteLine($"|{new string('-', 46)}|{rules}-------:|");
        foreach (var (row, label) in columns[0].Select((cell, row) => (row, cell.Label)))
        {
            var cells = columns.Select(column => column[row].Value).ToList();
            var shown = string.Concat(cells.Select(value => string.Create(
                CultureInfo.InvariantCulture, $"{value,12:N2} |")));
            var growth = (cells[^1] / cells[0]).ToString("0.00", CultureInfo.InvariantCulture);
            Console.WriteLine($"| {label,-44} |{shown}{growth,7} |");
        }
    }

    /// <summary>Bytes a film that Board and Catalogue together hold, rendered bodies excluded.</summary>
    public static double BytesAFilm(int size) => Weighed(size).BytesAFilm;

    private static List<(string Label, double Value)> Measure(int size)
    {
        var started = Environment.CpuUsage.TotalTime;
        var (board, ids, bytesAFilm) = Weighed(size);
        var loading = Environment.CpuUsage.TotalTime - started;

        var reads = new BoardReads(board, ids, Seed);
        var writes = new BoardWrites(board, ids, Seed);
        return
        [
            ("memory, bytes a film", bytesAFilm),
            ("load, made up and applied, us a film", loading.TotalMicroseconds / size),
            ("update of one film's standing, us", Median(writes.Standing)),
            ("the same, bytes allocated", writes.BytesAllocated()),
            ("update of one film's title, us", Median(writes.Title)),
            ("film by id, us", Median(reads.Find)),
            ("film by ref, us", Median(reads.FindByRef)),
            ("place of all time, us", Median(reads.Place)),
            ("page of 100 of all time, anywhere, us", Median(reads.Page)),
            ("title resolved, us", Median(reads.Resolve)),
            ("search of two words, one misspelt, us", Median(reads.Search)),
        ];
    }

    private static (Board Board, FilmId[] Ids, double BytesAFilm) Weighed(int size)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (board, ids) = Loaded(size);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before - SizeOf(ids);
        return (board, ids, (double)memory / size);
    }

    /// <summary>
    /// In a method of its own: nothing of the making must be reachable when memory is counted.
    /// </summary>
    private static (Board Board, FilmId[] Ids) Loaded(int size)
    {
        var (films, board, ids) = (new BoardFilms(Seed), Board.Empty(Calibration.BuiltIn), new FilmId[size]);
        for (var from = 0; from < size; from += LoadChunk)
        {
            var changes = new List<Change>();
            for (var i = from; i < Math.Min(size, from + LoadChunk); i++)
            {
                var (film, revision) = (films.Film(i), board.Revision + changes.Count);
                ids[i] = film.Id;
                changes.Add(new FilmChange(film, i, DateTimeOffset.UnixEpoch) { Revision = revision + 1 });
                changes.Add(new StandingChange(films.Standing(film, i)) { Revision = revision + 2 });
            }

            var head = changes[^1].Revision;
            board = board.After(new FeedChunk("epoch", head, head, [.. changes]) { ReachesHead = true });
        }

        return (board, ids);
    }

    private static long SizeOf(FilmId[] ids) => ids.Length * 8L;

    /// <summary>Microseconds an operation; the first round only warms up.</summary>
    private static double Median(Func<int> round)
    {
        round();
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var operations = round();
            times.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / operations);
        }

        times.Sort();
        return times[Rounds / 2];
    }
}
