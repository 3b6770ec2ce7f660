using Microsoft.Extensions.Logging;

namespace Aggregator.Grains;

// Merging the film into another, and splitting others off again.
internal sealed partial class FilmGrain
{
    /// <summary>A try fails only where one of the two was merged since it was begun.</summary>
    private const int TriesMax = 5;

    public async Task<FilmMergeOutcome> MergeInto(MergeFilm command)
    {
        for (var tries = 1; ; tries++)
        {
            await _ledger.LastPosition(Tally.Id);
            var into = _ledger.Answering(command.Into);
            if (_ledger.MergeOf(Tally.Id) is { } before && _ledger.Answering(Tally.Id) == into)
            {
                return command.Into == Tally.Id
                    ? new(MergeRules.IntoItself(Tally.Id), into, 0)
                    : new(null, into, before.Position);
            }

            var draft = new Draft(command.Actor, new FilmsMerged(Tally.Id, into));
            var receipt = (await _ledger.Append([draft]))[0];
            if (receipt.Refusal is not { } refusal)
            {
                await Show(receipt.Position, [Tally.Id, into]);
                return new(null, into, receipt.Position);
            }

            var isDecidedAgain = refusal.Code == "film-merged" && _ledger.MergeOf(Tally.Id) is null;
            if (!isDecidedAgain || tries == TriesMax) return new(refusal, into, 0);
        }
    }

    public async Task<FilmMergeOutcome> SplitOff(SplitFilms command)
    {
        // Whatever was merged first goes first: it is found under the one that it had been merged into.
        await _ledger.LastPosition(Tally.Id);
        var films = command.Films.OrderBy(film => _ledger.MergeOf(film)?.Position ?? 0).ToArray();
        var receipts = await _ledger.Append(Array.ConvertAll(
            films, film => new Draft(command.Actor, new FilmsSplit(film, Tally.Id))));
        var position = receipts.Max(receipt => receipt.Position);
        if (position > 0) await Show(position, [.. films, Tally.Id]);
        var refused = Array.Find(receipts, receipt => receipt.Refusal is not null);
        return new(refused.Refusal, Tally.Id, position);
    }

    /// <summary>The film that answers for this one; null where it answers for itself.</summary>
    private IFilmGrain? Answering =>
        _ledger.MergeOf(Tally.Id) is null ? null : GrainFactory.Film(_ledger.Answering(Tally.Id));

    private async Task Show(long position, IEnumerable<FilmId> films)
    {
        var told = films.Select(film =>
            film == Tally.Id ? CatchUp(position) : GrainFactory.Film(film).CatchUp(position));
        if (await Hints.Heard(told, _time) is { } reason) LeftToSettling(_logger, position, reason);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "What was merged or split at {Position} is recorded; settling does what is left: {Reason}")]
    private static partial void LeftToSettling(ILogger logger, long position, string reason);
}
