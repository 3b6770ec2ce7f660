using System.Buffers;

namespace Aggregator.Ledgers;

/// <summary>
/// The threads that run through the ledger: with each entry lie the position of the critic's entry before
/// it and, for each film it touches, of the film's entry before it. A film's entries are read by following
/// its thread from its latest position, which is in memory. So a commit writes to the end of one table and
/// nowhere else. In varints: critic key + 1 (0: none), distance back to the critic's entry before (0:
/// none), then for each film its key and the distance back.
/// </summary>
internal static class Links
{
    public static void Write(ArrayBufferWriter<byte> links, int critic, long criticBack)
    {
        links.WriteVarint(critic + 1);
        links.WriteVarint(criticBack);
    }

    public static void WriteFilm(ArrayBufferWriter<byte> links, int film, long back)
    {
        links.WriteVarint(film);
        links.WriteVarint(back);
    }

    /// <summary>
    /// The position of the critic's entry before the one at <paramref name="position"/>; 0 if none.
    /// </summary>
    public static long BeforeByCritic(ReadOnlySpan<byte> links, long position, int critic)
    {
        var reader = new VarintReader(links);
        if (reader.Int() - 1 != critic) throw Broken(position);
        return Before(position, reader.Long());
    }

    /// <summary>
    /// The position of the film's entry before the one at <paramref name="position"/>; 0 if none.
    /// </summary>
    public static long BeforeByFilm(ReadOnlySpan<byte> links, long position, int film)
    {
        var reader = new VarintReader(links);
        reader.Long();
        reader.Long();
        while (!reader.AtEnd)
        {
            var (key, back) = (reader.Int(), reader.Long());
            if (key == film) return Before(position, back);
        }

        throw Broken(position);
    }

    /// <summary>The keys of the films that an entry touches.</summary>
    public static List<int> FilmsOf(ReadOnlySpan<byte> links)
    {
        var films = new List<int>();
        var reader = new VarintReader(links);
        reader.Long();
        reader.Long();
        while (!reader.AtEnd)
        {
            films.Add(reader.Int());
            reader.Long();
        }

        return films;
    }

    private static long Before(long position, long back) => back == 0 ? 0 : position - back;

    private static LedgerFormatException Broken(long position) => new(
        $"The links of entry {position} do not lead back to what led there. Nothing is changed; run verify.");
}
