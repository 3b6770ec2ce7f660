namespace Aggregator;

// Films that are merged into others and split from them again.
internal sealed partial class BoardEdit
{
    private void Apply(FilmMergeChange change)
    {
        var number = _numbers.Give(change.Merge.From.Value);
        var other = _numbers.Give(change.Merge.Into.Value);
        var known = _known[number];
        _filmsMergedAt = _revision;
        if (known is MergedFilm { Merge: var before })
        {
            var answered = Films.Answering(_numbers, _known, number);
            _catalogue = _catalogue.Split(number, _numbers.Of(before.Into.Value));
            Reveal(number, (MergedFilm)known);
            Renew(answered);
        }

        if (change.IsMerged)
        {
            _catalogue = _catalogue.Merged((number, _known[number]?.Film), other, edit);
            Hide(number, new MergedFilm(_known[number], change.Merge, _revision));
        }

        // Also what was split before this Board knew of it: all Boards agree on when a film has changed.
        Renew(Films.Answering(_numbers, _known, other));
    }

    /// <summary>Takes a film out of all that is shown; what is known of it is kept.</summary>
    private void Hide(int number, MergedFilm merged)
    {
        var was = _known[number];
        if (was is BoardFilm heard)
        {
            heard.Rendered = null;
            _left.Clear();
            RankingOrder.Collect(heard.Standing, _left);
            foreach (var (scope, by) in _left) Move((scope, by), number, (heard, null));
        }

        Keep(number, was, merged);
    }

    private void Reveal(int number, MergedFilm merged)
    {
        _catalogue = _catalogue.Listed(number, merged.Film, edit);
        Show(number, merged, Renewed(merged.Itself));
    }

    /// <summary>A film has changed although neither what is registered of it nor its standing has.</summary>
    private void Renew(int number)
    {
        var known = _known[number];
        if (known is BoardFilm or UnheardFilm) Show(number, known, Renewed(known));
    }

    private IKnownFilm? Renewed(IKnownFilm? known) => known switch
    {
        BoardFilm heard => Shown(heard.Film, heard.Standing, heard.Registered, heard),
        UnheardFilm unheard => unheard.At(_revision),
        _ => known,
    };

    /// <summary>What is known of a film itself, whether another answers for it or not.</summary>
    private static IKnownFilm? Itself(IKnownFilm? known) =>
        known is MergedFilm merged ? merged.Itself : known;

    private IKnownFilm Known(FilmChange change, IKnownFilm? before) => before switch
    {
        BoardFilm heard => Shown(change.Film, heard.Standing, change.RecordedAt, heard),
        FilmlessStanding waiting => Shown(change.Film, waiting.Standing, change.RecordedAt),
        UnheardFilm unheard => unheard.Revised(change),
        _ => new UnheardFilm(change),
    };

    private IKnownFilm Known(StandingChange change, IKnownFilm? before) => before switch
    {
        BoardFilm heard => Shown(heard.Film, change.Standing, heard.Registered, heard),
        UnheardFilm unheard => Shown(unheard.Film, change.Standing, unheard.Registered, unheard),
        _ => new FilmlessStanding(change.Standing),
    };
}
