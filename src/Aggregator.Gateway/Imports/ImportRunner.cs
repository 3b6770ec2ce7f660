using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Threading.Channels;
using Aggregator.Gateway.Writes;
using Microsoft.Extensions.Logging;

namespace Aggregator.Gateway.Imports;

/// <summary>What an import was asked to do.</summary>
public sealed record ImportAsk(string Actor)
{
    /// <summary>
    /// Register films that nobody has registered, instead of refusing the rows that name them.
    /// </summary>
    public bool CreateFilms { get; init; }

    public bool CreateCritics { get; init; }

    /// <summary>Whose verdicts they are where a row does not say, by id or name.</summary>
    public string? Critic { get; init; }

    /// <summary>Say what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Why nothing more of this may be taken; null while it may. Asked before each stretch: an import lasts
    /// longer than its sender's key may open.
    /// </summary>
    public Func<ValueTask<Refusal?>> Objection { get; init; } = static () => default;

    /// <summary>CSV with a header; otherwise one JSON object a line.</summary>
    public bool IsCsv { get; init; } = true;
}

/// <summary>Takes one kind of rows, a stretch at a time, in order.</summary>
internal interface IImport
{
    IReadOnlyList<string> Columns { get; }

    /// <summary>Why no row of a file with these columns could be taken; null where some could.</summary>
    Refusal? Refuse(ImportTable table) => table.Export?.Elsewhere();

    /// <summary>Whether it takes rows that cannot be read too, and reports them itself.</summary>
    bool TakesRefused => false;

    Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel);

    /// <summary>What is still held back when the last row has been taken.</summary>
    Task Finish(CancellationToken cancel);

    /// <summary>
    /// Completes when nothing is under way any more, however it ended: after it the report is not written to.
    /// </summary>
    Task Rest() => Task.CompletedTask;
}

/// <summary>
/// Reads a body of any length in stretches, taking one while the next are being read. Memory holds a few
/// stretches and what the import holds back, which is bounded, whatever the body's length.
/// </summary>
public sealed partial class ImportRunner(
    IGrainFactory grains, BoardAccess board, TimeProvider clock, ILogger<ImportRunner> log)
{
    private const int StretchRows = 5_000;

    /// <summary>
    /// Stretches that may wait to be taken: neither side stands still for the other's every pause.
    /// </summary>
    private const int StretchesAhead = 3;
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShowPatience = TimeSpan.FromSeconds(2);

    /// <summary>The kinds of import there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["films", "critics", "verdicts", "lists"];

    /// <summary>
    /// Imports a body. Answers a refusal when not even its header can be read; otherwise null, and
    /// <paramref name="answer"/> holds a line for each refused row and the totals.
    /// </summary>
    public async Task<Refusal?> Run(
        string kind, ImportAsk ask, PipeReader body, Stream answer, CancellationToken cancel)
    {
        await using var report = new ImportReport(answer);
        var import = Make(kind, ask, report);
        var rows = new ImportRows(body, ask.IsCsv, import.Columns, report)
        {
            HandsOnRefused = import.TakesRefused,
        };
        if (await rows.ReadHeader(cancel) is { } refusal) return refusal;
        if (import.Refuse(rows.Table) is { } unfit) return unfit;

        Refusal? stopped = null;
        try
        {
            stopped = await Pump(rows, import, (report, ask), cancel);
        }
        catch (Exception fault) when (
            fault is LedgerUnavailableException or TimeoutException or OrleansException)
        {
            // The status is long decided: the last line says how far it came, and sending the file again
            // resumes.
            ImportStopped(log, kind, report.RowsRead, fault);
            stopped = new Refusal("ledger-away", $"The ledger went away after row {report.RowsRead}. "
                + "What is counted as accepted is recorded; send the file again to record the rest.");
        }

        if (report.Position > 0) await board.WaitFor(report.Position, ShowPatience, cancel);
        report.Total(stopped);
        await report.Flush(cancel);
        return null;
    }

    /// <summary>Takes all of it; answers why it was not taken to its end.</summary>
    private static async Task<Refusal?> Pump(
        ImportRows rows, IImport import, (ImportReport Report, ImportAsk Ask) on, CancellationToken cancel)
    {
        try
        {
            if (await TakeAll(rows, import, on, cancel) is { } objection) return objection;
            await Finish(import, on.Report, cancel);
            return null;
        }
        finally
        {
            await import.Rest();
        }
    }

    private static async Task<Refusal?> TakeAll(
        ImportRows rows, IImport import, (ImportReport Report, ImportAsk Ask) on, CancellationToken cancel)
    {
        // Reading runs on while what is read is taken: whichever is slower sets the pace. On threads of
        // their own, because neither has to wait for anything while the body comes fast.
        var ahead = Channel.CreateBounded<List<ImportRow>>(
            new BoundedChannelOptions(StretchesAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => ReadAll(rows, ahead.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var stretch in ahead.Reader.ReadAllAsync(cancel))
            {
                if (await on.Ask.Objection() is { } objection) return objection;
                await import.Take(stretch, cancel);
                on.Report.Progress();
            }

            return await on.Ask.Objection();
        }
        finally
        {
            // What cannot be taken is not read on; and after this nothing is said to the report any more.
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>A failure goes to whoever takes, after what was read before it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is told to whoever takes what is read.")]
    private static async Task ReadAll(
        ImportRows rows, ChannelWriter<List<ImportRow>> ahead, CancellationToken cancel)
    {
        try
        {
            while (await rows.Next(StretchRows, cancel) is { Count: > 0 } stretch)
                await ahead.WriteAsync(stretch, cancel);
            ahead.Complete();
        }
        catch (Exception failure)
        {
            ahead.Complete(failure);
        }
    }

    /// <summary>The body is read: who sent it listens now, and hears how far it is.</summary>
    private static async Task Finish(IImport import, ImportReport report, CancellationToken cancel)
    {
        var finishing = import.Finish(cancel);
        while (!finishing.IsCompleted)
        {
            await finishing.WaitAsync(TellEvery, cancel)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            report.Progress();
            if (!finishing.IsCompleted) await report.Flush(cancel);
        }

        await finishing;
    }

    private IImport Make(string kind, ImportAsk ask, ImportReport report)
    {
        var newcomers = new Newcomers(new RegistrationDesk(grains, board), board, ask, report);
        return kind switch
        {
            "films" => new FilmImport(newcomers, report, ask),
            "critics" => new CriticImport(newcomers, report, ask),
            "verdicts" => new VerdictImport(grains, newcomers, ask, report, clock),
            "lists" => new ListImport(grains, newcomers, ask, report, clock),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such import."),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The import of {Kind} stopped after {Rows} rows")]
    private static partial void ImportStopped(ILogger log, string kind, long rows, Exception fault);
}
