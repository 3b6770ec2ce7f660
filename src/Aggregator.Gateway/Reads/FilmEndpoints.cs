using System.Globalization;
using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Limits;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Films: one by one, and the catalogue in pages.</summary>
internal static class FilmEndpoints
{
    public static void MapFilms(this IEndpointRouteBuilder routes)
    {
        var films = routes.MapGroup("/v1/films").WithTags("films");
        films.MapRead("", Catalogue)
            .Answers<Page<FilmItem>>("The catalogue of films, in the order of their ids", 304);
        films.MapRead("/{film}", Film).Answers<FilmView>("A film, its acclaim and its places", 304, 404)
            .MovesWithFilm();
        films.MapRead("/{film}/verdicts", Verdicts)
            .Answers<Page<VerdictView>>("The verdicts that stand, newest first", 304, 404)
            .MovesWithFilm();
        films.MapRead("/{film}/verdicts/{critic}", Verdict)
            .Answers<VerdictView>("What stands of one critic", 304, 404).MovesWithFilmAndCritic();
        films.MapRead("/{film}/placements", Placements)
            .Answers<Page<PlacementView>>(
                "Its places on lists, honours included, newest first", 304, 404)
            .MovesWithFilm();
    }

    private static async Task Film(
        HttpContext context, string film, BoardAccess board, SeasonIntervals intervals)
    {
        var now = board.Current;
        var found = now.Film(film);
        var season = found.Standing.Totals is { } totals
            ? now.Ranking(Scope.Of(totals.Season), RankingBy.Acclaim)
            : null;
        var allTime = now.Ranking(Scope.AllTime, RankingBy.Acclaim);
        var places = new FilmPlaces
        {
            Season = season?.PlaceOf(found.Film.Id),
            AllTime = allTime.PlaceOf(found.Film.Id),
        };
        if (places.Season is { } place
            && await intervals.Of(season!, found.Film.Id, place, context.RequestAborted) is { } interval)
            places = places with { SeasonInterval = [interval.Low, interval.High] };

        // Places move when other films change: the tag names the rankings' digests too. The interval may be
        // a little older than the place.
        var tag = string.Create(CultureInfo.InvariantCulture,
            $"{now.Epoch}-{found.Revision}-{season?.Digest ?? 0:x}-{allTime.Digest:x}-{Rendition.Mark}");
        if (places.SeasonInterval is [var low, var high])
            tag = string.Create(CultureInfo.InvariantCulture, $"{tag}-{low}.{high}");
        var body = new RenderedBody(
            Reply.Render(View(now, found, places), AggregatorJson.Wire.FilmView), tag);
        await Reply.Read(context, body, now.Settled);
    }

    private static FilmView View(Board board, BoardFilm found, FilmPlaces places)
    {
        var item = CatalogueViews.Of(board, found.Film);
        return new FilmView
        {
            Film = item.Film,
            Title = item.Title,
            Year = item.Year,
            Season = item.Season,
            Released = item.Released,
            Refs = item.Refs,
            Provisional = item.Provisional,
            Aliases = board.Catalogue.AliasesOf(found.Film.Id),
            Acclaim = AcclaimViews.Of(found, board.Calibration),
            Place = places,
        };
    }

    private static async Task Verdicts(
        HttpContext context, string film, string? first, string? after, BoardAccess board,
        IGrainFactory grains)
    {
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var list = $"verdicts of {found.Id}";
        var page = new PageAsk(Cursor.ReadNumber(list, after), Query.First(first));
        var (said, position) = await board.Asked(
            () => grains.Film(found.Id).Verdicts(page), said => said?.Position);
        var verdicts = said ?? throw new RefusedException(Find.UnknownFilm(film));
        var catalogue = board.Current.Catalogue;
        var view = new Page<VerdictView>
        {
            Items = [.. verdicts.Items.Select(verdict => VerdictViews.Of(catalogue, found.Id, verdict))],
            Next = verdicts.More ? Cursor.Of(list, verdicts.Items[^1].Verdict.Position) : null,
            Total = verdicts.Total,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageVerdictView, position);
    }

    private static async Task Verdict(
        HttpContext context, string film, string critic, BoardAccess board, IGrainFactory grains)
    {
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var who = await board.CriticSoon(grains, critic, context.RequestAborted);
        var (answer, position) = await board.Asked(
            () => grains.Film(found.Id).Verdict(who.Id), said => said?.Position);
        var said = answer ?? throw new RefusedException(Find.UnknownFilm(film));
        if (said.Refusal is { } refusal) throw new RefusedException(refusal);
        var view = VerdictViews.Of(board.Current.Catalogue, found.Id, said.Verdict!);
        await Reply.Read(context, view, AggregatorJson.Wire.VerdictView, position);
    }

    private static async Task Placements(
        HttpContext context, string film, string? first, string? after, BoardAccess board,
        IGrainFactory grains)
    {
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var list = $"placements of {found.Id}";
        var page = new PageAsk(Cursor.ReadNumber(list, after), Query.First(first));
        var (said, position) = await board.Asked(
            () => grains.Film(found.Id).Placements(page), said => said?.Position);
        var placements = said ?? throw new RefusedException(Find.UnknownFilm(film));
        var catalogue = board.Current.Catalogue;
        var view = new Page<PlacementView>
        {
            Items =
            [
                .. placements.Items.Select((placement, i) =>
                    VerdictViews.Of(catalogue, placement, placements.Texts.ElementAtOrDefault(i))),
            ],
            Next = placements.More ? Cursor.Of(list, placements.Items[^1].Position) : null,
            Total = placements.Total,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PagePlacementView, position);
    }

    private static async Task Catalogue(
        HttpContext context, BoardAccess board, CallerLimits callers, [AsParameters] FilmFilter filter)
    {
        var first = Query.First(filter.First);
        var list = filter.ListName;
        var now = board.Current;
        FilmId? after = Cursor.Read(list, filter.After) is not { } last ? null
            : FilmId.TryRead(last, out var id) ? id
            : throw Cursor.Unreadable(filter.After);
        var where = filter.Where(now);
        if (!await context.TakesFilter(callers, where is null ? 0 : now.FilmCount)) return;
        // How many pass is told on every page, so all are looked at anyway.
        var found = where is null
            ? now.Catalogue.Films(after, first + 1)
            : now.Catalogue.Films(null, int.MaxValue, where);
        var (page, next) = Cursor.Cut(
            found.Where(film => after is not { } from || film.Id.CompareTo(from) > 0), first,
            film => Cursor.Of(list, film.Id.Value));
        var view = new Page<FilmItem>
        {
            Items = [.. page.Select(film => CatalogueViews.Of(now, film))],
            Next = next,
            Total = where is null ? now.FilmCount : found.Count,
        };
        await Reply.Read(context, view, AggregatorJson.Wire.PageFilmItem, now.Settled);
    }
}

/// <summary>Which films of the catalogue.</summary>
internal sealed record FilmFilter(string? Title, string? Year, string? Season, string? First, string? After)
{
    /// <summary>Says which list this is: a cursor of another one is foreign here.</summary>
    public string ListName => $"films {Title} {Year} {Season}";

    /// <summary>Null lets every film pass.</summary>
    public Func<Film, bool>? Where(Board board)
    {
        var title = Query.Given(Title) is { } written ? Letters.Fold(written) : null;
        var (year, season) = (Query.Number("year", Year), Query.Number("season", Season));
        if (title is null && year is null && season is null) return null;
        return film =>
            (year is null || film.Year == year)
            && (title is null || Letters.Fold(film.Title).Contains(title, StringComparison.Ordinal))
            && (season is null || board.Find(film.Id)?.Standing.Totals?.Season == season);
    }
}
