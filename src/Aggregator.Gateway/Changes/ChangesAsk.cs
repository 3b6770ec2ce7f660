using System.ComponentModel;
using System.Globalization;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Reads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aggregator.Gateway.Changes;

/// <summary>What somebody wants to hear of, and from where on, as it stands in the address.</summary>
internal sealed record ChangesAsk(
    string? Scope,
    string? Films,
    [property: Description("Where to go on: a revision, or epoch-revision as next and event ids have it.")]
    string? After,
    string? Wait,
    [property: FromHeader(Name = "Last-Event-ID")]
    [property: Description("Where to go on, as a browser says it when it connects again.")]
    string? LastHeard)
{
    private const int FilmsMax = 500;
    private const int WaitMax = 30;
    private const int WaitUsual = 20;

    public TimeSpan Patience
    {
        get
        {
            if (Query.Given(Wait) is null) return TimeSpan.FromSeconds(WaitUsual);
            if (int.TryParse(Wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= WaitMax)
                return TimeSpan.FromSeconds(seconds);
            throw new RefusedException("wait-out-of-range",
                $"wait must be from 0 to {WaitMax} seconds, not \"{Shown.Short(Wait)}\".");
        }
    }

    /// <summary>
    /// Where to go on; from now on where nothing is said, and anew where more is claimed to have been heard
    /// than was said: whoever waits for what comes after that would wait for ever.
    /// </summary>
    public static ValueTask<HeardTo> From(
        string? after, BoardAccess board, IGrainFactory grains, CancellationToken cancel)
    {
        var now = board.Current;
        if (Query.Given(after) is null) return new(now.Head);
        if (!HeardTo.TryRead(after, now.Epoch, out var heard))
            throw new RefusedException("after-unreadable",
                $"\"{Shown.Short(after)}\" is neither a revision nor epoch-revision, such as {now.Head}.");
        return IsAhead(heard, now) ? Believed(heard, board, grains, cancel) : new(heard);
    }

    /// <summary>Another gateway may know more than this one, unless this one knows all there is.</summary>
    private static async ValueTask<HeardTo> Believed(
        HeardTo heard, BoardAccess board, IGrainFactory grains, CancellationToken cancel)
    {
        try
        {
            var knowsAll = await board.ReachHead(grains, cancel);
            return knowsAll && IsAhead(heard, board.Current) ? HeardTo.Unknown : heard;
        }
        catch (Exception fault) when (
            fault is LedgerUnavailableException or TimeoutException or OrleansException)
        {
            return heard;
        }
    }

    private static bool IsAhead(HeardTo heard, Board board) =>
        heard.Epoch == board.Epoch && heard.Revision > board.Revision;

    /// <summary>The films meant, and what was named and is not known here.</summary>
    public NewsFilter Read(Board board)
    {
        var within = Aggregator.Scope.AllTime;
        if (Query.Given(Scope) is not null && !Aggregator.Scope.TryRead(Scope, out within))
            throw new RefusedException("scope-unreadable",
                $"\"{Shown.Short(Scope)}\" is neither a season such as 2013 nor all-time.");
        if (Query.Given(Films) is not { } films) return new NewsFilter(within);

        var asked = films.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > FilmsMax)
            throw new RefusedException("batch-too-large",
                $"A listener names {FilmsMax} films at most, not {asked.Length}.");
        var filter = new NewsFilter(within, []) { Unknown = [.. asked] }.FoundOn(board);
        return filter.Films!.IsEmpty ? throw new RefusedException(Find.UnknownFilm(films)) : filter;
    }

    /// <summary>
    /// Whether one JSON answer is wanted and not a text that goes on: what is accepted decides, then whether
    /// the address looks like a long poll.
    /// </summary>
    public bool IsPoll(HttpRequest request)
    {
        var accepted = request.Headers.Accept.ToString();
        if (accepted.Contains(ChangesText.ContentType, StringComparison.OrdinalIgnoreCase)) return false;
        return Query.Given(After) is not null || Query.Given(Wait) is not null
            || accepted.Contains("application/json", StringComparison.OrdinalIgnoreCase);
    }
}
