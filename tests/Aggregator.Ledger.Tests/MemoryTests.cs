namespace Aggregator.Ledgers.Tests;

/// <summary>What the memory of a ledger says is settled.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Nothing_is_said_to_be_settled_while_a_standing_is_not_written()
    {
        var films = new Roster<FilmId>();
        films.Enrol(A.FilmId(1));
        var memory = new LedgerMemory(films, new Roster<CriticId>(), recentMax: 10);
        memory.Recalled.Tail.Start(reservedBefore: 0);
        memory.Recalled.Films.Touch(0, position: 1, scored: true);
        Assert.NotNull(memory.Nothing().Settled);

        Assert.True(memory.Save(A.Standing(1, 1)));
        Assert.Null(memory.Nothing().Settled);

        memory.Written(memory.Unwritten(10)!);
        Assert.NotNull(memory.Nothing().Settled);
    }
}
