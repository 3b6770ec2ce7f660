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
        Mounts.MountOrSkip("-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Path);
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
        var (exit, said) = Mounts.Run("mount", "-o", "remount,ro", Path);
        Assert.True(exit == 0, said);
    }

    public void Dispose()
    {
        Mounts.Unmount(Path);
        _folder.Dispose();
    }
}
