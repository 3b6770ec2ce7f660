using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// A server that is asked to stop lets whoever is in the middle of a request come to its end, but not for
/// long: one that never ends would hold it for half a minute, until its supervisor kills it.
/// </summary>
internal sealed class LastWords : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationToken _isStopping;
    private readonly CancellationTokenRegistration _stopping;

    public LastWords(IHostApplicationLifetime life)
    {
        _isStopping = life.ApplicationStopping;
        _stopping = _isStopping.Register(() => _over.CancelAfter(Patience));
    }

    /// <summary>Hangs up on a connection that is still there when the patience is over.</summary>
    public ConnectionDelegate Bound(ConnectionDelegate next) => async connection =>
    {
        var over = _over.Token.UnsafeRegister(
            static kept => ((ConnectionContext)kept!).Abort(
                new ConnectionAbortedException("The server stops.")),
            connection);
        try
        {
            await next(connection);
        }
        finally
        {
            // What was said last may still lie before somebody who takes nothing.
            if (!_isStopping.IsCancellationRequested) await over.DisposeAsync();
        }
    };

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
