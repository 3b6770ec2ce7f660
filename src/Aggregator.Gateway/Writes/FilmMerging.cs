using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Reads;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Writes;

/// <summary>Merging films, and splitting them again.</summary>
internal static class FilmMerging
{
    public static void MapFilmMerging(this IEndpointRouteBuilder routes)
    {
        var writes = routes.MapGroup($"{Routes.Films}/{{film}}").WithTags("films")
            .WritesFor(KeyPolicies.Editor);
        writes.MapPost("/merge", Merge).Accepts<MergeBody>("application/json")
            .WithDescription(
                "Two ids of one film: the other answers for both from then on, at either id and at the refs "
                + "of both. Of two verdicts of one critic the later stands; a list that names both counts "
                + "once. Again, it changes nothing and answers the old position.")
            .Answers<WriteAnswer>("Merges a film into another", 404, 409, 422);
        writes.MapPost("/split", Split).Accepts<SplitBody>("application/json")
            .WithDescription(
                "Undoes merges: each film of which an id or ref is named, among this film's aliases, answers "
                + "for itself again, with all that was said under its id. What was said under this film's id "
                + "since stays with this film.")
            .Answers<WriteAnswer>("Splits films off again", 404, 422);
    }

    private static async Task Merge(
        HttpContext context, string film, IGrainFactory grains, BoardAccess board)
    {
        var (text, warnings) = await Merging.ReadInto(context, "a film by its id or a ref");
        var from = await Named(board, grains, film, context.RequestAborted)
            ?? throw new RefusedException(Find.UnknownFilm(film));
        var into = await Named(board, grains, text, context.RequestAborted)
            ?? throw new RefusedException(Find.UnknownFilm(text, "into"));
        var outcome = await grains.Film(from).MergeInto(
            new MergeFilm(into, KeyPolicies.Caller(context).ActorText));
        await Answer(context, board, outcome, new WriteAnswer { Warnings = warnings });
    }

    private static async Task Split(
        HttpContext context, string film, IGrainFactory grains, BoardAccess board)
    {
        using var body = await JsonBody.Read(context);
        var refs = body.Root.Texts("refs") ?? [];
        if (refs.Count == 0)
        {
            throw new RefusedException(
                "field-type", "The field refs is missing: it lists ids and refs among the film's aliases.");
        }

        // What was merged through another gateway a moment ago must be known here.
        await board.HaveAll(grains, context.RequestAborted);
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        FilmId[] films = [.. refs.Select((text, i) => Merged(board, found, (text, i))).Distinct()];
        var outcome = await grains.Film(found.Id).SplitOff(
            new SplitFilms(films, KeyPolicies.Caller(context).ActorText));
        await Answer(context, board, outcome, new WriteAnswer
        {
            Split = [.. films.Select(split => split.Value)],
            Warnings = body.Root.Warnings(),
        });
    }

    /// <summary>The film that bears an id or ref itself; null where nobody knows it.</summary>
    private static async ValueTask<FilmId?> Named(
        BoardAccess board, IGrainFactory grains, string idOrRef, CancellationToken cancel)
    {
        // An id the ledger knows better than this Board.
        if (FilmId.TryRead(idOrRef, out var id)) return id;
        if (!board.Current.Catalogue.TryFindAddressed(idOrRef, out _)) await board.HaveAll(grains, cancel);
        var catalogue = board.Current.Catalogue;
        return catalogue.TryFindAddressed(idOrRef, out var found) ? catalogue.Named(found, idOrRef) : null;
    }

    private static FilmId Merged(BoardAccess board, Film film, (string Text, int Index) named)
    {
        if (board.Current.Catalogue.TryFindMerged(film.Id, named.Text, out var merged)) return merged.Value;
        var no = $"\"{Shown.Short(named.Text)}\" is no id or ref that was merged into \"{film.Id}\".";
        throw new RefusedException(new Refusal("film-not-merged", no)
        {
            Errors = [new RefusalAt($"refs[{named.Index}]", "film-not-merged", no)],
        });
    }

    private static Task Answer(
        HttpContext context, BoardAccess board, FilmMergeOutcome outcome, WriteAnswer answer)
    {
        if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);
        var merged = (outcome.Position, Routes.Film(outcome.Film.Value));
        return Merging.Answer(context, board, merged, () =>
        {
            var now = board.Current;
            var shown = now.Find(outcome.Film);
            return answer with
            {
                Film = outcome.Film.Value,
                Acclaim = shown is null ? null : AcclaimViews.Of(shown, now.Calibration),
            };
        });
    }
}
