using System.Globalization;
using Aggregator.Gateway.Limits;

namespace Aggregator.Server.Hosting;

/// <summary>
/// How much this process may hold open: files, connections, its own libraries. One that can open nothing
/// more ends where it stands, so callers may not take all of it.
/// </summary>
internal static partial class OpenFiles
{
    private const int Least = 1024;

    // At rest a server holds 360, most of them libraries; reads, backups and other silos come on top.
    private const int Own = 512;

    // Whoever has room for so many need not read of it at every start.
    private const int Many = 10_000;

    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>What the system lets this process have; null where it is not told, or has no end.</summary>
    private static readonly long? Max = Read();

    /// <summary>Throws where there is too little to start with.</summary>
    public static void Check()
    {
        if (Max is { } files and < Least)
            throw new OperatorMistakeException(
                $"This process may hold {files:N0} files and connections open, and needs {Least:N0} at "
                + "least. Nothing is started; raise it with LimitNOFILE= in the unit, or ulimit -n.");
    }

    /// <summary>As many connections as were asked for, or as there is room for.</summary>
    public static int Connections(LimitOptions limits) =>
        Max is { } files ? (int)Math.Min(limits.Connections, files - Own) : limits.Connections;

    /// <summary>Says so where there is room for few, and for fewer than were asked for.</summary>
    public static void TellIfFew(ILogger log, LimitOptions limits)
    {
        if (Max is not { } files) return;
        var connections = Connections(limits);
        if (connections < Math.Min(limits.Connections, Many))
            Few(log, files, connections, limits.Connections);
    }

    private static long? Read()
    {
        if (!File.Exists(Limits)) return null;
        var told = File.ReadLines(Limits)
            .First(line => line.StartsWith(Row, StringComparison.Ordinal))[Row.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(told, CultureInfo.InvariantCulture, out var files) ? files : null;
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "This process may hold {Files} files and connections open, so it takes {Connections} "
            + "connections at a time and not {Wanted}. LimitNOFILE= in the unit, or ulimit -n, raises it")]
    private static partial void Few(ILogger log, long files, int connections, int wanted);
}
