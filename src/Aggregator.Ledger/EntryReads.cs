namespace Aggregator.Ledgers;

/// <summary>Questions about entries, answered from the disk.</summary>
internal static class EntryReads
{
    private const string At = $"SELECT {StoredEntry.Columns} FROM entries WHERE position = ?";

    private delegate long Step(ReadOnlySpan<byte> links, long position, int key);

    /// <summary>Follows a film's thread back from its latest entry; the answer is oldest first.</summary>
    public static IReadOnlyList<LedgerEntry> OfFilm(
        ReadSession session, int film, (long After, long Last) range) =>
        Thread(session, film, range, Links.BeforeByFilm);

    /// <summary>Applies several films' entries, oldest first, to their tallies; says how many.</summary>
    public static int Fold(ReadSession session, IReadOnlyList<FilmThread> films)
    {
        var folded = 0;
        session.Prepare("BEGIN").Run();
        foreach (var film in films)
        {
            var entries = Follow(session, film.Film, (0, film.Last), Links.BeforeByFilm);
            for (var i = entries.Count - 1; i >= 0; i--) film.Tally.Apply(entries[i]);
            folded += entries.Count;
        }

        session.Prepare("COMMIT").Run();
        return folded;
    }

    public static IReadOnlyList<LedgerEntry> OfCritic(
        ReadSession session, int critic, (long After, long Last) range) =>
        Thread(session, critic, range, Links.BeforeByCritic);

    public static Dictionary<int, EntryWithText> ListHeads(
        ReadSession session, IReadOnlyList<int> critics, int year)
    {
        var heads = new Dictionary<int, EntryWithText>();
        foreach (var critic in critics)
            if (ListHead(session, critic, year) is { } head) heads[critic] = head;
        return heads;
    }

    private static EntryWithText? ListHead(ReadSession session, int critic, int year)
    {
        var head = session.Prepare("SELECT position FROM list_heads WHERE critic = ? AND year = ?");
        if (!head.Bind(1, critic).Bind(2, year).Step()) return null;
        var position = head.Long(0);
        var line = session.Prepare(At);
        if (!line.Bind(1, position).Step()) throw Missing(position);
        return WithText(Entry(line), line.Blob(6), Texts(session, [position]).GetValueOrDefault(position));
    }

    public static EntryWithText WithText(LedgerEntry entry, ReadOnlySpan<byte> body, FreeText? text) =>
        new(entry, text) { IsRedacted = text is null && FactReader.DigestIn(body) is not null };

    /// <summary>Keys of the critics with a standing list of a year.</summary>
    public static List<int> ListsOf(ReadSession session, int year)
    {
        var critics = new List<int>();
        var heads = session.Prepare("SELECT critic FROM list_heads WHERE year = ? AND stands = 1");
        heads.Bind(1, year);
        while (heads.Step()) critics.Add(heads.Int(0));
        return critics;
    }

    /// <summary>Every entry about a list of a year, oldest first.</summary>
    public static List<LedgerEntry> ListEntries(ReadSession session, int year)
    {
        session.Prepare("BEGIN").Run();
        var entries = new SortedList<long, LedgerEntry>();
        var heads = new List<long>();
        var head = session.Prepare("SELECT position FROM list_heads WHERE year = ?");
        head.Bind(1, year);
        while (head.Step()) heads.Add(head.Long(0));
        var line = session.Prepare(At);
        foreach (var from in heads)
        {
            // Heads that changed hands in a merge share what led to them.
            for (var position = from; position > 0 && !entries.ContainsKey(position);)
            {
                if (!line.Bind(1, position).Step()) throw Missing(position);
                entries[position] = Entry(line);
                position = Revised(entries[position]);
                line.Reset();
            }
        }

        session.Prepare("COMMIT").Run();
        return [.. entries.Values];
    }

    /// <summary>The position of the entry that one about a list took the place of; 0 if none.</summary>
    public static long Revised(LedgerEntry entry) => entry.Fact switch
    {
        ListPublished published => published.Revises,
        ListWithdrawn withdrawn => withdrawn.Revises,
        _ => throw new LedgerFormatException(
            $"Entry {entry.Position} should be about a list and is not. Nothing is changed; run verify."),
    };

    public static Dictionary<long, FreeText> Texts(ReadSession session, IReadOnlyList<long> positions)
    {
        var texts = new Dictionary<long, FreeText>();
        var text = session.Prepare("SELECT text FROM texts WHERE position = ?");
        foreach (var position in positions)
        {
            if (text.Bind(1, position).Step()) texts[position] = FactReader.ReadText(text.Blob(0));
            text.Reset();
        }

        return texts;
    }

    public static IReadOnlyList<LedgerLine> Lines(
        ReadSession session, (long After, long Head) range, int countMax)
    {
        var lines = new List<LedgerLine>();
        var entries = session.Prepare(
            $"SELECT {StoredEntry.Columns} FROM entries WHERE position > ? AND position <= ? "
            + "ORDER BY position LIMIT ?");
        entries.Bind(1, range.After).Bind(2, range.Head).Bind(3, countMax);
        while (entries.Step()) lines.Add(StoredEntry.Read(entries).Line());
        return lines;
    }

    private static List<LedgerEntry> Thread(
        ReadSession session, int key, (long After, long Last) range, Step before)
    {
        // One transaction: to begin one for each step costs more than the step.
        session.Prepare("BEGIN").Run();
        var entries = Follow(session, key, range, before);
        session.Prepare("COMMIT").Run();
        entries.Reverse();
        return entries;
    }

    /// <summary>The latest first.</summary>
    private static List<LedgerEntry> Follow(
        ReadSession session, int key, (long After, long Last) range, Step before)
    {
        var entries = new List<LedgerEntry>();
        var line = session.Prepare(At);
        for (var position = range.Last; position > range.After;)
        {
            if (!line.Bind(1, position).Step()) throw Missing(position);
            entries.Add(Entry(line));
            position = before(line.Blob(4), position, key);
            line.Reset();
        }

        return entries;
    }

    private static LedgerEntry Entry(Statement line) => new(
        line.Long(0), DateTimeOffset.FromUnixTimeMilliseconds(line.Long(1)), line.Text(3),
        FactReader.Read(line.Text(2), line.Blob(6)));

    private static LedgerFormatException Missing(long position) =>
        new($"Entry {position} should be in the ledger and is not. Nothing is changed; run verify.");
}
