using Aggregator.Gateway.Http;
using Aggregator.Grains;

namespace Aggregator.Gateway.Writes;

/// <summary>
/// Decides from the Board, registers, and waits until the Board shows it. The Board may be a moment behind
/// what was said through another gateway: the ledger knows, and then it is decided again.
/// </summary>
internal sealed class RegistrationDesk(IGrainFactory grains, BoardAccess board)
{
    /// <summary>
    /// How often something is decided again because somebody else was quicker. Each time somebody got
    /// through, so twenty gateways may register one film at the same moment.
    /// </summary>
    public const int Tries = 20;

    private static readonly TimeSpan ShowPatience = TimeSpan.FromSeconds(1);

    /// <summary>Decides and registers again while somebody else was quicker with any of it.</summary>
    public static async Task Repeat(Func<Task<Receipt[]>> register)
    {
        for (var tried = 1; tried <= Tries; tried++)
        {
            var receipts = await register();
            if (!receipts.Any(receipt => receipt.Refusal?.IsOfAnother() == true)) return;
        }
    }

    /// <summary>The position at which it was recorded; null where it is registered just so.</summary>
    public async Task<long?> Register(Func<Registrar, Registration> decide, CancellationToken cancel)
    {
        Receipt[] last = [];
        await Repeat(async () =>
            last = await Register([decide(new(board.Current))], ShowPatience, cancel));
        return last[0].Refusal switch
        {
            null => last[0].Position,
            { Code: "unchanged" } => null,
            { } no => throw new RefusedException(no),
        };
    }

    /// <summary>
    /// Each for itself; receipts in the order given, of which there is at least one. Where somebody else was
    /// first with one that is refused, the Board shows theirs then.
    /// </summary>
    public async Task<Receipt[]> Register(
        IReadOnlyList<Registration> asked, TimeSpan patience, CancellationToken cancel)
    {
        var receipts = await grains.Ledger().Register([.. asked]);
        var last = receipts.Any(receipt => receipt.Refusal is { Code: not "unchanged" })
            ? await Head()
            : receipts.Max(receipt => receipt.Position);
        await board.WaitFor(last, patience, cancel);
        return receipts;
    }

    /// <summary>What would be refused of a critic because of the lists that stand.</summary>
    public async Task<Refusal?> Foresee(Registration asked)
    {
        if (asked is not { Critic: { } critic, CriticBefore: { } before } || critic.Kind == before.Kind)
            return null;
        var standing = await grains.Critic(critic.Id).Lists();
        return critic.HasLists(standing.Select(one => (one.List.Year, one.List.Kind)));
    }

    /// <summary>The position of the ledger's last entry.</summary>
    public async Task<long> Head() => (await grains.Ledger().Head()).Position;
}

internal static class RegistrationRefusals
{
    /// <summary>Whether somebody else was quicker with the film or critic.</summary>
    public static bool IsOfAnother(this Refusal refusal) =>
        refusal.Code is "film-exists" or "film-moved" or "film-merged" or "critic-moved";
}
