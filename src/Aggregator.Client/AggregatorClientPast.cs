using System.Globalization;

namespace Aggregator.Client;

public sealed partial class AggregatorClient
{
    /// <summary>A film's acclaim when a day had passed; null for an unknown film.</summary>
    public Task<AcclaimView?> GetAcclaimAsync(
        string film, DateOnly asOf, CancellationToken cancel = default) =>
        FindAsync($"{Routes.FilmAcclaim(film)}?{AsOf(asOf)}", AggregatorJson.Wire.AcclaimView, cancel);

    /// <summary>That acclaim taken apart; null for an unknown film.</summary>
    public Task<ExplanationView?> GetExplanationAsync(
        string film, DateOnly asOf, CancellationToken cancel = default) =>
        FindAsync(
            $"{Routes.FilmExplanation(film)}?{AsOf(asOf)}", AggregatorJson.Wire.ExplanationView, cancel);

    /// <summary>
    /// How a film came to be what it is, <paramref name="by"/> <c>day</c> or <c>week</c>; null for an unknown
    /// film.
    /// </summary>
    public Task<FilmHistoryView?> GetHistoryAsync(
        string film, string by = "day", CancellationToken cancel = default) =>
        FindAsync(
            $"{Routes.FilmHistory(film)}?by={Uri.EscapeDataString(by)}", AggregatorJson.Wire.FilmHistoryView,
            cancel);

    /// <summary>A page of a ranking as it was when a day had passed.</summary>
    public Task<RankingPage> GetRankingAsync(
        string scope, DateOnly asOf, string by = "acclaim", PageOf page = default,
        CancellationToken cancel = default) =>
        GetAsync(
            page.In($"{Routes.Ranking(scope)}?by={Uri.EscapeDataString(by)}&{AsOf(asOf)}"),
            AggregatorJson.Wire.RankingPage, cancel);

    /// <summary>
    /// How the places of a ranking's best went, <paramref name="each"/> <c>day</c> or <c>week</c>.
    /// </summary>
    public Task<RankingHistoryView> GetRankingHistoryAsync(
        string scope, string by = "acclaim", int top = 20, string each = "day",
        CancellationToken cancel = default) =>
        GetAsync(
            string.Create(CultureInfo.InvariantCulture,
                $"{Routes.RankingHistory(scope)}?by={Uri.EscapeDataString(by)}&top={top}&each={each}"),
            AggregatorJson.Wire.RankingHistoryView, cancel);

    private static string AsOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"asOf={day:yyyy-MM-dd}");
}
