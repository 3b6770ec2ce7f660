using System.Diagnostics;

namespace Aggregator.Server.Tests;

/// <summary>
/// A file system of a few MiB of its own, in memory, that goes away with the test. Making one takes the right
/// to mount; a test that cannot have it is skipped with that reason, and counted.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private const int BlockBytes = 4096;

    private readonly Folder _folder = new();

    public string Path => _folder.Path;

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public static SmallDisk Make(int mebibytes)
    {
        var disk = new SmallDisk();
        var (exit, said) = Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Path);
        Assert.SkipUnless(exit == 0, $"A file system of its own cannot be mounted here: {said.Trim()}");
        return disk;
    }

    /// <summary>Leaves not one free block.</summary>
    public void FillUp()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        try
        {
            while (true) ballast.Write(new byte[BlockBytes]);
        }
        catch (IOException)
        {
            // Full, as was wanted.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void BecomeReadOnly()
    {
        var (exit, said) = Run("mount", "-o", "remount,ro", Path);
        Assert.True(exit == 0, said);
    }

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static (int Exit, string Said) Run(string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
