using Aggregator.Client;

namespace Aggregator.Cli;

/// <summary>
/// Tells on standard error how far an import is: on a terminal in one line that is written over, else in a
/// line now and then.
/// </summary>
internal sealed class ImportProgress(string file, long? bytes) : IProgress<long>
{
    private const double BytesAKibibyte = 1024;
    private static readonly TimeSpan OnTerminalEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ElsewhereEvery = TimeSpan.FromSeconds(5);

    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private long _told = TimeProvider.System.GetTimestamp();
    private int _width;

    /// <summary>Whether anything of it has gone.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>So many bytes have gone.</summary>
    public void Report(long value)
    {
        HasBegun = true;
        if (value == bytes) Tell($"{file}: all {Size(value)} sent, waiting for the server.");
        else if (IsTime()) Tell($"{file}: {Size(value)}{(bytes is { } all ? $" of {Size(all)}" : "")} sent.");
    }

    /// <summary>The server says something, before which the line gives way.</summary>
    public void Hear(ImportLine line)
    {
        if (line.IsTotals || line.Line is not null) Leave();
        else if (IsTime()) Tell(Say.Text($"{file}: {line.Read:N0} rows read, {line.Accepted:N0} accepted."));
    }

    /// <summary>Clears the line on a terminal.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_width > 0) Console.Error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    private void Tell(string text)
    {
        lock (_gate)
        {
            if (!_isTerminal)
            {
                Say.Aside(text);
                return;
            }

            Console.Error.Write($"\r{text.PadRight(_width)}");
            _width = text.Length;
        }
    }

    private bool IsTime()
    {
        if (TimeProvider.System.GetElapsedTime(_told) < (_isTerminal ? OnTerminalEvery : ElsewhereEvery))
            return false;
        _told = TimeProvider.System.GetTimestamp();
        return true;
    }

    private static string Size(long length) => Say.Text($"{Math.Ceiling(length / BytesAKibibyte):N0} KiB");
}
