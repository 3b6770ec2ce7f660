namespace Aggregator;

/// <summary>
/// The ids of one film: its own, others whose entries it is told, and which of them count for it now.
/// </summary>
internal sealed class FilmIds(FilmId own, HashSet<FilmId>? others = null)
{
    private IReadOnlyList<FilmId>? _counted;

    public FilmId Own { get; } = own;

    public IReadOnlyCollection<FilmId> Others => others ?? [];

    public Merges<FilmId> Merges { get; } = new();

    /// <summary>Its own and all that lead to it; none while another film answers for it.</summary>
    public IReadOnlyList<FilmId> Counted => _counted ??= [Own];

    /// <summary>Whether it was never merged with any other.</summary>
    public bool AreOne => Merges.IsEmpty;

    public bool Names(FilmId film) => film == Own || others?.Contains(film) is true;

    /// <summary>Whether another was ever merged into it whose entries it is not told.</summary>
    public bool LacksOthers { get; private set; }

    public void Hear(FilmId film, FilmId? into, long position)
    {
        LacksOthers |= into is not null && !Names(film);
        Merges.Hear(film, into, position);
        _counted = Merges.SurvivorOf(Own) == Own ? [.. Merges.IdsOf(Own)] : [];
    }
}
