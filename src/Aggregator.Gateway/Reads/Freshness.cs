using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Reads;

/// <summary>
/// Before something is called unknown the Board is given a moment to reach the ledger's head: another gateway
/// may just have registered it.
/// </summary>
internal static class Freshness
{
    public static async ValueTask<Film> FilmSoon(
        this BoardAccess board, IGrainFactory grains, string idOrRef, CancellationToken cancel)
    {
        if (board.Current.Catalogue.TryFindAddressed(idOrRef, out var film)) return film;
        await board.ReachHead(grains, cancel);
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
        await board.ReachHead(grains, cancel);
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
