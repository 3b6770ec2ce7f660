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

/// <summary>Registering, revising and merging critics, persons and collectives.</summary>
internal static class CriticWrites
{
    public static void MapCriticWrites(this IEndpointRouteBuilder routes)
    {
        var writes = routes.MapGroup($"{Routes.Critics}/{{critic}}").WithTags("critics")
            .WritesFor(KeyPolicies.Editor);
        writes.MapPut("", Put).Accepts<CriticBody>("application/json")
            .WithDescription(
                "Lists count as a person's or a collective's from when they are recorded: the kind cannot "
                + "change while one stands. What is left out stays as it was; a new critic is a person "
                + "then. Null clears the publication.")
            .Answers<WriteAnswer>("Registers or revises a critic", 409, 422)
            .Produces<WriteAnswer>(StatusCodes.Status201Created);
        writes.MapPost("/merge", Merge).Accepts<MergeBody>("application/json")
            .WithDescription(
                "Two ids of one critic: the other answers for both from then on, at either address. Of two "
                + "verdicts of one film the later stands; two lists of one year are refused. It cannot be "
                + "undone; again, it changes nothing and answers the old position.")
            .Answers<WriteAnswer>("Merges a critic into another", 404, 409, 422);
    }

    private static async Task Put(
        HttpContext context, string critic, IGrainFactory grains, RegistrationDesk desk)
    {
        if (!CriticId.TryRead(critic, out var id))
        {
            throw new RefusedException("id-unreadable",
                $"\"{Shown.Short(critic)}\" is not a critic id: lower-case "
                + "letters, digits and single hyphens, such as manohla-dargis.");
        }

        var (wanted, warnings) = await Read(context);
        var actor = KeyPolicies.Caller(context).ActorText;
        Critic? known = null;
        var position = await desk.Register(
            registrar =>
            {
                var step = registrar.Catalogue.TryFindCritic(id, out known)
                    ? RegistrationStep.Revised : RegistrationStep.New;
                // Whoever mends a name has not said that a circle is a person now.
                var decided = new Critic(id, wanted.Name, wanted.Kind ?? known?.Kind ?? CriticKind.Person)
                {
                    Publication = wanted.IsOfNone ? null : wanted.Publication ?? known?.Publication,
                };
                return Registration.Of(new CriticDecision(decided, step, known), actor);
            },
            context.RequestAborted);

        context.Response.Headers.Location = Routes.Critic(critic);
        await Reply.Write(
            context, known is null ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            new WriteAnswer
            {
                Position = position ?? (await grains.Critic(id).Verdicts(new PageAsk(null, 1))).Position,
                Critic = id.Value,
                Warnings = warnings,
            },
            AggregatorJson.Wire.WriteAnswer);
    }

    private static async Task Merge(
        HttpContext context, string critic, IGrainFactory grains, BoardAccess board)
    {
        if (!CriticId.TryRead(critic, out var from)) throw new RefusedException(Find.UnknownCritic(critic));
        var (text, warnings) = await Merging.ReadInto(context, "a critic's id");
        if (!CriticId.TryRead(text, out var into))
            throw new RefusedException(Find.UnknownCritic(text, "into"));

        var outcome = await grains.Critic(from).MergeInto(
            new MergeCritic(into, KeyPolicies.Caller(context).ActorText));
        if (outcome.Refusal is { } refusal) throw new RefusedException(refusal);
        await Merging.Answer(
            context, board, (outcome.Position, Routes.Critic(outcome.Into.Value)),
            () => new WriteAnswer { Critic = outcome.Into.Value, Warnings = warnings });
    }

    private readonly record struct CriticWanted(string Name, CriticKind? Kind, string? Publication)
    {
        /// <summary>Whether it was said that the critic writes for no publication.</summary>
        public bool IsOfNone { get; init; }
    }

    private static async Task<(CriticWanted Wanted, IReadOnlyList<Doubt>? Warnings)> Read(
        HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        var fields = body.Root;
        if (fields.Name("name") is not { } name) throw fields.Lacks("name-empty", "A critic needs a name.");
        CriticKind? kind = fields.Text("kind", PlainText.NameLengthMax) is { } word
            ? CriticMention.KindOf(word)
            : null;
        var publication = fields.Name("publication");
        var wanted = new CriticWanted(name, kind, publication) { IsOfNone = fields.IsNull("publication") };
        return (wanted, fields.Warnings());
    }
}
