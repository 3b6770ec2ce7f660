using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;

namespace Aggregator.Gateway.Limits;

/// <summary>
/// A server that is asked to stop lets whoever is in the middle of a request come to its end, but not for
/// long: one that never ends would hold it for half a minute, until its supervisor kills it.
/// </summary>
internal sealed class StopPatience
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationToken _isOver;

    public StopPatience(IHostApplicationLifetime life)
    {
        // Lives as long as the process.
        var over = new CancellationTokenSource();
        _isOver = over.Token;
        life.ApplicationStopping.Register(() => over.CancelAfter(Patience));
    }

    /// <summary>Hangs up on a connection that is still there when the patience is over.</summary>
    public ConnectionDelegate HangUp(ConnectionDelegate next) => connection =>
    {
        var over = _isOver.UnsafeRegister(
            static kept => ((ConnectionContext)kept!).Abort(
                new ConnectionAbortedException("The server stops.")),
            connection);
        // Not when its last request has been answered: what was said last may still lie before somebody who
        // takes nothing.
        connection.ConnectionClosed.UnsafeRegister(static kept => ((IDisposable)kept!).Dispose(), over);
        return next(connection);
    };
}
