using System.Net;
using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>
/// What is imported, <c>films</c>, <c>critics</c>, <c>verdicts</c> or <c>lists</c>, and how.
/// </summary>
public sealed record ImportOf(string Kind)
{
    /// <summary>CSV with a line of columns; otherwise one JSON object a line.</summary>
    public bool IsCsv { get; init; } = true;

    /// <summary>Registers films that nobody knows, instead of refusing the rows that name them.</summary>
    public bool CreateFilms { get; init; }

    /// <summary>The same of critics.</summary>
    public bool CreateCritics { get; init; }

    /// <summary>Whose verdicts they are where rows do not say, by id or name.</summary>
    public string? Critic { get; init; }

    /// <summary>Says what would be done, and does nothing.</summary>
    public bool DryRun { get; init; }

    internal string Path
    {
        get
        {
            List<string> asked = [];
            if (CreateFilms) asked.Add("createFilms=true");
            if (CreateCritics) asked.Add("createCritics=true");
            if (Critic is not null) asked.Add($"critic={Uri.EscapeDataString(Critic)}");
            if (DryRun) asked.Add("dryRun=true");
            var path = $"{Routes.Import}/{Uri.EscapeDataString(Kind)}";
            return asked is [] ? path : $"{path}?{string.Join('&', asked)}";
        }
    }
}

/// <summary>
/// What an import says in one line: that a row is refused (<see cref="Code"/>) or doubtful
/// (<see cref="Warning"/>), how far it is, or the totals.
/// </summary>
public sealed record ImportLine
{
    /// <summary>The line as it came.</summary>
    [JsonIgnore]
    public string Json { get; init; } = "";

    /// <summary>Where the row begins in what was sent, from 1.</summary>
    public long? Line { get; init; }

    /// <summary>Why the row is refused; with totals why the import stopped before its end.</summary>
    public string? Code { get; init; }

    /// <summary>What is doubtful about a row that was taken all the same.</summary>
    public string? Warning { get; init; }

    /// <summary>A sentence with the values in it.</summary>
    public string? Detail { get; init; }

    /// <summary>Rows read so far, in totals all.</summary>
    public long? Read { get; init; }

    /// <summary>Rows of them that were recorded.</summary>
    public long? Accepted { get; init; }

    /// <summary>Rows that say what stands already.</summary>
    public long? Unchanged { get; init; }

    /// <summary>Rows whose place a later one has.</summary>
    public long? Superseded { get; init; }

    public long? Warnings { get; init; }

    public long? Refused { get; init; }

    /// <summary>Films and critics that were registered because of rows.</summary>
    public long? Created { get; init; }

    /// <summary>The position of the ledger up to which all of it is recorded; in totals only.</summary>
    public long? Position { get; init; }

    /// <summary>Whether it is the last line.</summary>
    [JsonIgnore]
    public bool IsTotals => Position is not null;
}

/// <summary>Rows on their way, of whatever length.</summary>
internal sealed class SentRows(Stream rows, IProgress<long>? sent) : HttpContent
{
    private const int BytesAtOnce = 64 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BytesAtOnce];
        var gone = 0L;
        while (await rows.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var length)
        {
            await stream.WriteAsync(buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            sent?.Report(gone += length);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
