using System.CommandLine;
using System.CommandLine.Parsing;
using Aggregator.Ledgers;

namespace Aggregator.Server.Commands;

/// <summary>Flags that several commands take.</summary>
internal static class Flags
{
    /// <summary>A command that was told to end is ended by force after so long.</summary>
    public static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    public static Option<string?> Data() => new("--data")
    {
        Description = "The data folder (default ./aggregator-data).",
        HelpName = "DIR",
    };

    public static Option<string?> Ledger() => new("--ledger")
    {
        Description = "A PostgreSQL database instead of a data folder: \"Host=…;Database=…;Username=…\". "
            + "A password is better given in AGGREGATOR__LEDGER or a passfile.",
        HelpName = "ADDRESS",
    };

    /// <summary>Where the facts are, as these flags and the environment say.</summary>
    public static ServerOptions Place(ParseResult parsed, Option<string?> data, Option<string?> ledger) =>
        Read(new Dictionary<string, string?>
        {
            ["data"] = parsed.GetValue(data),
            ["ledger"] = parsed.GetValue(ledger),
        });

    /// <summary>
    /// What was typed, over what else was given. A folder that is typed beside a database is passed over, by
    /// the server as by every command, so that all mean one ledger; whoever typed it is told.
    /// </summary>
    public static ServerOptions Read(IReadOnlyDictionary<string, string?> typed)
    {
        var options = ServerOptions.Read(typed);
        if (options.Ledger is { } address && typed["data"] is { } folder)
            Console.Error.WriteLine(
                $"The folder {folder} is passed over: the ledger is the {PostgresLedger.Name(address)}.");
        return options;
    }

    /// <summary>The file that was named; refuses an unset variable in <c>"$FILE"</c>.</summary>
    public static string Named(string file) => string.IsNullOrWhiteSpace(file)
        ? throw new OperatorMistakeException("The file has no name. Nothing is done.")
        : file;

    /// <summary>
    /// Says what of a command cannot be read, in few lines: all there is to type is what <c>--help</c> says.
    /// </summary>
    public static int Mistyped(ParseResult asked)
    {
        foreach (var error in asked.Errors) Console.Error.WriteLine(error.Message);
        var words = new List<string> { "--help" };
        for (var at = asked.CommandResult; at.Parent is CommandResult above; at = above)
            words.Insert(0, at.Command.Name);
        Console.Error.WriteLine($"Nothing is done. \"{string.Join(' ', words)}\" says what there is.");
        return 1;
    }

    /// <summary>
    /// Runs work that does not wait, beside this thread, so that signals are heard meanwhile: it is to leave
    /// nothing behind where the operator ends it.
    /// </summary>
    public static Task<int> Run(Func<int> work, CancellationToken cancel) =>
        Run(() => Task.Run(work, CancellationToken.None), cancel);

    /// <summary>The same of work that waits.</summary>
    public static Task<int> Run(Func<Task<int>> work, CancellationToken cancel) => Run(async () =>
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw new OperatorMistakeException("The command was ended before its work was done.");
        }
    });

    /// <summary>
    /// Runs a command's work; what the operator can mend becomes one sentence and exit status 1.
    /// </summary>
    public static async Task<int> Run(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (Sentence(fault) is { } sentence)
        {
            await Tell(sentence);
            return 1;
        }
    }

    private static async Task Tell(string sentence)
    {
        try
        {
            await Console.Error.WriteLineAsync(sentence);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say so; the exit status tells.
        }
    }

    private static string? Sentence(Exception fault) => fault switch
    {
        OperatorMistakeException or LedgerOpenException or LedgerUnavailableException =>
            fault.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{fault.Message} Choose another address with --urls.",
        Npgsql.NpgsqlException lost =>
            $"The database ended the work: {PostgresFailures.Sentence(lost)} Nothing more is done.",
        // Such as standard output that nobody takes.
        IOException or UnauthorizedAccessException =>
            $"The command was cut short: {fault.Message.TrimEnd('.')}.",
        AggregateException { InnerException: { } inner } => Sentence(inner),
        _ => null,
    };
}
