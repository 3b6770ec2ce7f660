using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>Where a ledger's database lies and how it works. Never shows the password.</summary>
internal sealed class PostgresPlace
{
    // How long a connection rests before either side asks whether the other is there, and asks again.
    private const int IdleSeconds = 5;
    private const int AgainSeconds = 2;

    private readonly string _address;

    /// <summary>Throws <see cref="LedgerOpenException"/> when the address cannot be read.</summary>
    public PostgresPlace(string address, PostgresLedgerOptions options, ILogger logger)
    {
        (Options, Logger) = (options, logger);
        try
        {
            var parts = PostgresAddress.Read(address);
            if (string.IsNullOrEmpty(parts.Host))
                throw new LedgerOpenException(
                    "The ledger's address names no host; write it like "
                    + "\"Host=localhost;Database=aggregator;Username=aggregator\". Nothing is done.");
            _address = parts.ConnectionString;
            Name = $"database \"{parts.Database ?? parts.Username}\" at {parts.Place()}";
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new LedgerOpenException(
                "The ledger's address must read like \"Host=localhost;Database=aggregator;"
                + $"Username=aggregator\", and it does not: {failure.Message} Nothing is done.");
        }
    }

    public PostgresLedgerOptions Options { get; }

    public ILogger Logger { get; }

    /// <summary>The database as it is called in sentences.</summary>
    public string Name { get; }

    /// <summary>For applying scripts, which may take their time.</summary>
    public string SchemaAddress => new NpgsqlConnectionStringBuilder(_address)
    {
        ApplicationName = "aggregator schema",
        Pooling = false,
        CommandTimeout = 0,
        Timeout = Seconds(Options.ConnectPatience),
    }.ConnectionString;

    /// <summary>A connection of one's own, open. Its statements are prepared when they come again.</summary>
    public NpgsqlConnection Open() => Unopened("writer").Opened();

    public NpgsqlConnection Unopened(string purpose)
    {
        var parts = Parts(purpose);
        parts.Pooling = false;
        return new NpgsqlConnection(parts.ConnectionString);
    }

    public NpgsqlDataSource Pool()
    {
        var parts = Parts("readers");
        parts.MaxPoolSize = Options.ReadersMax;
        parts.NoResetOnClose = true;
        return NpgsqlDataSource.Create(parts.ConnectionString);
    }

    private NpgsqlConnectionStringBuilder Parts(string purpose)
    {
        var statement = Milliseconds(Options.StatementPatience);
        var silence = Milliseconds(Options.SilencePatience);
        return new NpgsqlConnectionStringBuilder(_address)
        {
            ApplicationName = $"aggregator {purpose}",
            Timeout = Seconds(Options.ConnectPatience),
            // After the server's own patience, for a server that cannot be reached any more.
            CommandTimeout = Seconds(Options.StatementPatience) + 2,
            CancellationTimeout = -1,
            // The system asks whether the other side is there. Npgsql's own question waits for its answer on
            // a thread of the pool, one for each connection at rest: of a server that stands still they took
            // all threads, and a silo that answered no probes was declared dead.
            TcpKeepAlive = true,
            TcpKeepAliveTime = IdleSeconds,
            TcpKeepAliveInterval = AgainSeconds,
            MaxAutoPrepare = 40,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
            Options = $"-c statement_timeout={statement} -c lock_timeout={statement} "
                + $"-c idle_in_transaction_session_timeout={silence} -c jit=off "
                + $"-c tcp_keepalives_idle={IdleSeconds} -c tcp_keepalives_interval={AgainSeconds} "
                + "-c tcp_keepalives_count=3",
        };
    }

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static string Milliseconds(TimeSpan time) =>
        ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
