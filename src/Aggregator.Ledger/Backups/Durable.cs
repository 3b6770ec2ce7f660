using System.Runtime.InteropServices;

namespace Aggregator.Ledgers;

/// <summary>Makes files last: what was said to be there is there after a power cut.</summary>
internal static partial class Durable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>An empty file that nobody but its owner may read: keys and quotes go into it.</summary>
    public static void MakeEmpty(string file)
    {
        File.Delete(file);
        Make(file);
    }

    /// <summary>The same where there is none. SQLite gives its companions the mode of the database.</summary>
    public static void MakeIfMissing(string file)
    {
        if (File.Exists(file)) return;
        try
        {
            Make(file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another program was faster: it is there.
        }
    }

    private static void Make(string file)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnersAlone;
        new FileStream(file, how).Dispose();
    }

    /// <summary>A copy that its owner may write, whatever holds for the original.</summary>
    public static void Copy(string file, string copy)
    {
        File.Copy(file, copy, overwrite: true);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy, OwnersAlone);
    }

    public static void Flush(string file)
    {
        using var written = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(written);
    }

    /// <summary>
    /// Gives a file another name in its folder; when this returns, it has it for good. Throws
    /// <see cref="IOException"/> when the name is taken.
    /// </summary>
    public static void Rename(string file, string name)
    {
        File.Move(file, name, overwrite: false);
        FlushFolder(Path.GetDirectoryName(name)!);
    }

    /// <summary>Names of files are kept in their folder, which is written by itself.</summary>
    private static void FlushFolder(string folder)
    {
        // NTFS keeps names in its journal.
        if (OperatingSystem.IsWindows()) return;
        var open = Open(folder, flags: 0);
        if (open < 0) throw Failed(folder);
        var flushed = Fsync(open);
        var failure = flushed < 0 ? Failed(folder) : null;
        _ = Close(open);
        if (failure is not null) throw failure;
    }

    private static IOException Failed(string folder) => new(
        $"The folder \"{folder}\" could not be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport(
        "libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int open);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int open);
}
