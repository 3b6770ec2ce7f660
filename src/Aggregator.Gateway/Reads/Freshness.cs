using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Before something is called unknown the Board has to reach the ledger's head: another gateway may just have
/// registered it.
/// </summary>
internal static class Freshness
{
    /// <summary>
    /// Throws <see cref="RefusedException"/> (<c>not-yet</c>) where the Board does not have all that is
    /// recorded: what is missing may be what was asked for.
    /// </summary>
    public static async ValueTask HaveAll(
        this BoardAccess board, IGrainFactory grains, CancellationToken cancel)
    {
        if (!await board.ReachHead(grains, cancel))
            throw new RefusedException("not-yet",
                "This server has not read yet all that was recorded: ask again in a moment.");
    }

    public static async ValueTask<Film> FilmSoon(
        this BoardAccess board, IGrainFactory grains, string idOrRef, CancellationToken cancel)
    {
        if (board.Current.Catalogue.TryFindAddressed(idOrRef, out var film)) return film;
        await board.HaveAll(grains, cancel);
        return board.Current.Catalogue.TryFindAddressed(idOrRef, out film)
            ? film
            : throw new RefusedException(Find.UnknownFilm(idOrRef));
    }

    public static async ValueTask<Critic> CriticSoon(
        this BoardAccess board, IGrainFactory grains, string id, CancellationToken cancel) =>
        await board.FindCriticSoon(grains, id, cancel)
        ?? throw new RefusedException(Find.UnknownCritic(id));

    /// <summary>The same for a critic whom a body names; null when nobody knows it.</summary>
    public static async ValueTask<Critic?> FindCriticSoon(
        this BoardAccess board, IGrainFactory grains, string id, CancellationToken cancel)
    {
        if (!CriticId.TryRead(id, out var read)) return null;
        if (board.Current.Catalogue.TryFindCritic(read, out var critic)) return critic;
        await board.HaveAll(grains, cancel);
        return board.Current.Catalogue.TryFindCritic(read, out critic) ? critic : null;
    }

    /// <summary>
    /// What a grain says. It stands for the position that the Board was settled to before the grain was
    /// asked, if not for a later one of its own: all that was settled then is in it.
    /// </summary>
    public static async Task<(T Said, long Position)> Asked<T>(
        this BoardAccess board, Func<Task<T>> grain, Func<T, long?>? ownPosition = null)
    {
        var shown = board.Current.Settled;
        var said = await grain();
        return (said, Math.Max(shown, ownPosition?.Invoke(said) ?? 0));
    }
}
