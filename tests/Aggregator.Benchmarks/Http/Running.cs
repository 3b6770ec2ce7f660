using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aggregator.Benchmarks.Http;

/// <summary>A process that serves while this lives, and is ended by its id afterwards.</summary>
internal sealed partial class Running(Process process) : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private bool _isEnded;

    public int Id => process.Id;

    /// <summary>Working set in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Processor time spent so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program whose output is kept in <paramref name="log"/>.</summary>
    public static Running Start(string log, string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; exec \"$@\" >\"$log\" 2>&1");
        foreach (var arg in (string[])["sh", log, program, .. args]) start.ArgumentList.Add(arg);
        return new(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Runs a program to its end and answers what it printed.</summary>
    public static async Task<string> Complete(string program, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output
                : throw new InvalidOperationException($"{program} failed: {output}{await error}");
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{program} is not installed; the benchmarks need it.");
        }
    }

    /// <summary>Waits until <paramref name="path"/> answers 200.</summary>
    public async Task Ready(HttpClient http, string path)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < ReadyPatience)
        {
            if (process.HasExited) throw new InvalidOperationException("A server ended before it was ready.");
            try
            {
                using var answer = await http.GetAsync(path);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(5);
        }

        throw new TimeoutException($"{http.BaseAddress}{path} did not answer 200 in {ReadyPatience}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        _isEnded = true;
        if (!process.HasExited) Signal(process.Id, SigTerm);
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int process, int signal);
}
