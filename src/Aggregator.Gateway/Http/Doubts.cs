using Aggregator.Client;

namespace Aggregator.Gateway.Http;

/// <summary>What was doubtful and let pass, as an answer tells it.</summary>
internal static class Doubts
{
    public static Doubt View(RefusalAt doubt) => new()
    {
        At = doubt.At.Length == 0 ? null : doubt.At,
        Code = doubt.Code,
        Detail = doubt.Detail,
    };
}
