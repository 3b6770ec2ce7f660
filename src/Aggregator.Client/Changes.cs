using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>What changed after a point: each film once, as it is now, oldest change first.</summary>
public sealed record ChangesAnswer
{
    /// <summary>The history that revisions count in; another one begins when it was rebuilt.</summary>
    public required string Epoch { get; init; }

    /// <summary>Everything up to this revision is in this answer or was in those before.</summary>
    public long Revision { get; init; }

    /// <summary>Goes into <c>after</c> for what comes next: epoch and revision.</summary>
    public required string Next { get; init; }

    /// <summary>There is more: ask on at once.</summary>
    public bool More { get; init; }

    /// <summary>What was asked for counts in another epoch: this begins from nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Reset { get; init; }

    public required IReadOnlyList<AcclaimView> Items { get; init; }

    /// <summary>
    /// Films that were merged into others and are shown no more; null where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GoneFilmView>? Gone { get; init; }

    /// <summary>Ids and refs that were asked for and name no film here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unknown { get; init; }
}

/// <summary>A film that is shown no more, and the one that answers for it.</summary>
public sealed record GoneFilmView(string Film, string Into);

/// <summary>
/// What a listener hears: an acclaim as it is now, or that a film is shown no more, or, with neither, that
/// all heard before counts no more and everything follows from the beginning.
/// </summary>
/// <param name="Id">Where to resume after this, for <c>after</c>; null if it is not safe to.</param>
public sealed record Changed(string? Id, AcclaimView? Acclaim)
{
    public GoneFilmView? Gone { get; init; }

    public bool IsReset => Acclaim is null && Gone is null;
}

/// <summary>
/// Which films: a season's (<c>2013</c>; null for all), and of those the ones named by id or ref, at most
/// 500.
/// </summary>
public readonly record struct ChangesOf(string? Scope = null, IReadOnlyList<string>? Films = null)
{
    internal string In(string path)
    {
        var joint = '?';
        if (Scope is not null) (path, joint) = ($"{path}?scope={Uri.EscapeDataString(Scope)}", '&');
        return Films is null ? path
            : $"{path}{joint}films={Uri.EscapeDataString(string.Join(',', Films))}";
    }
}
