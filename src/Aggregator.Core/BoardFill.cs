namespace Aggregator;

/// <summary>
/// The first Board of a process, made from the whole feed at once: what is in order is sorted once instead of
/// being put in its place film by film. The same Board as one that followed all along.
/// </summary>
public sealed class BoardFill
{
    private readonly BoardEdit _edit;
    private FeedChunk? _last;

    public BoardFill(Calibration calibration) =>
        _edit = new BoardEdit(Board.Empty(calibration).Parts, Edit.Gathering());

    /// <summary>Everything up to this revision has been taken: ask for what comes after it.</summary>
    public long Revision => _edit.Revision;

    /// <summary>The epoch of what was taken; empty before.</summary>
    public string Epoch => _last?.Epoch ?? "";

    /// <summary>
    /// Takes the next stretch of the feed. The Board, and nothing may be taken any more, when that reached
    /// the head; null before. Throws <see cref="ArgumentException"/> on a stretch of another epoch.
    /// </summary>
    public Board? Take(FeedChunk chunk)
    {
        if (_last is not null && _last.Epoch != chunk.Epoch)
            throw new ArgumentException("What is of two epochs fills no Board.", nameof(chunk));
        _last = chunk;
        _edit.Apply(chunk);
        return chunk.ReachesHead ? new Board(_edit.Close(chunk)) : null;
    }
}
