namespace Aggregator;

// What registering critics would do.
public sealed partial class Registrar
{
    /// <summary>
    /// The critic of this name: the one who is known, or a new one with an id nobody else has. What is not
    /// given stays as it was; a new one is a person then.
    /// </summary>
    public CriticDecision Critic(string name, CriticKind? kind, string? publication)
    {
        var folded = TitleFold.Weak(name);
        // Two who are known may differ by an accent: the name itself tells which one, and not its fold.
        if (catalogue.TryFindCriticNamed(name, out var known))
            known = _critics.GetValueOrDefault(known.Id, known);
        else _criticsNamed.TryGetValue(folded, out known);
        if (known is not null)
        {
            var revised = known with
            {
                Kind = kind ?? known.Kind,
                Publication = publication ?? known.Publication,
            };
            var step = revised == known ? RegistrationStep.Unchanged : RegistrationStep.Revised;
            return Keep(folded, new CriticDecision(revised, step, known));
        }

        for (var number = 1; ; number++)
        {
            var id = CriticId.Of(Slug.Of(name, "critic", number == 1 ? null : Text(number)));
            if (_critics.ContainsKey(id) || catalogue.TryFindCritic(id, out _)) continue;
            var critic = new Critic(id, name, kind ?? CriticKind.Person) { Publication = publication };
            return Keep(folded, new CriticDecision(critic, RegistrationStep.New, null));
        }
    }

    /// <summary>A critic who was decided here, by name or id; null where none was.</summary>
    public Critic? CriticDecided(string nameOrId) =>
        _criticsNamed.TryGetValue(TitleFold.Weak(nameOrId), out var named) ? named
        : CriticId.TryRead(nameOrId, out var id) ? _critics.GetValueOrDefault(id) : null;

    private CriticDecision Keep(string folded, CriticDecision decision)
    {
        _critics[decision.Critic.Id] = decision.Critic;
        _criticsNamed[folded] = decision.Critic;
        return decision;
    }
}
