using System.Collections.Immutable;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Naming;

/// <summary>What a film is called elsewhere, as it is said of a film to be registered.</summary>
internal static class FilmRefs
{
    /// <summary>
    /// The refs in the order of their schemes, of each scheme one. Refuses <c>ref-unreadable</c>, also where
    /// one site would have two refs of the film: which of them is meant is not known.
    /// </summary>
    public static ImmutableArray<FilmRef> Read(IEnumerable<string> written)
    {
        var refs = new SortedDictionary<string, FilmRef>(StringComparer.Ordinal);
        foreach (var word in written)
        {
            if (!FilmRef.TryRead(SiteAddress.AsRef(word) ?? word, out var reference))
                throw new RefusedException("ref-unreadable",
                    $"\"{Shown.Short(word)}\" is not a ref such as imdb:tt1798709.");
            if (!refs.TryAdd(reference.Scheme, reference) && refs[reference.Scheme] != reference)
                throw new RefusedException("ref-unreadable",
                    $"These are two refs of one site: {refs[reference.Scheme]} and "
                    + $"{Shown.Short(reference.ToString())}.");
        }

        return [.. refs.Values];
    }

    /// <summary>A ref by its scheme and value, which may be the address of the film at that site.</summary>
    public static string Of(string scheme, string value) =>
        SiteAddress.AsRef(value) is { } address
        && address.StartsWith($"{scheme}:", StringComparison.OrdinalIgnoreCase)
            ? address
            : $"{scheme}:{value}";

    /// <summary>The refs of a cell, with blanks between them.</summary>
    public static ImmutableArray<FilmRef> ReadCell(string? cell)
    {
        var words = cell?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        // No site has them in its ids: somebody parted the refs by them.
        return Array.Find(words, word => word.AsSpan().ContainsAny(',', ';')) is { } word
            ? throw new RefusedException("ref-unreadable",
                $"\"{Shown.Short(word)}\" is not a ref such as imdb:tt1798709; between two stands a blank.")
            : Read(words);
    }
}
