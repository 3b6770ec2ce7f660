using System.IO.Pipelines;
using Aggregator.Gateway.Http;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// The rows of a body, in stretches. A record whose quotation marks do not pair within a few lines is
/// refused, and reading goes on at the very next line.
/// </summary>
internal sealed class ImportRows(
    PipeReader body, bool isCsv, IReadOnlyList<string> columns, ImportReport report)
{
    private readonly ImportLines _lines = new(body);
    private readonly List<ImportLine> _waiting = [];
    private readonly UnreadNames _unread = new(columns, report);
    private ImportTable? _table = isCsv ? null : ImportTable.OfNames(columns);
    private bool _more = true;

    /// <summary>Whether what is refused is handed on, to be reported where it belongs.</summary>
    public bool HandsOnRefused { get; init; }

    /// <summary>The columns, once the header is read.</summary>
    public ImportTable Table =>
        _table ?? throw new InvalidOperationException("Nobody has read the header yet.");

    /// <summary>Reads the header of a CSV body. A refusal here refuses the whole import.</summary>
    public async Task<Refusal?> ReadHeader(CancellationToken cancel)
    {
        if (_table is not null) return null;
        await Fill(1, cancel);
        if (_waiting is [])
            return new Refusal("csv-header", "The body is empty: its first line must name the columns.");
        if (_waiting[0].Refusal is { } refused) return refused;

        // Else the whole file is one line, and nothing of it comes after the header.
        if (_waiting[0].Text!.Contains('\r', StringComparison.Ordinal))
            return new Refusal("csv-header", "Lines end with LF or CRLF here, and these with CR alone.");

        var names = CsvRecords.Split(_waiting[0].Text!);
        if (names is null)
            return OtherTables.Refuse(_waiting[0].Text!, columns)
                ?? new Refusal("csv-header", "The first line cannot be read as CSV.");
        _waiting.RemoveAt(0);
        var table = ImportTable.OfHeader(names, columns);
        _table = table.Value;
        foreach (var unread in _table?.Unread ?? []) report.Warn(line: 1, unread.Code, unread.Detail);
        return table.Refusal;
    }

    /// <summary>The next rows, at most <paramref name="countMax"/>; empty at the end.</summary>
    public async Task<List<ImportRow>> Next(int countMax, CancellationToken cancel)
    {
        var rows = new List<ImportRow>(countMax);
        while (rows.Count == 0)
        {
            await Fill(countMax, cancel);
            if (_waiting is []) return rows;
            Assemble(rows);
        }

        return rows;
    }

    private async Task Fill(int countMax, CancellationToken cancel)
    {
        while (_more && _waiting.Count < countMax + CsvRecords.LinesMax)
            _more = await _lines.Read(_waiting, countMax + CsvRecords.LinesMax, cancel);
    }

    private void Assemble(List<ImportRow> rows)
    {
        var at = 0;
        // While more is to come, a record that begins near the end of what is here may not be whole yet.
        while (at < _waiting.Count && (!_more || at < _waiting.Count - CsvRecords.LinesMax))
        {
            var line = _waiting[at];
            if (line is { Text: { } text, Refusal: null } && IsNoRow(text))
            {
                at++;
                continue;
            }

            var row = isCsv ? Csv(ref at) : _table!.OfJson(line, _unread);
            at++;
            // Spreadsheets fill up with rows of commas.
            if (isCsv && row is { Refusal: null, IsBlank: true }) continue;
            report.Read();
            if (row.Refusal is { } refusal && !HandsOnRefused) report.Refuse(line.Number, refusal);
            else rows.Add(row);
        }

        _waiting.RemoveRange(0, at);
    }

    private bool IsNoRow(string line) => line.Length == 0 || (isCsv && string.IsNullOrWhiteSpace(line));

    private ImportRow Csv(ref int at)
    {
        var first = _waiting[at];
        if (first.Refusal is { } refusal) return _table!.Broken(first, refusal);
        try
        {
            var fields = CsvRecords.Read(LineAt, ref at, _table!.MayRunOver)
                ?? throw new RefusedException("csv-malformed",
                    $"The quotation marks of line {first.Number} {CsvRecords.Unpaired(first.Text!)}: "
                    + $"\"{Shown.Short(first.Text!)}\".");
            return _table.OfFields(first.Number, fields);
        }
        catch (RefusedException refused)
        {
            return _table!.Broken(first, refused.Refusal);
        }
    }

    private string? LineAt(int at) =>
        at < _waiting.Count && _waiting[at].Refusal is null ? _waiting[at].Text : null;
}
