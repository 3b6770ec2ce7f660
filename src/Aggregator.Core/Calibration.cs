using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Aggregator;

/// <summary>
/// The versioned table of constants that profiles use (<c>method.md</c> §7). Immutable; a score names the
/// number of the calibration it was made with. Marks and points are in hundredths of a point (0..10000),
/// credits and shares in ten-thousandths.
/// </summary>
public sealed partial record Calibration
{
    // The tables of thumbs go from 0 to 100 points.
    private const int LastStep = 99;

    /// <summary>1 is the built-in <c>cal-1</c>.</summary>
    public int Number { get; init; } = 1;

    /// <summary>A mark from here on is a positive one.</summary>
    public int UpLine { get; init; }

    /// <summary>m: what a film is worth before anyone has spoken.</summary>
    public int PriorMean { get; init; }

    /// <summary>K: how many hundredths of a verdict that prior counts as.</summary>
    public int PriorStrengthHundredths { get; init; }

    /// <summary>
    /// The variance of the pseudo-marks that steady a film's own spread, in hundredths squared.
    /// </summary>
    public int SpreadPrior { get; init; }

    public int SpreadPriorCount { get; init; }

    /// <summary>Fewer verdicts leave a film pending.</summary>
    public int VerdictsMin { get; init; }

    /// <summary>The squared normal deviate of an interval, in ten-thousandths.</summary>
    public int DeviateSquared { get; init; }

    /// <summary>The variance that the thumbs of one film share, in hundredths squared.</summary>
    public int ThumbSpread { get; init; }

    /// <summary>What a bare thumb up counts as for a film at 0, 1, … 100 points.</summary>
    public ImmutableArray<int> ThumbUp { get; init; }

    /// <summary>What a bare thumb down counts as for a film at 0, 1, … 100 points.</summary>
    public ImmutableArray<int> ThumbDown { get; init; }

    /// <summary>What positions 1..10 of a person's list are worth.</summary>
    public ImmutableArray<int> ListCredits { get; init; }

    /// <summary>What positions 1..10 of a collective's list are worth.</summary>
    public ImmutableArray<int> HonourCredits { get; init; }

    /// <summary>How many persons' lists a collective's list weighs.</summary>
    public int HonourWeight { get; init; }

    /// <summary>Empty ballots added to every season, so that a small one does not shout.</summary>
    public int PseudoBallots { get; init; }

    /// <summary>
    /// The share of the ballots at which half of the way to the greatest lift is gone, less its own.
    /// </summary>
    public int HalfPoint { get; init; }

    /// <summary>How much of the way from C to 100 lists and honours can lift a film at most.</summary>
    public int LiftMax { get; init; }

    /// <summary>The value of each letter grade, such as <c>B+</c>.</summary>
    public FrozenDictionary<string, int> Letters { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>The scales a fraction may be written on.</summary>
    public FrozenSet<int> Denominators { get; init; } = FrozenSet<int>.Empty;

    /// <summary>What positions 1..10 of a list are worth, by who made it.</summary>
    public ImmutableArray<int> CreditsOf(CriticKind kind) =>
        kind is CriticKind.Person ? ListCredits : HonourCredits;

    public static Calibration BuiltIn { get; } = ReadBuiltIn();

    /// <summary>
    /// What a bare thumb counts as for a film at <paramref name="score"/>: straight between whole points.
    /// </summary>
    public int WorthOf(Thumb thumb, int score) => StepOf(thumb, score).Worth;

    /// <summary>The step of the thumb's table that a score is on; 100 points end the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Each score asks for it some thirty times.
    public ThumbStep StepOf(Thumb thumb, int score)
    {
        var table = thumb is Thumb.Up ? ThumbUp : ThumbDown;
        var point = Math.Min(LastStep, score / 100);
        return new(point, score - 100 * point, table[point], table[point + 1]);
    }

    /// <summary>
    /// Whether both turn verdicts and placements into the same sums, so that sums made with one can be scored
    /// with the other.
    /// </summary>
    public bool SumsLike(Calibration other) =>
        ReferenceEquals(this, other)
        || (UpLine == other.UpLine && ListCredits.AsSpan().SequenceEqual(other.ListCredits.AsSpan())
            && HonourCredits.AsSpan().SequenceEqual(other.HonourCredits.AsSpan()));

    /// <summary>
    /// Reads a calibration as it is published. Throws <see cref="InvalidDataException"/> naming the field
    /// when one is missing or breaks a promise the scores rest on.
    /// </summary>
    public static Calibration Read(int number, ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var calibration = Of(number, document.RootElement);
            calibration.Check();
            return calibration;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
                                      or FormatException)
        {
            throw new InvalidDataException($"Calibration {number} cannot be read: {e.Message}", e);
        }
    }

    private static Calibration Of(int number, JsonElement json) => new()
    {
        Number = number,
        UpLine = json.GetProperty("up_line").GetInt32(),
        PriorMean = json.GetProperty("prior_mean").GetInt32(),
        PriorStrengthHundredths = json.GetProperty("prior_strength_hundredths").GetInt32(),
        SpreadPrior = json.GetProperty("var_prior").GetInt32(),
        SpreadPriorCount = json.GetProperty("var_prior_n").GetInt32(),
        VerdictsMin = json.GetProperty("min_verdicts").GetInt32(),
        DeviateSquared = json.GetProperty("z2_e4").GetInt32(),
        ThumbSpread = json.GetProperty("thumb_var").GetInt32(),
        ThumbUp = Numbers(json, "thumb_up"),
        ThumbDown = Numbers(json, "thumb_down"),
        ListCredits = Numbers(json, "list_credit"),
        HonourCredits = Numbers(json, "honour_credit"),
        HonourWeight = json.GetProperty("honour_weight").GetInt32(),
        PseudoBallots = json.GetProperty("pseudo_ballots").GetInt32(),
        HalfPoint = json.GetProperty("half_point").GetInt32(),
        LiftMax = json.GetProperty("lift").GetInt32(),
        Letters = json.GetProperty("letters").EnumerateObject()
            .ToFrozenDictionary(letter => letter.Name, letter => letter.Value.GetInt32()),
        Denominators = Numbers(json, "denominators").ToFrozenSet(),
    };

    private static ImmutableArray<int> Numbers(JsonElement json, string name) =>
        [.. json.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];

    private static Calibration ReadBuiltIn()
    {
        using var resource = typeof(Calibration).Assembly.GetManifestResourceStream("calibration-1.json")
            ?? throw new InvalidDataException("The built-in calibration is missing from this build.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return Read(1, bytes.ToArray());
    }
}

/// <summary>
/// Between two whole points of a thumb's table: <paramref name="Rest"/> hundredths of the way from what it is
/// worth at <paramref name="Point"/> to what it is worth one point higher.
/// </summary>
public readonly record struct ThumbStep(int Point, int Rest, int Low, int High)
{
    public int Worth => Low + (High - Low) * Rest / 100;
}
