namespace Aggregator.Grains;

/// <summary>
/// A film's numbers as of what is applied, and their way into the ledger. Used on one grain's turns only.
/// </summary>
internal sealed class FilmStanding(FilmReplay replay, ILedger ledger)
{
    private const int TriesMax = 3;

    private readonly Func<int, SeasonTotals> _totals = ledger.Totals;
    private Standing? _current;
    private Task _saving = Task.CompletedTask;
    private Task? _savingNext;

    /// <summary>Scored again only when the film or its season has moved.</summary>
    public Standing Current() =>
        _current is { } current && IsCurrent(current)
            ? current
            : _current = replay.Tally.Score(_totals, Calibration.BuiltIn);

    /// <summary>
    /// Completes when the ledger has taken numbers at least as new as those of now. At most one save is under
    /// way and one waits for it, and that one takes whatever is latest then: under load many writes share a
    /// save. Throws <see cref="LedgerUnavailableException"/>.
    /// </summary>
    public Task Save() => _saving.IsCompleted ? _saving = SaveLatest() : _savingNext ??= SaveNext();

    private bool IsCurrent(Standing standing) =>
        standing.Position == replay.Tally.Position
        && (standing.Totals is not { } totals || _totals(totals.Season).Position == totals.Position);

    private async Task SaveNext()
    {
        await _saving.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _savingNext = null;
        await (_saving = SaveLatest());
    }

    private async Task SaveLatest()
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var standing = Current();
            if (await ledger.Save(standing)) return;

            // The ledger has newer numbers: another activation of this film lives for a moment, or its season
            // was scored again. Settling takes over if this does not end soon.
            await replay.Reach(long.MaxValue);
        }
    }
}
