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
                "A film's acclaim taken apart: what each verdict, list and honour added", 304, 400, 404)
            .WithDescription("Counts as one read, and as one more for every hundred verdicts.")
            .MovesWithFilm();

    private static async Task Explain(
        HttpContext context, string film, string? profile, [AsParameters] ExplanationFrom from)
    {
        AcclaimEndpoints.RefuseOther(profile);
        var (board, grains, callers) = from;
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var verdicts = board.Current.Find(found.Id)?.Standing.Verdicts.Count ?? 0;
        if (!await context.TakesMore(callers, verdicts / VerdictsPerRead)) return;
        var made = await grains.Film(found.Id).Contributions()
            ?? throw new RefusedException(Find.UnknownFilm(film));
        var now = board.Current;
        var explanation = Explanation.Of(
            AsShown(now, made.Standing), made.Verdicts, made.Placements, now.Calibration);
        await Reply.Read(
            context, ExplanationViews.Of(found, explanation, now.Catalogue),
            AggregatorJson.Wire.ExplanationView, made.Standing.Position);
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

/// <summary>What an explanation is made from, and who asks for it.</summary>
internal sealed record ExplanationFrom(BoardAccess Board, IGrainFactory Grains, CallerLimits Callers);
