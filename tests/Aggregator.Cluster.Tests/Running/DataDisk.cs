using Aggregator.Ledgers.Tests;

namespace Aggregator.Cluster.Tests;

/// <summary>
/// A disk of a gigabyte for the database alone: an ext4 file system in a sparse file, so that what is synced
/// is written. Making one takes the right to mount.
/// </summary>
internal sealed class DataDisk
{
    private const long Bytes = 1L << 30;
    private const int BlockBytes = 4096;

    // Left to be filled block by block, so that not one is free in the end.
    private const long LeftForBlocks = 1 << 20;

    private readonly string _file;
    private readonly string _path;

    private DataDisk(string file, string path) => (_file, _path) = (file, path);

    private string Ballast => Path.Combine(_path, "ballast");

    /// <summary>Null where it cannot be made; then <paramref name="why"/> is said.</summary>
    public static async Task<DataDisk?> Mount(string path, Action<string> why)
    {
        var disk = new DataDisk(path + ".disk", path);
        Directory.CreateDirectory(path);
        await using (var file = File.Create(disk._file)) file.SetLength(Bytes);
        foreach (string[] step in new string[][]
        {
            ["mkfs.ext4", "-q", "-F", "-m", "0", disk._file],
            ["mount", "-o", "loop", disk._file, path],
        })
        {
            var (exit, said) = await Try(step);
            if (exit == 0) continue;
            why(said.Trim());
            File.Delete(disk._file);
            return null;
        }

        return disk;
    }

    /// <summary>Leaves not one free block.</summary>
    public void FillUp()
    {
        var free = new DriveInfo(_path).AvailableFreeSpace - LeftForBlocks;
        using var ballast = new FileStream(Ballast, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            PreallocationSize = Math.Max(0, free),
            BufferSize = 0,
        });
        ballast.Position = Math.Max(0, free);
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

    /// <summary>
    /// The power goes, and comes back: of the disk there is what had reached it at one moment, and the
    /// database is gone.
    /// </summary>
    public async Task LosePower(Member postgres)
    {
        var left = _file + ".left";
        await PostgresServer.StandStill(postgres.Pid);
        // Sparse as it is: a gigabyte takes longer.
        await Done("cp", "--sparse=always", _file, left);
        await PostgresServer.Kill(postgres.Pid);
        await LocalCluster.Ended(postgres);
        // The last of its processes may still be on the way out.
        await Eventually.True("the disk to be free", async () => (await Try(["umount", _path])).Exit == 0);
        File.Move(left, _file, overwrite: true);
        await Done("mount", "-o", "loop", _file, _path);
    }

    public async Task Unmount()
    {
        await Done("umount", _path);
        File.Delete(_file);
    }

    private static async Task Done(string program, params string[] args)
    {
        var (exit, said) = await Programs.Run(program, args);
        if (exit != 0) throw new InvalidOperationException(said);
    }

    private static async Task<(int Exit, string Said)> Try(string[] step)
    {
        try
        {
            return await Programs.Run(step[0], step[1..]);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, $"{step[0]}: {missing.Message}");
        }
    }
}
