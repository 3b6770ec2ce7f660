using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>What PostgreSQL says when it refuses.</summary>
public static class PostgresFailures
{
    /// <summary>What the operator can do where there are too few connections.</summary>
    public const string MoreConnections =
        "Let its role (CONNECTION LIMIT), the database and the server (max_connections) have more";

    /// <summary>
    /// Whether the role, the database or the server has no connection left to give: it is there, and one may
    /// come free at any time.
    /// </summary>
    public static bool IsFull(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.TooManyConnections };

    /// <summary>Its words as a sentence: they come without a full stop.</summary>
    public static string Sentence(NpgsqlException failure)
    {
        var words = failure is PostgresException answer ? answer.MessageText : failure.Message;
        return words.TrimEnd('.') + ".";
    }
}
