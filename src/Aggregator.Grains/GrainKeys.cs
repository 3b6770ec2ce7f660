using System.Globalization;

namespace Aggregator.Grains;

/// <summary>Typed keys at call sites: <c>grains.Film(id)</c>.</summary>
public static class GrainKeys
{
    public static IFilmGrain Film(this IGrainFactory grains, FilmId film) =>
        Kind<IFilmGrain>.Get(grains, film.Value);

    public static IYearListGrain YearList(this IGrainFactory grains, CriticId critic, int year) =>
        Kind<IYearListGrain>.Get(
            grains, string.Create(CultureInfo.InvariantCulture, $"{critic.Value}/{year}"));

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
        Kind<ICriticGrain>.Get(grains, critic.Value);

    public static ISeasonGrain Season(this IGrainFactory grains, int season) =>
        Numbered<ISeasonGrain>(grains, season);

    /// <summary>
    /// Every silo has one, and a gateway keeps to one silo for each number: after a failure the next number
    /// asks another.
    /// </summary>
    public static IFeedGrain Feed(this IGrainFactory grains, long turn = 0) =>
        Numbered<IFeedGrain>(grains, turn);

    public static IComparisonGrain Comparison(this IGrainFactory grains) =>
        Numbered<IComparisonGrain>(grains, 0);

    public static IPastGrain Past(this IGrainFactory grains) => Numbered<IPastGrain>(grains, 0);

    public static IKeyGrain Key(this IGrainFactory grains, string keyId) =>
        Kind<IKeyGrain>.Get(grains, keyId);

    /// <inheritdoc cref="Feed"/>
    public static ILedgerGrain Ledger(this IGrainFactory grains, long turn = 0) =>
        Numbered<ILedgerGrain>(grains, turn);

    private static TGrain Numbered<TGrain>(IGrainFactory grains, long key)
        where TGrain : IGrainWithIntegerKey
    {
        try
        {
            return grains.GetGrain<TGrain>(key);
        }
        catch (ArgumentException unknown)
        {
            throw NoSilo(unknown);
        }
    }

    /// <summary>
    /// A gateway that has not heard from any silo which kinds of grains there are takes each for unknown.
    /// </summary>
    private static SiloUnavailableException NoSilo(ArgumentException unknown) =>
        new("No silo has said yet which grains it holds.", unknown);

    public static IImportGrain Import(this IGrainFactory grains) => Numbered<IImportGrain>(grains, 0);

    /// <summary>
    /// The ids of a kind of grain, which never change. Finding a grain by its type costs more than calling it
    /// (4 µs and 1.2 KB, against 0.4 µs and 0.1 KB by ids), and every write asks for one.
    /// </summary>
    private sealed class Kind<TGrain>(GrainType type, GrainInterfaceType face)
        where TGrain : class, IGrainWithStringKey
    {
        private static Kind<TGrain>? _known;

        public static TGrain Get(IGrainFactory grains, string key)
        {
            if (_known is { } known) return known.Find(grains, key);

            var grain = First(grains, key);
            _known = new(grain.GetGrainId().Type, ((GrainReference)(object)grain).InterfaceType);
            return grain;
        }

        private static TGrain First(IGrainFactory grains, string key)
        {
            try
            {
                return grains.GetGrain<TGrain>(key);
            }
            catch (ArgumentException unknown)
            {
                throw NoSilo(unknown);
            }
        }

        private TGrain Find(IGrainFactory grains, string key) =>
            (TGrain)grains.GetGrain(GrainId.Create(type, key), face);
    }
}
