namespace Aggregator.Grains;

/// <summary>
/// Keeps what it has folded between asks and reads on from there: the ledger is asked every time.
/// </summary>
internal sealed class CriticGrain(ILedger ledger) : Grain, ICriticGrain
{
    private readonly Dictionary<FilmId, StandingVerdict> _verdicts = [];
    private readonly Dictionary<int, LedgerEntry> _lists = [];
    private long _position;

    public async Task<CriticVerdicts> Verdicts(PageAsk page)
    {
        await ReadOn();

        var (verdicts, total, more) =
            Page<KeyValuePair<FilmId, StandingVerdict>>.Of(_verdicts, said => said.Value.Position, page);
        var texts = await ledger.Texts(Array.ConvertAll(verdicts, verdict => verdict.Value.Position));
        var items = Array.ConvertAll(verdicts, verdict => new CriticVerdict(
            verdict.Key, new(verdict.Value, texts.GetValueOrDefault(verdict.Value.Position))));
        return new(items, total, more, _position);
    }

    public async Task<StandingList[]> Lists()
    {
        await ReadOn();

        var texts = await ledger.Texts([.. _lists.Values.Select(list => list.Position)]);
        return
        [
            .. _lists.OrderByDescending(list => list.Key).Select(list => StandingLists.Of(
                new(list.Value, texts.GetValueOrDefault(list.Value.Position)))!),
        ];
    }

    private async Task ReadOn()
    {
        var critic = CriticId.Of(this.GetPrimaryKeyString());
        foreach (var entry in await ledger.CriticEntries(critic, _position))
        {
            Apply(critic, entry);
            _position = entry.Position;
        }
    }

    private void Apply(CriticId critic, LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case VerdictRecorded recorded:
                _verdicts[recorded.Film] = new(critic, recorded.Verdict, entry.Position, entry.RecordedAt);
                break;
            case VerdictWithdrawn withdrawn:
                _verdicts.Remove(withdrawn.Film);
                break;
            case ListPublished published:
                _lists[published.List.Year] = entry;
                break;
            case ListWithdrawn withdrawn:
                _lists.Remove(withdrawn.Year);
                break;
        }
    }
}
