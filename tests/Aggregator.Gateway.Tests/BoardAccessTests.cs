namespace Aggregator.Gateway.Tests;

public sealed class BoardAccessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Whoever_waits_for_a_position_ends_the_followers_rest()
    {
        var board = new BoardAccess();
        using var leaving = new CancellationTokenSource();

        var rest = board.Awaited();
        Assert.False(rest.IsCompleted);

        var waiting = board.WaitFor(position: 1, Patience, leaving.Token).AsTask();
        await rest.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(board.Awaited().IsCompleted);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(board.Awaited().IsCompleted);
    }
}
