using System.CommandLine;

namespace Aggregator.Server.Commands;

/// <summary>Flags that several commands take.</summary>
internal static class Flags
{
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
        ServerOptions.Read(new Dictionary<string, string?>
        {
            ["data"] = parsed.GetValue(data),
            ["ledger"] = parsed.GetValue(ledger),
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
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static string? Sentence(Exception fault) => fault switch
    {
        OperatorMistakeException or Ledgers.LedgerOpenException or LedgerUnavailableException =>
            fault.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{fault.Message} Choose another address with --urls.",
        Npgsql.NpgsqlException lost =>
            $"The database ended the work: {Ledgers.PostgresFailures.Sentence(lost)} Nothing more is done.",
        AggregateException { InnerException: { } inner } => Sentence(inner),
        _ => null,
    };
}
