using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;

namespace Aggregator.Gateway.Naming;

/// <summary>A critic as a row names it, by id or name; an unnamed critic is its publication.</summary>
internal sealed record CriticMention(string Name, bool IsId, CriticKind Kind, string? Publication)
{
    public static CriticMention Of(string name) => new(name, Slug.IsSlug(name), CriticKind.Person, null);

    /// <param name="row">What names the critic.</param>
    /// <param name="otherwise">Who is meant by a row that does not, if anybody.</param>
    public static CriticMention Of(ImportRow row, string? otherwise = null)
    {
        var publication = row.Text("publication", PlainText.NameLengthMax);
        var name = row.Text("critic", PlainText.NameLengthMax) ?? otherwise ?? publication
            ?? throw new RefusedException("critic-missing",
                "The row names neither a critic nor a publication.");
        return new CriticMention(name, Slug.IsSlug(name), KindOf(row), publication);
    }

    public static CriticKind KindOf(ImportRow row) => KindOf(row["kind"]?.ToLowerInvariant());

    /// <summary>Whoever does not say is a person; refuses <c>kind-unknown</c>.</summary>
    public static CriticKind KindOf(string? word) => word switch
    {
        null or "person" => CriticKind.Person,
        "collective" => CriticKind.Collective,
        var other => throw new RefusedException("kind-unknown",
            $"The kind \"{Shown.Short(other)}\" is neither person nor collective."),
    };

    /// <summary>As it is read and shown.</summary>
    public static string WordOf(CriticKind kind) => kind == CriticKind.Collective ? "collective" : "person";

    /// <summary>Why nobody was found: nobody is known so, or several are.</summary>
    public Refusal Refuse(Catalogue catalogue) => catalogue.CriticsNamed(Name) is { Length: > 1 } several
        ? Ambiguous(Name, several, "name one by the id")
        : new("critic-unknown", $"No critic is known as \"{Shown.Short(Name)}\".");

    public static Refusal Ambiguous(string name, IEnumerable<Critic> several, string whatToDo) => new(
        "critic-ambiguous",
        $"\"{Shown.Short(name)}\" may be any of {string.Join(", ", several.Select(critic => critic.Id))}; "
        + $"{whatToDo}.");
}
