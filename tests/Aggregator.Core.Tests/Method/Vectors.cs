using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;
using Xunit;

namespace Aggregator.Tests.Method;

/// <summary>Published cases of the method, and the real season where its files are at hand.</summary>
internal static class Vectors
{
    public static IReadOnlyList<CsvRow> Csv(string name) =>
        Read(Path.Combine(AppContext.BaseDirectory, "vectors", name));

    public static JsonDocument Json(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", name)));

    /// <summary>
    /// A file of real ballots or verdicts; skips the test when there are none on this machine.
    /// </summary>
    public static IReadOnlyList<CsvRow> Real(params string[] path)
    {
        var folder = Environment.GetEnvironmentVariable("AGGREGATOR_REAL_DATA") ?? BesideTheRepository();
        var file = folder is null ? null : Path.Combine([folder, .. path]);
        Assert.SkipUnless(
            File.Exists(file),
            $"{string.Join('/', path)} is not at hand: AGGREGATOR_REAL_DATA names the folder of real data.");
        return Read(file!);
    }

    private static byte[] Bytes(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return File.ReadAllBytes(path);
        using var coded = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        coded.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string? BesideTheRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Aggregator.sln")))
            folder = folder.Parent;
        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
    }

    private static List<CsvRow> Read(string path)
    {
        using var reader = CsvReader.Create(Bytes(path));
        var rows = new List<CsvRow>();
        while (reader.Read())
            rows.Add(new CsvRow(reader.Headers.ToDictionary(name => name, name => reader.GetString(name))));
        return rows;
    }
}

/// <summary>One line of a file, by the names of its columns.</summary>
internal sealed class CsvRow(Dictionary<string, string> fields)
{
    public string this[string column] => fields[column];

    public bool Has(string column) => fields.ContainsKey(column);

    public long Number(string column) => long.Parse(fields[column], CultureInfo.InvariantCulture);

    public decimal Decimal(string column) => decimal.Parse(fields[column], CultureInfo.InvariantCulture);

    public int Int(string column) => checked((int)Number(column));

    public int? IntOrNull(string column) => fields[column].Length == 0 ? null : Int(column);
}
