using Aggregator.Client;
using Aggregator.Grains;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>Where a film's acclaim comes from.</summary>
internal static class ExplanationEndpoints
{
    public static void MapExplanation(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/films/{film}/explanation", Explain).WithTags("films")
            .Answers<ExplanationView>(
                "A film's acclaim taken apart: what each verdict, list and honour added", 304, 400, 404)
            .MovesWithFilm();

    private static async Task Explain(
        HttpContext context, string film, string? profile, BoardAccess board, IGrainFactory grains)
    {
        AcclaimEndpoints.RefuseOther(profile);
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
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
