using System.Text.Json;
using System.Text.Json.Nodes;
using Aggregator.Gateway.Imports;
using Microsoft.OpenApi;

namespace Aggregator.Gateway.Reference;

/// <summary>What a parameter means, said once for every address that takes it.</summary>
internal sealed record ParameterWord(string Sentence, JsonNode Example)
{
    /// <summary>All the words it may be; empty where it may be anything.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];

    public bool IsNeeded { get; init; }

    public OpenApiSchema Schema() => new()
    {
        // What travels as text in an address is told by its example.
        Type = Example.GetValueKind() switch
        {
            JsonValueKind.Number => JsonSchemaType.Integer,
            JsonValueKind.True => JsonSchemaType.Boolean,
            _ => JsonSchemaType.String,
        },
        Enum = OneOf.Count == 0 ? null : [.. OneOf.Select(word => (JsonNode)word)],
    };
}

/// <summary>The words of the public contract, by where they stand and what they are called.</summary>
internal static class ParameterWords
{
    private static readonly Dictionary<(ParameterLocation In, string Name), ParameterWord> Known = new()
    {
        [(ParameterLocation.Path, "film")] = new(
            "A film's id, or a ref such as `imdb:tt1798709`.", "her-2013"),
        [(ParameterLocation.Path, "critic")] = new("A critic's id.", "manohla-dargis"),
        [(ParameterLocation.Path, "year")] = new("The year of the lists.", 2013),
        [(ParameterLocation.Path, "scope")] = new("A season, or `all-time`.", "2013"),
        [(ParameterLocation.Path, "kind")] = new("What the rows are.", "verdicts")
        {
            OneOf = ImportRunner.Kinds,
        },
        [(ParameterLocation.Path, "id")] = new(
            "The key's id: the eight characters after `agg_`.", "k3y4u5e6"),
        [(ParameterLocation.Query, "profile")] = new(
            "The rule of the number; `acclaim-1` if not given.", "acclaim-1"),
        [(ParameterLocation.Query, "asOf")] = new(
            "A past day: what was said by its end, each fact from the day it was published or, where that is"
            + " not known, recorded (UTC). Today if not given.", "2014-01-10"),
        [(ParameterLocation.Query, "by")] = new(
            "What the films are ordered by; `acclaim` if not given. `schulze`, `ranked-pairs` and "
            + "`plackett-luce` are computed of a season when asked for.", "acclaim")
        {
            OneOf = [.. RankingNames.All],
        },
        [(ParameterLocation.Query, "top")] = new("How many places are looked at, from 1 to 50.", 20),
        [(ParameterLocation.Query, "each")] = new(
            "How far apart what is told is at least; `day` if not given.", "day")
        {
            OneOf = ["day", "week"],
        },
        [(ParameterLocation.Query, "first")] = new("How many, from 1 to 200.", 50),
        [(ParameterLocation.Query, "after")] = new("`next` of the page before.", "bGlzdAoy"),
        [(ParameterLocation.Query, "actor")] = new(
            "Only what this key or token's subject did. For operators.", "editor:k3y4u5e6"),
        [(ParameterLocation.Query, "wait")] = new(
            "Seconds to wait for something new, 0 to 30; 20 if not given. Long polls only.", 20),
        [(ParameterLocation.Query, "scope")] = new(
            "A season: films that compete in it or stand on a list of its year; `all-time` for all.", "2013"),
        [(ParameterLocation.Query, "films")] = new(
            "Only these: at most 500 ids and refs, separated by commas.", "her-2013,imdb:tt2024544"),
        [(ParameterLocation.Query, "q")] = new(
            "Words of a title or a name, forgiving; or a film's ref.", "inside lewyn")
        {
            IsNeeded = true,
        },
        [(ParameterLocation.Query, "title")] = new("Part of the title, accents and case aside.", "davis"),
        [(ParameterLocation.Query, "name")] = new("Part of the name, accents and case aside.", "dargis"),
        [(ParameterLocation.Query, "kind")] = new("Persons or collectives only.", "person")
        {
            OneOf = ["person", "collective"],
        },
        [(ParameterLocation.Query, "year")] = new("The year the film was made.", 2013),
        [(ParameterLocation.Query, "season")] = new("The season the film competes in.", 2013),
        [(ParameterLocation.Query, "createFilms")] = new(
            "Register films that nobody knows, instead of refusing the lines that name them.", true),
        [(ParameterLocation.Query, "createCritics")] = new(
            "Register critics whom nobody knows, instead of refusing the rows that name them.", true),
        [(ParameterLocation.Query, "critic")] = new(
            "Whose verdicts they are, by id or name, where a row does not say.", "ann-example"),
        [(ParameterLocation.Query, "dryRun")] = new("Say what would be done, and change nothing.", true),
        [(ParameterLocation.Query, "ranked")] = new(
            "Whether the order counts, for texts that cannot say it themselves.", true),
    };

    /// <summary>Null where nobody has said yet what it means.</summary>
    public static ParameterWord? Find(ParameterLocation where, string name) =>
        Known.GetValueOrDefault((where, name));
}
