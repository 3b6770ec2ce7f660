using System.Reflection;

namespace Aggregator.Server.Tests;

/// <summary>The program as if its gateway had been built from other text: it does the same.</summary>
public sealed class OtherProgram : IDisposable
{
    private static readonly Assembly Changed = Assembly.Load("Aggregator.Gateway");

    private readonly Folder _folder = new();

    public OtherProgram()
    {
        var from = new DirectoryInfo(AppContext.BaseDirectory);
        foreach (var there in from.EnumerateDirectories())
            Directory.CreateSymbolicLink(Here(there.Name), there.FullName);
        foreach (var file in from.EnumerateFiles())
        {
            // The program is looked for where a link leads; it and what is changed are copies.
            if (file.Name.StartsWith("Aggregator.", StringComparison.Ordinal)) file.CopyTo(Here(file.Name));
            else File.CreateSymbolicLink(Here(file.Name), file.FullName);
        }

        var gateway = Here("Aggregator.Gateway.dll");
        var bytes = File.ReadAllBytes(gateway);
        var id = bytes.AsSpan().IndexOf(Changed.ManifestModule.ModuleVersionId.ToByteArray());
        bytes[id] ^= 1;
        File.WriteAllBytes(gateway, bytes);
    }

    public string Path => Here("Aggregator.Server.dll");

    public void Dispose() => _folder.Dispose();

    private string Here(string name) => System.IO.Path.Combine(_folder.Path, name);
}
