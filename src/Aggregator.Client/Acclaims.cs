using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>
/// A film's acclaim. Scores, intervals and shares are in points of 100 with exactly two digits; intervals are
/// <c>[low, high]</c> at 95 %.
/// </summary>
public sealed record AcclaimView
{
    /// <summary>The id or ref that was asked for; in answers to a batch only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Asked { get; init; }

    public required string Film { get; init; }

    public required string Title { get; init; }

    public int? Year { get; init; }

    /// <summary>The season it competes in.</summary>
    public int? Season { get; init; }

    public required IReadOnlyDictionary<string, string> Refs { get; init; }

    /// <summary><c>acclaim-1</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>The number of the table of constants: 1 is <c>cal-1</c>.</summary>
    public int Calibration { get; init; }

    /// <summary><c>rated</c>, or <c>pending</c> with fewer than five verdicts.</summary>
    public required string Status { get; init; }

    /// <summary>How many verdicts a pending film still lacks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Needs { get; init; }

    /// <summary>The day that was asked for; not there in answers of now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? AsOf { get; init; }

    /// <summary>The headline, 0–100; null while pending.</summary>
    public decimal? Acclaim { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    public required CriticsView Critics { get; init; }

    public required RecognitionView Recognition { get; init; }

    public required ListCounts Lists { get; init; }

    public required HonourCounts Honours { get; init; }

    /// <summary>Whether any of it rests on the demo's invented critics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Sample { get; init; }

    /// <summary>Every entry of this film up to this position of the ledger is in these numbers.</summary>
    public long Position { get; init; }

    /// <summary>
    /// The revision of the feed that brought them; left out in the answer to a write, and of a past day.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Revision { get; init; }

    /// <summary>When the last of those entries was recorded (UTC).</summary>
    public DateTime Updated { get; init; }
}

/// <summary>What the verdicts alone make of a film.</summary>
public sealed record CriticsView
{
    public decimal? Score { get; init; }

    public IReadOnlyList<decimal>? Interval { get; init; }

    /// <summary>Verdicts that count: a readable rating or a thumb.</summary>
    public int Verdicts { get; init; }

    /// <summary>Those with a readable rating.</summary>
    public int Rated { get; init; }

    public int Positive { get; init; }

    /// <summary>Percent of the verdicts that are positive; null with fewer than five.</summary>
    public decimal? Approval { get; init; }

    public IReadOnlyList<decimal>? ApprovalInterval { get; init; }

    /// <summary>The plain mean of the readable ratings; null with fewer than five.</summary>
    public decimal? Mean { get; init; }
}

/// <summary>"As if that share of the season's ballots had named it first", in percent.</summary>
public sealed record RecognitionView
{
    public decimal Value { get; init; }

    public required IReadOnlyList<decimal> Interval { get; init; }

    /// <summary>Points that lists and honours added to the critics' score; null while pending.</summary>
    public decimal? Lift { get; init; }
}

/// <summary>Lists by persons of the home season.</summary>
public sealed record ListCounts
{
    public int? Season { get; init; }

    /// <summary>How many lists the season has.</summary>
    public int Ballots { get; init; }

    public int Mentions { get; init; }

    /// <summary>Placements numbered 1; every tied film counts.</summary>
    public int Firsts { get; init; }

    public int Seconds { get; init; }

    /// <summary>Placements on lists of other years, by persons and by collectives.</summary>
    public int Elsewhere { get; init; }

    public required ListPoints Points { get; init; }
}

public sealed record ListPoints
{
    [JsonPropertyName("lists-321")]
    public decimal Lists321 { get; init; }

    public decimal Borda { get; init; }

    public decimal Dowdall { get; init; }
}

/// <summary>Lists by collectives of the home season.</summary>
public sealed record HonourCounts
{
    /// <summary>How many collectives of the season have spoken.</summary>
    public int Collectives { get; init; }

    /// <summary>First places, shared ones included.</summary>
    public int Best { get; init; }

    public int Shared { get; init; }

    public int Mentions { get; init; }
}

/// <summary>Up to 500 acclaims at once, in the order asked.</summary>
public sealed record AcclaimBatch
{
    public required IReadOnlyList<AcclaimView> Items { get; init; }

    /// <summary>What no film answers to.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }
}

/// <summary>What a batch asks for: ids and refs.</summary>
public sealed record AcclaimBatchBody
{
    public required IReadOnlyList<string> Films { get; init; }
}
