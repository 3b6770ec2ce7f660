using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aggregator.Ledgers.Tests;

/// <summary>The hash chain as README.md tells it, written a second time.</summary>
internal static class ChainByHand
{
    public static byte[] Next(byte[] previous, LedgerLine line)
    {
        var time = line.RecordedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var heading = Encoding.UTF8.GetBytes($"{line.Position}\n{time}\n{line.Kind}\n{line.Actor}\n");
        return SHA256.HashData([.. previous, .. heading, .. line.Body.Span]);
    }
}
