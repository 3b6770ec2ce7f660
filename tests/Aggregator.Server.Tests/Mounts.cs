using System.ComponentModel;
using System.Diagnostics;

namespace Aggregator.Server.Tests;

/// <summary>File systems of a test's own.</summary>
internal static class Mounts
{
    /// <summary>Skips the test, with the reason, where it may not be done.</summary>
    public static void MountOrSkip(params string[] args)
    {
        var (exit, said) = Run("mount", args);
        Assert.SkipUnless(exit == 0, $"A file system of its own cannot be mounted here: {said.Trim()}");
    }

    public static void Unmount(string path) => Run("umount", "--lazy", path);

    /// <summary>Runs a program of the system to its end; answers its exit status and what it said.</summary>
    public static (int Exit, string Said) Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (Win32Exception missing)
        {
            return (-1, $"{program}: {missing.Message}");
        }
    }
}
