using Xunit;

namespace Aggregator.Grains;

public sealed class FilmReplayTests(House house)
{
    [Fact]
    public async Task Receipts_that_overtake_each_other_are_applied_in_order()
    {
        var film = await house.RegisterFilm();
        var critics = await house.RegisterCritics(4);
        var drafts = critics.Select((critic, i) => new Draft(
            "test", new VerdictRecorded(film, critic, new(RatingReader.Read($"{i}/5"), null)))).ToArray();
        var replay = new FilmReplay(film, house.Ledger);
        await replay.Reach(long.MaxValue);
        var registered = replay.Tally.Position;
        var receipts = await house.Ledger.Append(drafts);

        var positions = new List<long>();
        foreach (var i in new[] { 2, 1, 3, 0 })
        {
            replay.Take(receipts[i], drafts[i]);
            positions.Add(replay.Tally.Position);
        }

        Assert.Equal([registered, registered, registered, receipts[3].Position], positions);
        Assert.Equal(4, replay.Tally.Verdicts.Count());
    }

    [Fact]
    public async Task A_gap_that_nobody_fills_is_read_from_the_ledger()
    {
        var film = await house.RegisterFilm();
        var critics = await house.RegisterCritics(3);
        var drafts = critics.Select((critic, i) => new Draft(
            "test", new VerdictRecorded(film, critic, new(RatingReader.Read($"{i}/5"), null)))).ToArray();
        var replay = new FilmReplay(film, house.Ledger);
        await replay.Reach(long.MaxValue);
        var receipts = await house.Ledger.Append(drafts);

        replay.Take(receipts[1], drafts[1]);
        await replay.Reach(receipts[1].Position);

        Assert.Equal(receipts[2].Position, replay.Tally.Position);
        replay.Take(receipts[2], drafts[2]);
        Assert.Equal(3, replay.Tally.Verdicts.Count());
    }
}
