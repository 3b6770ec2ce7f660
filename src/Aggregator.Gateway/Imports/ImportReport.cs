using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Aggregator.Gateway.Imports;

/// <summary>
/// What an import says, one JSON object a line. Lines are spooled (to memory, then to a file) until the body
/// has been read, so that a client which sends first and reads later never deadlocks; after that they flow.
/// </summary>
internal sealed class ImportReport(Stream answer) : IAsyncDisposable
{
    private const int SpoolMemoryMax = 64 * 1024;
    private const int ProgressEvery = 20_000;

    // As every other answer is written: letters of all scripts as they are.
    private static readonly JsonWriterOptions AsIs = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();
    private FileBufferingWriteStream _spool = new(SpoolMemoryMax);
    private readonly MemoryStream _line = new();
    private long _told;

    public long RowsRead { get; private set; }

    public long Accepted { get; private set; }

    public long Unchanged { get; private set; }

    public long Superseded { get; private set; }

    public long Warnings { get; private set; }

    public long Refused { get; private set; }

    public long Created { get; private set; }

    public long Position { get; private set; }

    public void Read()
    {
        lock (_gate) RowsRead++;
    }

    /// <summary>A row, or a whole list's rows, refused for one reason said once.</summary>
    public void Refuse(long line, Refusal refusal, int rows = 1)
    {
        if (rows > 0) GatewayTelemetry.RefusedRows(refusal.Code, rows);
        lock (_gate)
        {
            Refused += rows;
            Say(json =>
            {
                json.WriteNumber("line", line);
                json.WriteString("code", refusal.Code);
                json.WriteString("detail", refusal.Detail);
            });
        }
    }

    /// <summary>
    /// A row said to be wrong without counting it: its list is refused and counted as a whole.
    /// </summary>
    public void Explain(long line, Refusal refusal) => Refuse(line, refusal, rows: 0);

    public void Warn(long line, string warning, string detail)
    {
        lock (_gate)
        {
            Warnings++;
            Say(json =>
            {
                json.WriteNumber("line", line);
                json.WriteString("warning", warning);
                json.WriteString("detail", detail);
            });
        }
    }

    public void Accept(long position, int rows = 1)
    {
        lock (_gate)
        {
            Accepted += rows;
            Position = Math.Max(Position, position);
        }
    }

    public void LeaveUnchanged(long position, int rows = 1)
    {
        lock (_gate)
        {
            Unchanged += rows;
            Position = Math.Max(Position, position);
        }
    }

    public void Supersede(int rows = 1)
    {
        lock (_gate) Superseded += rows;
    }

    public void Create(long position)
    {
        lock (_gate)
        {
            Created++;
            Position = Math.Max(Position, position);
        }
    }

    /// <summary>A line of progress, now and then.</summary>
    public void Progress()
    {
        lock (_gate)
        {
            var come = RowsRead + Accepted;
            if (come - _told < ProgressEvery) return;
            _told = come;
            Say(json =>
            {
                json.WriteNumber("read", RowsRead);
                json.WriteNumber("accepted", Accepted);
            });
        }
    }

    /// <summary>Sends what was said so far. Called only once the body has been read.</summary>
    public async Task Flush(CancellationToken cancel)
    {
        FileBufferingWriteStream said;
        lock (_gate) (said, _spool) = (_spool, new FileBufferingWriteStream(SpoolMemoryMax));
        await using (said)
            await said.DrainBufferAsync(answer, cancel);
        await answer.FlushAsync(cancel);
    }

    /// <summary>The last line: the totals, or why the import stopped before its end.</summary>
    public void Total(Refusal? stopped)
    {
        lock (_gate)
        {
            Say(json =>
            {
                if (stopped is not null)
                {
                    json.WriteString("code", stopped.Code);
                    json.WriteString("detail", stopped.Detail);
                }

                json.WriteNumber("read", RowsRead);
                json.WriteNumber("accepted", Accepted);
                json.WriteNumber("unchanged", Unchanged);
                json.WriteNumber("superseded", Superseded);
                json.WriteNumber("warnings", Warnings);
                json.WriteNumber("refused", Refused);
                json.WriteNumber("created", Created);
                json.WriteNumber("position", Position);
            });
        }
    }

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    private void Say(Action<Utf8JsonWriter> fields)
    {
        _line.SetLength(0);
        using (var json = new Utf8JsonWriter(_line, AsIs))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        _line.WriteByte((byte)'\n');
        // Synchronous on purpose: lines come from many rows at once, and the spool is memory or a local file.
        _spool.Write(_line.GetBuffer(), 0, (int)_line.Length);
    }
}
