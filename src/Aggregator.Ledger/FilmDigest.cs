namespace Aggregator.Ledgers;

/// <summary>
/// All that is registered of a film, in 64 bits: among as many films as there ever will be no two things
/// registered of one share it. A hash code has 32, which some pair among a hundred thousand shares.
/// </summary>
internal static class FilmDigest
{
    // FNV-1a, by letters of sixteen bits and by whole numbers.
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;
    private const ulong End = 1 << 16;

    public static long Of(Film film)
    {
        var digest = With(Basis, film.Title);
        digest = With(digest, film.Year ?? -1);
        digest = With(digest, film.Released?.DayNumber ?? -1);
        digest = With(digest, film.Season ?? -1);
        digest = With(digest, film.Provisional ? 1 : 0);
        foreach (var reference in film.Refs.AsSpan())
            digest = With(With(digest, reference.Scheme), reference.Value);
        return unchecked((long)digest);
    }

    /// <summary>Of title and year as they are compared.</summary>
    public static long OfTitle(Film film) =>
        unchecked((long)With(With(Basis, film.TitleCompared), film.Year ?? -1));

    private static ulong With(ulong digest, string text)
    {
        foreach (var letter in text) digest = unchecked((digest ^ letter) * Prime);
        return unchecked((digest ^ End) * Prime);
    }

    private static ulong With(ulong digest, int number) => unchecked((digest ^ (uint)number) * Prime);
}
