using System.Globalization;

namespace Aggregator.Grains;

/// <summary>Typed keys at call sites: <c>grains.Film(id)</c>.</summary>
public static class GrainKeys
{
    public static IFilmGrain Film(this IGrainFactory grains, FilmId film) =>
        grains.GetGrain<IFilmGrain>(film.Value);

    public static IYearListGrain YearList(this IGrainFactory grains, CriticId critic, int year) =>
        grains.GetGrain<IYearListGrain>(
            string.Create(CultureInfo.InvariantCulture, $"{critic.Value}/{year}"));

    /// <summary>
    /// What <see cref="YearList"/> made a key of. Throws <see cref="FormatException"/> for any other key.
    /// </summary>
    internal static (CriticId Critic, int Year) ReadYearListKey(string key)
    {
        var slash = key.IndexOf('/');
        if (slash < 0) throw new FormatException($"\"{key}\" is not the key of a list.");
        return (CriticId.Of(key[..slash]), int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }

    public static ICriticGrain Critic(this IGrainFactory grains, CriticId critic) =>
        grains.GetGrain<ICriticGrain>(critic.Value);

    public static ISeasonGrain Season(this IGrainFactory grains, int season) =>
        grains.GetGrain<ISeasonGrain>(season);

    public static IFeedGrain Feed(this IGrainFactory grains) => grains.GetGrain<IFeedGrain>(0);

    public static IKeyGrain Key(this IGrainFactory grains, string keyId) => grains.GetGrain<IKeyGrain>(keyId);

    public static ILedgerGrain Ledger(this IGrainFactory grains) => grains.GetGrain<ILedgerGrain>(0);
}
