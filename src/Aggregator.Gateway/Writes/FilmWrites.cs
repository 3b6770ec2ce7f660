using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Reads;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Writes;

/// <summary>Registering and revising films.</summary>
internal static class FilmWrites
{
    public static void MapFilmWrites(this IEndpointRouteBuilder routes)
    {
        var writes = routes.MapGroup(Routes.Films).WithTags("films").WritesFor(KeyPolicies.Editor);
        writes.MapPost("", Post).Accepts<FilmBody>("application/json")
            .WithDescription(
                "The same title and year is the same film, unless it bears another ref of a scheme both "
                + "have, or distinct asks for another one; that one gets -2.")
            .Answers<WriteAnswer>("Registers a film, its id made from title and year", 409, 422)
            .Produces<WriteAnswer>(StatusCodes.Status201Created);
        writes.MapPut("/{film}", Put).Accepts<FilmBody>("application/json")
            .WithDescription(
                "What is given replaces what was, and what is left out stays as it was, each ref too; null "
                + "clears year, released or season. Where another id has the same title and year, it is "
                + "refused, unless the two bear different refs of one scheme, or distinct says that it is "
                + "another film.")
            .Answers<WriteAnswer>("Registers or revises a film of a chosen id", 409, 422)
            .Produces<WriteAnswer>(StatusCodes.Status201Created);
    }

    private static async Task Post(HttpContext context, RegistrationDesk desk, BoardAccess board)
    {
        var (wanted, warnings) = await Read(context);
        await Register(context, (desk, board), warnings, registrar => registrar.Film(wanted));
    }

    private static async Task Put(
        HttpContext context, string film, RegistrationDesk desk, BoardAccess board)
    {
        if (!FilmId.TryRead(film, out var id))
        {
            throw new RefusedException("id-unreadable",
                $"\"{Shown.Short(film)}\" is not a film id: lower-case letters, "
                + "digits and single hyphens, such as her-2013.");
        }

        var (wanted, warnings) = await Read(context);
        await Register(context, (desk, board), warnings, registrar => registrar.Film(id, wanted));
    }

    private static async Task Register(
        HttpContext context, (RegistrationDesk Desk, BoardAccess Board) through,
        IReadOnlyList<Doubt>? warnings, Func<Registrar, Outcome<FilmDecision>> decide)
    {
        var actor = KeyPolicies.Caller(context).ActorText;
        FilmDecision? decided = null;
        var position = await through.Desk.Register(
            registrar =>
            {
                var outcome = decide(registrar);
                if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);
                return Registration.Of(decided = outcome.Value!, actor);
            },
            context.RequestAborted);

        var (film, step) = (decided!.Film, decided.Step);
        context.Response.Headers.Location = Routes.Film(film.Id.Value);
        var status = step == RegistrationStep.New ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        await Reply.Write(
            context, status,
            Answer(through.Board.Current, film.Id, position) with { Warnings = warnings },
            AggregatorJson.Wire.WriteAnswer);
    }

    private static WriteAnswer Answer(Board now, FilmId film, long? position)
    {
        var shown = now.Find(film);
        return new WriteAnswer
        {
            Position = position ?? shown?.Standing.Position ?? 0,
            Film = film.Value,
            Acclaim = shown is null ? null : AcclaimViews.Of(shown, now.Calibration),
        };
    }

    private static async Task<(FilmWanted Wanted, IReadOnlyList<Doubt>? Warnings)> Read(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        var fields = body.Root;
        var title = fields.Text("title", PlainText.TitleLengthMax)?.Trim();
        if (string.IsNullOrEmpty(title)) throw fields.Lacks("title-empty", "A film needs a title.");
        var wanted = new FilmWanted(title, Years.Checked("year", fields.Number("year")))
        {
            Released = Years.Checked("released", fields.Day("released")),
            Season = Years.Checked("season", fields.Number("season")),
            Refs = FilmRefs.Read(
                from written in fields.Pairs("refs") ?? []
                select FilmRefs.Of(written.Name, written.Value)),
            Distinct = fields.Flag("distinct") ?? false,
            Cleared = Cleared(fields, "year", FilmParts.Year)
                | Cleared(fields, "released", FilmParts.Released)
                | Cleared(fields, "season", FilmParts.Season),
        };
        return (wanted, fields.Warnings());
    }

    private static FilmParts Cleared(JsonFields fields, string name, FilmParts part) =>
        fields.IsNull(name) ? part : FilmParts.None;
}
