using System.Net.Sockets;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>Says why a database cannot be opened.</summary>
internal static class PostgresOpenings
{
    public static LedgerOpenException Refused(PostgresPlace place, Exception failure) => failure switch
    {
        LedgerOpenException refused => refused,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification } denied => new(
            $"The {place.Name} refused the name or password it was given ({denied.MessageText}). Nothing is "
            + "started.", failure),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
            $"There is no {place.Name}. Make it with createdb, or name another; nothing is started.", failure),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => new(
            $"The {place.Name} must be one where this server may make and write tables, and it may not "
            + $"({denied.MessageText}). Nothing is started.", failure),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled
            or PostgresErrorCodes.LockNotAvailable } => new(
            $"The {place.Name} is busy and did not answer in time. Nothing is started; try again.", failure),
        LedgerFormatException broken => new($"The {place.Name} cannot be read: {broken.Message}", broken),
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } => new(
            $"The {place.Name} cannot be reached: {failure.Message} Nothing is started.", failure),
        _ => new($"The {place.Name} cannot be opened: {failure.Message} Nothing is started.", failure),
    };
}
