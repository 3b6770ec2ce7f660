using Aggregator.Client;
using Aggregator.Grains;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Where a film's acclaim comes from.</summary>
internal static class ExplanationEndpoints
{
    /// <summary>An explanation counts as one read more for each so many verdicts.</summary>
    private const int VerdictsPerRead = 100;

    public static void MapExplanation(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/films/{film}/explanation", Explain).WithTags("films")
            .Answers<ExplanationView>(
                "A film's acclaim taken apart: what each verdict, list and honour added", 304, 404)
            .WithDescription("Counts as one read, and as one more for every hundred verdicts.")
            .MovesWithFilm();

    private static async Task Explain(
        HttpContext context, string film, [AsParameters] ExplanationAsk ask,
        [AsParameters] ExplanationFrom from)
    {
        AcclaimEndpoints.RefuseOther(ask.Profile);
        var (board, grains, callers, pasts) = from;
        var day = pasts.DayOf(ask.AsOf);
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var verdicts = board.Current.Find(found.Id)?.Standing.Verdicts.Count ?? 0;
        if (!await context.TakesMore(callers, verdicts / VerdictsPerRead)) return;
        var (said, position) = day is { } past
            ? await Then(context, found.Id, past, from)
            : await Now(found.Id, from);
        var now = board.Current;
        var explanation = Explanation.Of(
            said.Standing, said.Verdicts, said.Placements, now.Calibration);
        var view = ExplanationViews.Of(found, explanation, now.Catalogue) with { AsOf = day };
        await Reply.Read(context, view, AggregatorJson.Wire.ExplanationView, position);
    }

    private static async Task<(FilmContributions Said, long Position)> Now(FilmId film, ExplanationFrom from)
    {
        var (answer, position) = await from.Board.Asked(
            () => from.Grains.Film(film).Contributions(), said => said?.Standing.Position);
        var said = answer ?? throw new RefusedException(Find.UnknownFilm(film.Value));
        return (said with { Standing = AsShown(from.Board.Current, said.Standing) }, position);
    }

    private static async Task<(FilmContributions Said, long Position)> Then(
        HttpContext context, FilmId film, DateOnly day, ExplanationFrom from)
    {
        var past = await from.Pasts.Of(
            from.Board.Current.Answering(film), context.Features.Get<AwaitedPosition>(),
            context.RequestAborted);
        var said = await from.Grains.Past().Contributions(film, day)
            ?? throw new RefusedException(Find.UnknownFilm(film.Value));
        return (said with { Standing = past.Chronicle.Scored(said.Standing, day) }, past.Position);
    }

    /// <summary>
    /// The numbers as the acclaim shows them: a season that gets lists is scored again a little later, and
    /// until then what is explained is what is seen.
    /// </summary>
    private static Standing AsShown(Board board, Standing standing) =>
        board.Find(standing.Film) is { } shown && shown.Standing.Position == standing.Position
            ? shown.Standing
            : standing;
}

/// <summary>Which of a film's scores is to be explained.</summary>
internal sealed record ExplanationAsk(string? Profile, string? AsOf);

/// <summary>What an explanation is made from, and who asks for it.</summary>
internal sealed record ExplanationFrom(
    BoardAccess Board, IGrainFactory Grains, CallerLimits Callers, Pasts Pasts);
