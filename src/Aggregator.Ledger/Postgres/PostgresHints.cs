using System.Globalization;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// Listens for what others commit. Only a hint: one that is lost costs the time until the writer looks by
/// itself, so a broken connection is simply made again.
/// </summary>
internal sealed class PostgresHints : IDisposable
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly PostgresPlace _place;
    private readonly Action<long> _hint;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _listening;

    /// <summary>Calls <paramref name="hint"/> with the revision that someone committed up to.</summary>
    public PostgresHints(PostgresPlace place, Action<long> hint)
    {
        (_place, _hint) = (place, hint);
        _listening = Task.Run(Listen);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listening.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private async Task Listen()
    {
        var isListening = true;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = _place.Unopened("listener");
                await connection.OpenAsync(_stopping.Token);
                connection.Notification += (_, told) => Hear(told.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {PostgresSession.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(_stopping.Token);
                if (!isListening) Log.ListensAgain(_place.Logger, _place.Name);
                isListening = true;
                // What was committed while nobody listened.
                _hint(long.MaxValue);
                while (true) await connection.WaitAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                if (isListening) Log.ListensNot(_place.Logger, _place.Name, failure.Message);
                isListening = false;
                await Task.Delay(AgainAfter, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Hear(string payload)
    {
        if (long.TryParse(payload, CultureInfo.InvariantCulture, out var revision)) _hint(revision);
    }
}
