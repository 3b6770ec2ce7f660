using Aggregator.Ledgers;
using Npgsql;

namespace Aggregator.Server.Membership;

/// <summary>The database that says who is in the cluster. Never shows the password.</summary>
internal sealed class MembershipPlace
{
    private const int ConnectSeconds = 3;

    // A look at a few rows: who waits longer has lost the database.
    private const int CommandSeconds = 4;

    /// <summary>Connections that Orleans may hold to it.</summary>
    public const int ConnectionsMax = 8;

    /// <summary>
    /// Throws <see cref="LedgerOpenException"/> when <paramref name="address"/> cannot be read as one.
    /// </summary>
    public MembershipPlace(string address)
    {
        Name = PostgresLedger.Name(address);
        var parts = PostgresAddress.Read(address);
        // Orleans asks for its table by a bare name.
        parts.SearchPath = MembershipSchema.Name;
        parts.ApplicationName = "aggregator membership";
        parts.Timeout = ConnectSeconds;
        parts.CommandTimeout = CommandSeconds;
        parts.CancellationTimeout = -1;
        parts.MaxPoolSize = ConnectionsMax;
        Address = parts.ConnectionString;
    }

    /// <summary>The database as it is called in sentences.</summary>
    public string Name { get; }

    public string Address { get; }

    public NpgsqlConnection Open() => new NpgsqlConnection(
        new NpgsqlConnectionStringBuilder(Address) { Pooling = false }.ConnectionString).Opened();

    /// <summary>Why the database cannot be used, for the operator.</summary>
    public LedgerOpenException Refused(NpgsqlException failure) => new(
        failure switch
        {
            _ when PostgresFailures.IsFull(failure) =>
                $"The {Name} has no connection left for this process: {PostgresFailures.Sentence(failure)} "
                + $"Nothing is started. {PostgresFailures.MoreConnections}.",
            PostgresException =>
                $"The {Name} refused what the cluster needs: {PostgresFailures.Sentence(failure)} Nothing is "
                + "started.",
            { InnerException: TimeoutException } =>
                $"The {Name} did not answer in time: it cannot be reached, or it is busy, or somebody holds "
                + "its tables (pg_locks says who). Nothing is started; try again.",
            _ => $"The {Name} cannot be reached: {PostgresFailures.Sentence(failure)} Nothing is started.",
        },
        failure);

    /// <summary>Whether the database is no other for what failed.</summary>
    public static bool IsPassing(NpgsqlException failure) =>
        PostgresFailures.IsFull(failure) || failure is { InnerException: TimeoutException };

    /// <summary>Whether waiting will not help: the operator has to mend the address or the grants.</summary>
    public static bool IsForTheOperator(Exception failure) => failure is LedgerOpenException
        or PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidPassword
                or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InvalidCatalogName
                or PostgresErrorCodes.InsufficientPrivilege
    };
}
