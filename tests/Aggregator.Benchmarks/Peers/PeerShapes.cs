using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aggregator.Benchmarks.Peers;

/// <summary>A film's numbers as a peer keeps and sends them: flat, and fewer than ours.</summary>
internal sealed record PeerAcclaim(string Film, string Title)
{
    public int Year { get; init; }

    public decimal? Acclaim { get; init; }

    public decimal? Low { get; init; }

    public decimal? High { get; init; }

    public int Verdicts { get; init; }

    public int Positive { get; init; }

    public decimal? Mean { get; init; }

    public int Mentions { get; init; }

    public int Firsts { get; init; }

    public int Best { get; init; }

    public DateTime Updated { get; init; }
}

internal sealed record PeerPage(IReadOnlyList<PeerAcclaim> Items, string? Next);

internal sealed record PeerVerdict(string? Rating, string? Thumb);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PeerAcclaim))]
[JsonSerializable(typeof(PeerPage))]
[JsonSerializable(typeof(PeerVerdict))]
internal sealed partial class PeerJson : JsonSerializerContext;
