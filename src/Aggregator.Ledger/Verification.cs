using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Aggregator.Ledgers;

/// <summary>
/// What a verification found. <see cref="Behind"/>: films whose standing does not cover their latest entry
/// yet, which a running server mends by itself. <see cref="Mismatches"/>: the first things that do not
/// agree, in sentences; empty when the ledger holds.
/// </summary>
public sealed record VerificationReport(long Entries, int Films, int Lists, int Standings, int Behind)
{
    public required LedgerHead Head { get; init; }

    public required ImmutableArray<string> Mismatches { get; init; }

    /// <summary>Films that nothing has been said of, so that they have no standing to compare.</summary>
    public int Unspoken { get; init; }

    public bool Holds => Mismatches.IsEmpty;
}

/// <summary>
/// Recomputes everything from the entries alone and compares: the chain of hashes, the links, every refusal
/// that should have been, words against their digests, list heads, films and critics as they are known, and
/// each standing, digit for digit. Reads one snapshot and writes nothing, so it may run beside a server.
/// </summary>
public static class Verification
{
    /// <summary>Throws <see cref="LedgerOpenException"/> when there is no ledger to read.</summary>
    public static VerificationReport Run(string folder, CancellationToken cancel = default)
    {
        var place = new LedgerFolder(folder);
        if (!File.Exists(place.DatabaseFile))
            throw new LedgerOpenException(
                $"\"{place.DatabaseFile}\" should be a ledger, and there is no such file. Nothing was "
                + "verified; name another folder with --data.");
        try
        {
            using var connection = place.OpenReader();
            Schema.RefuseStrangers(place, connection);
            using var snapshot = new SqliteSnapshot(place, connection);
            return Run(snapshot, cancel);
        }
        catch (Exception failure) when (failure is SqliteException or LedgerFormatException)
        {
            throw LedgerOpenings.Refused(place, failure);
        }
    }

    /// <summary>The same of a ledger in a PostgreSQL database.</summary>
    public static VerificationReport RunOnDatabase(string address, CancellationToken cancel = default)
    {
        var place = new PostgresPlace(address, new PostgresLedgerOptions(), NullLogger.Instance);
        try
        {
            using var connection = place.Open();
            PostgresSchema.RefuseStrangers(place, connection, mayBeEmpty: false);
            using var snapshot = new PostgresSnapshot(place, connection);
            return Run(snapshot, cancel);
        }
        catch (Exception failure) when (failure is NpgsqlException or LedgerFormatException)
        {
            throw PostgresOpenings.Refused(place, failure);
        }
    }

    internal static VerificationReport Run(ILedgerSnapshot snapshot, CancellationToken cancel)
    {
        var mismatches = new Mismatches();
        var head = snapshot.Head();
        var films = new Roster<FilmId>();
        var critics = new Roster<CriticId>();
        var entries = new EntryVerification(new Admission(films, critics), mismatches);
        var tallies = new TallyVerification(films, head.ReplayAfter, mismatches);
        var changes = new ChangeVerification((films, critics), head.ReplayAfter, mismatches);

        foreach (var stored in Until(snapshot.Entries(after: 0), cancel))
        {
            if (entries.Verify(stored) is not { } entry) continue;
            tallies.Apply(entry);
            changes.Apply(entry);
        }

        tallies.FoldMerged(Until(snapshot.Entries(after: 0), cancel));
        entries.VerifyHead(head);
        TextVerification.Verify(Until(snapshot.Texts(), cancel), mismatches);
        tallies.VerifyListHeads(Until(snapshot.Lists(), cancel));
        tallies.VerifyMerges();
        changes.VerifyCritics(Until(snapshot.Critics(), cancel));
        foreach (var line in Until(snapshot.LatestFirst(names: true), cancel)) changes.Verify(line);
        foreach (var line in Until(snapshot.LatestFirst(names: false), cancel))
        {
            if (line.Kind == ChangeKind.Standing) tallies.VerifyStanding(line);
            else if (line.Kind != ChangeKind.Key) changes.Verify(line);
        }

        tallies.VerifyNothingLacks();
        changes.VerifyNothingLacks();
        return new VerificationReport(
            head.Position, films.Count, tallies.Lists, tallies.Standings, tallies.Behind)
        {
            Head = new LedgerHead(head.Position, head.Hash, head.Epoch),
            Mismatches = mismatches.Sentences,
            Unspoken = films.Count - tallies.Spoken,
        };
    }

    /// <summary>The same, read no further once it is cancelled.</summary>
    private static IEnumerable<T> Until<T>(IEnumerable<T> all, CancellationToken cancel)
    {
        foreach (var one in all)
        {
            cancel.ThrowIfCancellationRequested();
            yield return one;
        }
    }
}

/// <summary>Gathers the first mismatches; one cut can make a thousand.</summary>
internal sealed class Mismatches
{
    private const int SentencesMax = 10;
    private readonly List<string> _sentences = [];

    public ImmutableArray<string> Sentences => [.. _sentences];

    public void Note(string sentence)
    {
        if (_sentences.Count < SentencesMax) _sentences.Add(sentence);
    }
}
