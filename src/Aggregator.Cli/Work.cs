using System.CommandLine;
using Aggregator.Client;

namespace Aggregator.Cli;

/// <summary>
/// Runs commands: 0 when it is done, 1 when somebody refused, 130 when it was stopped. Whatever happens is
/// told in sentences.
/// </summary>
internal static class Work
{
    public const int Done = 0;
    public const int Refused = 1;
    private const int Stopped = 130;

    public static void Does(
        this Command command, Func<Server, ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((asked, cancel) => Run(asked, work, cancel));

    /// <summary>The same of commands that can only be done or refused.</summary>
    public static void Does(
        this Command command, Func<Server, ParseResult, CancellationToken, Task> work) =>
        command.Does(async (server, asked, cancel) =>
        {
            await work(server, asked, cancel);
            return Done;
        });

    private static async Task<int> Run(
        ParseResult asked, Func<Server, ParseResult, CancellationToken, Task<int>> work,
        CancellationToken cancel)
    {
        var address = asked.GetRequiredValue(Flags.Server);
        try
        {
            using var server = new Server(asked);
            try
            {
                return await work(server, asked, cancel);
            }
            catch (AggregatorException refused)
            {
                Tell(refused.Problem, server.IsKnown);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Say.Aside("Stopped.");
            return Stopped;
        }
        catch (OperationCanceledException)
        {
            Say.Aside($"The server at {address} did not answer in time.");
        }
        catch (HttpRequestException lost)
        {
            Say.Aside(lost.HttpRequestError is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                ? $"No server answers at {address}: {Cause(lost)}"
                : $"The connection to {address} broke off: {Cause(lost)}");
        }
        catch (IOException lost)
        {
            Say.Aside($"The connection to {address} broke off: {Cause(lost)}");
        }
        catch (RefusedHereException refused)
        {
            Say.Aside(refused.Message);
        }

        return Refused;
    }

    private static void Tell(Problem problem, bool isKnown)
    {
        var errors = problem.Errors ?? [];
        // Of several, the problem itself repeats the first.
        if (errors.Count == 0) Say.Aside($"{problem.Detail} ({problem.Code})");
        foreach (var error in errors) Say.Aside($"{error.At}: {error.Detail} ({error.Code})");
        if (problem.Code == "key-missing" && !isKnown)
            Say.Aside($"Here the key is read from {Key.Variable}, or from the file that --key-file names.");
        if (errors.Count == 0 && problem.Code is "film-unknown" or "critic-unknown")
            Say.Aside("\"aggregator search\" finds films and critics by what they are called.");
    }

    private static string Cause(Exception fault) =>
        $"{(fault.InnerException ?? fault).Message.TrimEnd('.')}.";
}
