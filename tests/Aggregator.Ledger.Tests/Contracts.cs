namespace Aggregator.Ledgers.Tests;

// Each store keeps every contract.

public sealed class SqliteAppends() : AppendContract(new SqliteStore());

public sealed class PostgresAppends(PostgresServer server) : AppendContract(new PostgresStore(server));

public sealed class SqliteApart() : ApartContract(new SqliteStore());

public sealed class PostgresApart(PostgresServer server) : ApartContract(new PostgresStore(server));

public sealed class SqliteFeed() : FeedContract(new SqliteStore());

public sealed class PostgresFeed(PostgresServer server) : FeedContract(new PostgresStore(server));

public sealed class SqliteTexts() : TextContract(new SqliteStore());

public sealed class PostgresTexts(PostgresServer server) : TextContract(new PostgresStore(server));

public sealed class SqliteMerges() : MergeContract(new SqliteStore());

public sealed class PostgresMerges(PostgresServer server) : MergeContract(new PostgresStore(server));

public sealed class SqliteFilmMerges() : FilmMergeContract(new SqliteStore());

public sealed class PostgresFilmMerges(PostgresServer server)
    : FilmMergeContract(new PostgresStore(server));

public sealed class SqliteKeyRing() : KeyRingContract(new SqliteStore());

public sealed class PostgresKeyRing(PostgresServer server) : KeyRingContract(new PostgresStore(server));

public sealed class SqliteVerification() : VerificationContract(new SqliteStore());

public sealed class PostgresVerification(PostgresServer server)
    : VerificationContract(new PostgresStore(server));
