namespace Aggregator.Server.Tests;

/// <summary>
/// A disk that can lose its power: an ext4 file system in a file, which holds what was synced while the rest
/// is in memory. Making one takes the right to mount; a test that cannot have it is skipped with that reason.
/// </summary>
public sealed class VolatileDisk : IDisposable
{
    private const long Bytes = 128L << 20;

    private readonly Folder _folder = new();

    private VolatileDisk() => Directory.CreateDirectory(Path);

    public string Path => System.IO.Path.Combine(_folder.Path, "disk");

    private string Image => System.IO.Path.Combine(_folder.Path, "image");

    public static VolatileDisk Make()
    {
        var disk = new VolatileDisk();
        using (var image = File.Create(disk.Image)) image.SetLength(Bytes);
        Mounts.Run("mkfs.ext4", "-q", "-F", disk.Image);
        Mounts.MountOrSkip("-o", "loop", disk.Image, disk.Path);
        return disk;
    }

    /// <summary>
    /// The power goes, and comes back: of the disk there is what had reached it at one moment, and the server
    /// is gone.
    /// </summary>
    public async Task LosePower(ServerProcess server)
    {
        var left = Image + ".left";
        await server.Freeze();
        File.Copy(Image, left);
        await server.Kill();
        Mounts.Unmount(Path);
        File.Move(left, Image, overwrite: true);
        var (exit, said) = Mounts.Run("mount", "-o", "loop", Image, Path);
        Assert.True(exit == 0, said);
    }

    public void Dispose()
    {
        Mounts.Unmount(Path);
        _folder.Dispose();
    }
}
