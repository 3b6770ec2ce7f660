using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using Aggregator.Cli;
using Aggregator.Cli.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("Asks an Aggregator server what critics say of films, and tells it what they say.")
{
    AcclaimCommand.Make(),
    RankingCommand.Make(),
    SearchCommand.Make(),
    VerdictCommand.Make(),
    VerdictCommand.MakeWithdraw(),
    ListCommand.Make(),
    ImportCommand.Make(),
    Flags.Server,
    Flags.KeyFile,
    Flags.Json,
};

// A quotation may begin with an at sign: no argument is the name of a file with more of them.
var asked = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
try
{
    if (asked.Action is ParseErrorAction) return Flags.Mistyped(asked);
    return await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
{
    Say.Aside($"The help was not printed to its end: {lost.Message.TrimEnd('.')}.");
    return Work.Refused;
}
