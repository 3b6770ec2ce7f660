using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Aggregator.Server.Commands;

// Numbers and dates read the same on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root =
    new RootCommand("Aggregates what film critics say into acclaim that anyone can query and recompute.")
{
    ServeCommand.Make(),
    VerifyCommand.Make(),
    CalibrateCommand.Make(),
    KeysCommand.Make(),
    BackupCommand.Make(),
    RestoreCommand.Make(),
    ExportCommand.Make(),
    CopyCommand.Make(),
    HealthCommand.Make(),
};
ServeCommand.Serve(root);

var asked = root.Parse(args);
if (asked.Action is ParseErrorAction) return Flags.Mistyped(asked);
var command = asked.CommandResult.Command;
return await asked.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // The host itself stops on SIGTERM and SIGINT, and takes the time it needs to write everything down.
    ProcessTerminationTimeout = command == root || command is { Name: ServeCommand.Name }
        ? null
        : Flags.EndsWithin,
});
