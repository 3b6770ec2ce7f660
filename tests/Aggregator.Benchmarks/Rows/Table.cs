using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aggregator.Benchmarks.Rows;

/// <summary>The rows of a run, printed as they come and kept in <c>results/latest.md</c>.</summary>
internal sealed class Table
{
    private readonly List<Row> _rows = [];

    public void Add(params IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            Console.WriteLine(row);
            _rows.Add(row);
        }
    }

    public void Write([CallerFilePath] string here = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(here)!, "../results");
        Directory.CreateDirectory(folder);
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] lines =
        [
            $"# Measured on {day}",
            "",
            $"{Environment.ProcessorCount} processors, shared by servers, stores and load. Medians of three",
            "interleaved rounds of five seconds after four to warm up; load from wrk, 64 connections; every",
            "write on disk before its answer. Ratios count; figures a second depend on the machine.",
            "",
            "| what | goal | found | met |",
            "|---|---|---|---|",
            .. _rows.Select(row => row.ToString()),
            "",
        ];
        File.WriteAllLines(Path.Combine(folder, "latest.md"), lines);
    }
}
