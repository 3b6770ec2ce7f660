namespace Aggregator.Gateway.Http;

/// <summary>
/// What happens again and again is logged so many times a second and counted beyond, so that callers who
/// come again do not fill the disk.
/// </summary>
internal sealed class FewLines(TimeProvider clock)
{
    private const int PerSecond = 10;

    private readonly Lock _gate = new();
    private long _second;
    private int _told;
    private long _untold;

    /// <summary>Whether a line may be written, and how many were not before it.</summary>
    public bool MayTell(out long untold)
    {
        lock (_gate)
        {
            var second = clock.GetTimestamp() / clock.TimestampFrequency;
            if (second != _second) (_second, _told) = (second, 0);
            if (++_told > PerSecond)
            {
                _untold++;
                untold = 0;
                return false;
            }

            (untold, _untold) = (_untold, 0);
            return true;
        }
    }
}
