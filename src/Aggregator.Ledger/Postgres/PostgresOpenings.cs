using System.Net.Sockets;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>Says why a database cannot be opened.</summary>
internal static class PostgresOpenings
{
    public static LedgerOpenException Refused(PostgresPlace place, Exception failure) => failure switch
    {
        LedgerOpenException refused => refused,
        PostgresException answer => new(Sentence(place, answer), failure),
        LedgerFormatException broken => new($"The {place.Name} cannot be read: {broken.Message}", broken),
        NpgsqlException { InnerException: SocketException or TimeoutException or IOException } => new(
            $"The {place.Name} cannot be reached: {failure.Message.TrimEnd('.')}. Nothing is done.",
            failure),
        _ => new(
            $"The {place.Name} cannot be opened: {failure.Message.TrimEnd('.')}. Nothing is done.",
            failure),
    };

    private static string Sentence(PostgresPlace place, PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"The {place.Name} refused the name or password it was given ({answer.MessageText}). Nothing is "
            + "started.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"There is no {place.Name}. Make it with createdb, or name another; nothing is done.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The {place.Name} must be one where this server may make and write tables, and it may not "
            + $"({answer.MessageText}). Nothing is done.",
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable =>
            $"The {place.Name} is busy and did not answer in time. Nothing is done; try again.",
        PostgresErrorCodes.TooManyConnections =>
            $"The {place.Name} has no connection left for this process: {PostgresFailures.Sentence(answer)} "
            + $"Nothing is done. {PostgresFailures.MoreConnections}.",
        _ => $"The {place.Name} cannot be opened: {PostgresFailures.Sentence(answer)} Nothing is done.",
    };
}
