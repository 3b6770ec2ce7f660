using System.Buffers;
using System.CommandLine;
using System.Data.Common;
using Aggregator.Gateway.Reads;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary><c>export</c>: the open record, line by line, as <c>GET /v1/ledger</c> answers it.</summary>
internal static class ExportCommand
{
    private const int WrittenAtOnce = 1 << 16;

    public static Command Make()
    {
        var (data, ledger) = (Flags.Data(), Flags.Ledger());
        var export = new Command(
            "export", "Print every entry as a line of JSON, as GET /v1/ledger does, beside a running server "
                + "too.")
        {
            data, ledger,
        };
        export.SetAction((parsed, cancel) =>
            Flags.Run(() => Print(Flags.Place(parsed, data, ledger), cancel), cancel));
        return export;
    }

    private static async Task<int> Print(ServerOptions options, CancellationToken cancel)
    {
        var bytes = new ArrayBufferWriter<byte>(2 * WrittenAtOnce);
        await using var output = Console.OpenStandardOutput();
        try
        {
            foreach (var line in LedgerStore.Record(options))
            {
                RecordText.Write(bytes, line);
                if (bytes.WrittenCount < WrittenAtOnce) continue;
                await output.WriteAsync(bytes.WrittenMemory, cancel);
                bytes.ResetWrittenCount();
            }

            await output.WriteAsync(bytes.WrittenMemory, cancel);
            return 0;
        }
        catch (Exception cut) when (cut is DbException or IOException)
        {
            throw new OperatorMistakeException(
                $"The record was not printed to its end: {cut.Message.TrimEnd('.')}.");
        }
    }
}
