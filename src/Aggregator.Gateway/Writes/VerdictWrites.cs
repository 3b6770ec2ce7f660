using Aggregator.Client;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Reads;
using Aggregator.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Gateway.Writes;

internal static class VerdictRoutes
{
    private const string Route = "/v1/films/{film}/verdicts/{critic}";

    public static void MapVerdictWrites(this IEndpointRouteBuilder routes)
    {
        // Made once: a request that asks for no service is spared a scope of them.
        var verdicts = ActivatorUtilities.CreateInstance<VerdictWrites>(routes.ServiceProvider);
        var writes = routes.MapGroup("").WithTags("verdicts").WritesFor(KeyPolicies.ThatCritic);
        writes.MapPut(Route, verdicts.Put).Accepts<VerdictBody>("application/json")
            .WithDescription(
                "Idempotent: the same verdict again changes nothing and answers the old position.")
            .Answers<WriteAnswer>("Records or revises a verdict", 404, 422)
            .Produces<WriteAnswer>(StatusCodes.Status201Created);
        writes.MapDelete(Route, verdicts.Delete)
            .Answers<WriteAnswer>("Withdraws a verdict", 404);
    }
}

/// <summary>One critic's verdict of one film: recording, revising, withdrawing.</summary>
internal sealed class VerdictWrites(IGrainFactory grains, BoardAccess board, TimeProvider clock)
{
    public async Task Put(HttpContext context, string film, string critic)
    {
        var askedAt = board.Current.Settled;
        var (verdict, text, warnings) = await Read(context);
        var (found, who) = await Find(context, film, critic);
        var command = new RecordVerdict(who, verdict, text, KeyPolicies.Caller(context).ActorText);
        var outcome = await Saying.Say(
            askedAt, at => grains.Film(found.Id).Record(command with { AskedAt = at }),
            context.RequestAborted);
        await Answer(context, (found, who), outcome, warnings);
    }

    public async Task Delete(HttpContext context, string film, string critic)
    {
        var askedAt = board.Current.Settled;
        var (found, who) = await Find(context, film, critic);
        var command = new WithdrawVerdict(who, KeyPolicies.Caller(context).ActorText);
        var outcome = await Saying.Say(
            askedAt, at => grains.Film(found.Id).Withdraw(command with { AskedAt = at }),
            context.RequestAborted);
        await Answer(context, (found, who), outcome);
    }

    /// <summary>The answer of whatever was done to one critic's verdict.</summary>
    public static Task Answer(
        HttpContext context, (Film Film, CriticId Critic) of, VerdictOutcome outcome,
        IReadOnlyList<Doubt>? warnings = null)
    {
        if (outcome.Refusal is { } refusal) return Problems.Write(context, refusal);
        // Merged since it was looked up: the film's grain has handed on.
        if (outcome.Standing?.Film is { } answering && answering != of.Film.Id)
            of.Film = Known(context, answering);
        context.Response.Headers.Location = Routes.Verdict(of.Film.Id.Value, of.Critic.Value);
        var answer = new WriteAnswer
        {
            Position = outcome.Position,
            Film = of.Film.Id.Value,
            Critic = of.Critic.Value,
            Acclaim = outcome.Standing is { } standing
                ? AcclaimViews.Of(of.Film, standing, Calibration.BuiltIn)
                : null,
            Warnings = warnings,
        };
        var status = outcome.Step == VerdictStep.First
            ? StatusCodes.Status201Created
            : StatusCodes.Status200OK;
        return Reply.Write(context, status, answer, AggregatorJson.Wire.WriteAnswer);
    }

    private static Film Known(HttpContext context, FilmId film)
    {
        // Not as it is on the Board: it may have been merged as well by now, and the write was done.
        var catalogue = context.RequestServices.GetRequiredService<BoardAccess>().Current.Catalogue;
        return catalogue.TryFindFilm(film.Value, out var known)
            ? known
            : throw new RefusedException(Reads.Find.UnknownFilm(film.Value));
    }

    /// <summary>
    /// Who and what is meant. Whoever registered them through another gateway a moment ago must not be told
    /// that nobody knows them, so an unknown one is looked for again at the ledger's head.
    /// </summary>
    private ValueTask<(Film Film, CriticId Critic)> Find(HttpContext context, string film, string critic)
    {
        var catalogue = board.Current.Catalogue;
        return catalogue.TryFindAddressed(film, out var found)
            && catalogue.TryFindCritic(critic, out var who)
                ? new((found, who.Id))
                : FindSoon(context, film, critic);
    }

    private async ValueTask<(Film Film, CriticId Critic)> FindSoon(
        HttpContext context, string film, string critic)
    {
        var found = await board.FilmSoon(grains, film, context.RequestAborted);
        var who = await board.CriticSoon(grains, critic, context.RequestAborted);
        return (found, who.Id);
    }

    private async ValueTask<(Verdict Verdict, FreeText? Text, IReadOnlyList<Doubt>? Warnings)> Read(
        HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        var fields = body.Root;
        var written = fields.Text("rating", PlainText.RatingLengthMax);
        var rating = written is null ? null : RatingReader.Read(written);
        if (rating is { IsReadable: false })
            throw new RefusedException(RatingWords.CodeOf(rating), RatingWords.Unreadable(rating));

        var thumb = ReadThumb(fields.Text("thumb", PlainText.NameLengthMax));
        if (rating is null && thumb is null)
            throw fields.Lacks("verdict-empty", "A verdict needs a rating, a thumb, or both.");

        var published = Years.Checked(
            "published", Days.NotAhead(fields.Day("published"), Days.Today(clock)));
        var verdict = new Verdict(rating, thumb)
        {
            Publication = fields.Name("publication"),
            Published = published,
        };
        var text = new FreeText
        {
            Url = WebAddress.Checked(fields.Text("url", PlainText.QuoteLengthMax)),
            Quote = fields.Text("quote", PlainText.QuoteLengthMax),
        };
        return (verdict, text.IsEmpty ? null : text, fields.Warnings());
    }

    private static Thumb? ReadThumb(string? text) => text switch
    {
        null => null,
        "up" => Thumb.Up,
        "down" => Thumb.Down,
        _ => throw new RefusedException("thumb-unknown",
            $"The thumb \"{Shown.Short(text)}\" is neither up nor down."),
    };
}
