using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aggregator.Client;

/// <summary>
/// Reads and writes over HTTP. What is not there to be read is null; every other refusal is an
/// <see cref="AggregatorException"/> with the problem as it was sent. A film is its id or a ref; an empty
/// one, or an empty critic or scope, is an <see cref="ArgumentException"/>, and nothing is sent. The
/// client's base address is the server's, with the path below which it answers if there is one:
/// <c>https://example.org/acclaim</c>. Writing, and reading where the operator says so, needs a key in its
/// <c>Authorization</c>: when a task completes, what was written is on disk, and writing the same once more
/// changes nothing.
/// </summary>
public sealed partial class AggregatorClient(HttpClient http)
{
    private const string UnexpectedAnswer = "unexpected-answer";
    private const string NotOfThisService = "The answer was not of this service's making.";

    /// <summary>The catalogue of films, in the order of their ids.</summary>
    public Task<Page<FilmItem>> GetFilmsAsync(PageOf page = default, CancellationToken cancel = default) =>
        GetAsync(page.In(Routes.Films), AggregatorJson.Wire.PageFilmItem, cancel);

    public Task<FilmView?> GetFilmAsync(string film, CancellationToken cancel = default) =>
        FindAsync(Routes.Film(film), AggregatorJson.Wire.FilmView, cancel);

    public Task<AcclaimView?> GetAcclaimAsync(string film, CancellationToken cancel = default) =>
        FindAsync(Routes.FilmAcclaim(film), AggregatorJson.Wire.AcclaimView, cancel);

    /// <summary>A film's acclaim taken apart; null for an unknown film.</summary>
    public Task<ExplanationView?> GetExplanationAsync(string film, CancellationToken cancel = default) =>
        FindAsync(Routes.FilmExplanation(film), AggregatorJson.Wire.ExplanationView, cancel);

    /// <summary>The verdicts that stand, newest first; null for an unknown film.</summary>
    public Task<Page<VerdictView>?> GetVerdictsAsync(
        string film, PageOf page = default, CancellationToken cancel = default) =>
        FindAsync(page.In(Routes.FilmVerdicts(film)), AggregatorJson.Wire.PageVerdictView, cancel);

    /// <summary>What stands of one critic; null where nothing does.</summary>
    public Task<VerdictView?> GetVerdictAsync(
        string film, string critic, CancellationToken cancel = default) =>
        FindAsync(Routes.Verdict(film, critic), AggregatorJson.Wire.VerdictView, cancel);

    /// <summary>
    /// The placements that stand, honours included, newest first; null for an unknown film.
    /// </summary>
    public Task<Page<PlacementView>?> GetPlacementsAsync(
        string film, PageOf page = default, CancellationToken cancel = default) =>
        FindAsync(page.In(Routes.FilmPlacements(film)), AggregatorJson.Wire.PagePlacementView, cancel);

    /// <summary>A page of a ranking; an unknown season's is empty.</summary>
    public Task<RankingPage> GetRankingAsync(
        string scope, string by = "acclaim", PageOf page = default, CancellationToken cancel = default) =>
        GetAsync(
            page.In($"{Routes.Ranking(scope)}?by={Uri.EscapeDataString(by)}"),
            AggregatorJson.Wire.RankingPage,
            cancel);

    /// <summary>Every season that has a list, latest first.</summary>
    public Task<Page<SeasonView>> GetSeasonsAsync(
        PageOf page = default, CancellationToken cancel = default) =>
        GetAsync(page.In(Routes.Seasons), AggregatorJson.Wire.PageSeasonView, cancel);

    public Task<SeasonView?> GetSeasonAsync(int season, CancellationToken cancel = default) =>
        FindAsync(Routes.Season(season), AggregatorJson.Wire.SeasonView, cancel);

    /// <summary>Every list of a season, in the order of its critics' ids.</summary>
    public Task<Page<YearListView>?> GetSeasonListsAsync(
        int season, PageOf page = default, CancellationToken cancel = default) =>
        FindAsync(page.In(Routes.SeasonLists(season)), AggregatorJson.Wire.PageYearListView, cancel);

    public Task<CriticView?> GetCriticAsync(string critic, CancellationToken cancel = default) =>
        FindAsync(Routes.Critic(critic), AggregatorJson.Wire.CriticView, cancel);

    public Task<Page<VerdictView>?> GetCriticVerdictsAsync(
        string critic, PageOf page = default, CancellationToken cancel = default) =>
        FindAsync(page.In(Routes.CriticVerdicts(critic)), AggregatorJson.Wire.PageVerdictView, cancel);

    /// <summary>The critic's lists, latest year first.</summary>
    public Task<Page<YearListView>?> GetCriticListsAsync(
        string critic, PageOf page = default, CancellationToken cancel = default) =>
        FindAsync(page.In(Routes.CriticLists(critic)), AggregatorJson.Wire.PageYearListView, cancel);

    public Task<YearListView?> GetListAsync(string critic, int year, CancellationToken cancel = default) =>
        FindAsync(Routes.YearList(critic, year), AggregatorJson.Wire.YearListView, cancel);

    /// <summary>Films and critics by title or name, best first.</summary>
    public Task<SearchAnswer> SearchAsync(string words, int first = 20, CancellationToken cancel = default) =>
        GetAsync(
            new PageOf(first).In($"{Routes.Search}?q={Uri.EscapeDataString(words)}"),
            AggregatorJson.Wire.SearchAnswer,
            cancel);

    public Task<ProfilesAnswer> GetProfilesAsync(CancellationToken cancel = default) =>
        GetAsync(Routes.Profiles, AggregatorJson.Wire.ProfilesAnswer, cancel);

    // What begins with a slash would leave the base address's path behind.
    private Uri AddressOf(string path) => http.BaseAddress is { AbsolutePath: not "/" } below
        ? new Uri($"{below.GetLeftPart(UriPartial.Path).TrimEnd('/')}{path}")
        : new Uri(path, UriKind.Relative);

    // A film or critic that was merged answers elsewhere, and the platform goes there without the key, which
    // may be needed to read, and out of the path below which the server answers, of which that knows nothing:
    // with the key again, below that path, at the same server and at no other.
    private async Task<HttpResponseMessage> AskAsync(string path, CancellationToken cancel)
    {
        var answer = await http.GetAsync(AddressOf(path), cancel).ConfigureAwait(false);
        if (answer.RequestMessage?.RequestUri is not { PathAndQuery: var last } asked
            || last.EndsWith(path, StringComparison.Ordinal))
            return answer;
        var below = http.BaseAddress?.AbsolutePath.TrimEnd('/') ?? "";
        var isOutside = asked.Authority == http.BaseAddress?.Authority
            && last.StartsWith("/v1/", StringComparison.Ordinal)
            && !last.StartsWith($"{below}/", StringComparison.Ordinal);
        if (answer.StatusCode != HttpStatusCode.Unauthorized && !isOutside) return answer;
        answer.Dispose();
        var again = isOutside ? AddressOf(last) : new Uri(last, UriKind.Relative);
        return await http.GetAsync(again, cancel).ConfigureAwait(false);
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> shape, CancellationToken cancel)
    {
        using var answer = await AskAsync(path, cancel).ConfigureAwait(false);
        return await ReadAsync(answer, shape, cancel).ConfigureAwait(false);
    }

    private async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> shape, CancellationToken cancel)
        where T : class
    {
        using var answer = await AskAsync(path, cancel).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            return await ReadAsync(answer, shape, cancel).ConfigureAwait(false);

        // Whoever asks at a wrong address must not take it for a film that nobody knows.
        var problem = await ProblemOfAsync(answer, cancel).ConfigureAwait(false);
        return problem.Code is not ("route-unknown" or UnexpectedAnswer)
            ? null
            : throw new AggregatorException(problem);
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, JsonTypeInfo<T> shape, CancellationToken cancel)
    {
        if (!answer.IsSuccessStatusCode)
            throw new AggregatorException(await ProblemOfAsync(answer, cancel).ConfigureAwait(false));

        try
        {
            return await answer.Content.ReadFromJsonAsync(shape, cancel).ConfigureAwait(false)
                ?? throw new AggregatorException(Unexpected(answer, "The answer was empty."));
        }
        catch (JsonException)
        {
            throw new AggregatorException(Unexpected(answer, NotOfThisService));
        }
    }

    private static async Task<Problem> ProblemOfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            var problem = answer.Content.ReadFromJsonAsync(AggregatorJson.Wire.Problem, cancel);
            return await problem.ConfigureAwait(false) ?? Unexpected(answer, "The answer was empty.");
        }
        catch (JsonException)
        {
            return Unexpected(answer, NotOfThisService);
        }
    }

    private static Problem Unexpected(HttpResponseMessage answer, string detail) => new()
    {
        Status = (int)answer.StatusCode,
        Title = answer.ReasonPhrase ?? "",
        Code = UnexpectedAnswer,
        Detail = detail,
    };
}

/// <summary>Which page: at most <paramref name="First"/> items (1–200) after a cursor.</summary>
public readonly record struct PageOf(int? First = null, string? After = null)
{
    internal string In(string path)
    {
        if (First is { } first)
            path = string.Create(CultureInfo.InvariantCulture, $"{path}{Joint(path)}first={first}");
        return After is null ? path : $"{path}{Joint(path)}after={Uri.EscapeDataString(After)}";
    }

    private static char Joint(string path) => path.Contains('?') ? '&' : '?';
}

/// <summary>The server refused; <see cref="Problem"/> says why.</summary>
public sealed class AggregatorException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
