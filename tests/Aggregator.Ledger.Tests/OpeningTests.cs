using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Ledgers.Tests;

public sealed class OpeningTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public void A_second_server_on_the_same_folder_is_refused()
    {
        using var first = Open();

        Refused(Open, "in use by another server", $"process {Environment.ProcessId}");
    }

    [Fact]
    public void The_folder_is_free_again_after_closing()
    {
        Open().Dispose();

        Open().Dispose();
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        Open().Dispose();
        Sql("INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('9999-later.sql', '2030-01-01')");

        Refused(Open, "9999-later.sql", "knows \"0001-ledger.sql\" at most", "newer program");
    }

    [Fact]
    public async Task A_change_that_only_a_newer_program_knows_is_refused_and_left_alone()
    {
        using (var ledger = Open()) await A.Stock(ledger);
        Sql("INSERT INTO changes SELECT max(revision) + 1, 99, 0, 1, 0, x'00' FROM changes");

        Refused(Open, "A change of kind 99 is not known", "newer program");
    }

    [Fact]
    public void A_database_of_something_else_is_refused_and_left_alone()
    {
        Sql("CREATE TABLE recipes (name TEXT)");

        Refused(Open, "something else");

        Sql("INSERT INTO recipes VALUES ('soup')");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_folder.Database, new string('x', 10_000));

        Refused(Open, "damaged or something else");
    }

    [Fact]
    public async Task A_ledger_cut_short_is_refused()
    {
        using (var ledger = Open()) await A.Stock(ledger);
        Sql("DROP TRIGGER entries_are_never_deleted; DELETE FROM entries WHERE position = 20");

        Refused(Open, "should end at entry 20", "ends at 19");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");

        Refused(
            () => SqliteLedger.Open(
                Path.Combine(_folder.Path, "file", "below"), new SqliteLedgerOptions(), TimeProvider.System,
                NullLogger.Instance),
            "must be a folder");
    }

    [Fact]
    public void Verification_of_a_folder_without_a_ledger_is_refused() => Assert.Contains(
        "no such file", Assert.Throws<LedgerOpenException>(() => Verification.Run(_folder.Path)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_kind_of_fact_is_refused_loudly()
    {
        using (var ledger = Open()) await A.Stock(ledger);
        Sql("DROP TRIGGER entries_are_never_changed");
        Sql("UPDATE entries SET kind = 'FilmPainted' WHERE position = 12");

        using var again = Open();
        var failure = await Assert.ThrowsAsync<LedgerUnavailableException>(
            async () => await again.FilmEntries(A.FilmId(2), 0, TestContext.Current.CancellationToken));
        Assert.Contains("FilmPainted", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_never_changed_or_deleted()
    {
        using (var ledger = Open()) await A.Stock(ledger);

        Assert.Contains("append-only", Assert.Throws<SqliteException>(
            () =>
                Sql("UPDATE entries SET actor = 'me' WHERE position = 3")).Message, StringComparison.Ordinal);
        Assert.Contains("append-only", Assert.Throws<SqliteException>(
            () => Sql("DELETE FROM entries WHERE position = 3")).Message, StringComparison.Ordinal);
    }

    private SqliteLedger Open() =>
        SqliteLedger.Open(_folder.Path, new SqliteLedgerOptions(), TimeProvider.System, NullLogger.Instance);

    private static void Refused(Func<SqliteLedger> open, params string[] words)
    {
        var refusal = Assert.Throws<LedgerOpenException>(open);
        foreach (var word in words) Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    private void Sql(string text) => Database.Run(_folder.Database, text);
}
