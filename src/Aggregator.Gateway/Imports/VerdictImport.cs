using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>Verdicts: <c>critic,publication,film,film_year,film_ref,rating,thumb,published,url</c>.</summary>
internal sealed class VerdictImport(
    IGrainFactory grains, Newcomers newcomers, ImportAsk ask, ImportReport report, TimeProvider clock)
    : IImport
{
    private const int FilmsAtOnceMax = 2_000;
    private const int RatingsKeptMax = 10_000;

    private readonly Dictionary<string, Rating> _ratings = [];

    public IReadOnlyList<string> Columns { get; } =
        ["critic", "publication", "film", "film_year", "film_ref", "rating", "thumb", "published", "url"];

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var today = Days.Today(clock);
        var read = new List<VerdictRow>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                read.Add(Read(row, today));
            }
            catch (RefusedException refused)
            {
                report.Refuse(row.Line, refused.Refusal);
            }
        }

        await newcomers.Welcome(
            read.Select(r => r.Film).Distinct(), read.Select(r => r.Critic).Distinct(), cancel);
        var films = Resolve(read);
        if (ask.DryRun)
        {
            foreach (var film in films.Values) report.Accept(0, film.Count);
            return;
        }

        await Parallel.ForEachAsync(
            films,
            new ParallelOptions { MaxDegreeOfParallelism = FilmsAtOnceMax, CancellationToken = cancel },
            async (film, _) => await Record(film.Key, [.. film.Value.Values]));
    }

    public Task Finish(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>
    /// The rows by film and critic. Of several rows of one critic and film the latest published stands, then
    /// the last; the others are superseded.
    /// </summary>
    private Dictionary<FilmId, Dictionary<CriticId, LinedVerdict>> Resolve(List<VerdictRow> rows)
    {
        var films = new Dictionary<FilmId, Dictionary<CriticId, LinedVerdict>>();
        var found = new Dictionary<FilmAsked, FilmMatch>();
        var critics = new Dictionary<CriticMention, Critic?>();
        foreach (var row in rows)
        {
            if (!found.TryGetValue(row.Film, out var match))
                found[row.Film] = match = newcomers.Find(row.Film);
            if (!critics.TryGetValue(row.Critic, out var critic))
                critics[row.Critic] = critic = newcomers.Find(row.Critic);
            if (match.Film is null) report.Refuse(row.Line, row.Film.Refuse(match));
            else if (critic is null) report.Refuse(row.Line, row.Critic.Refuse());
            else
            {
                if (row.Warning is { } warning) report.Warn(row.Line, "rating-unreadable", warning);
                Keep(films, match.Film.Id, new LinedVerdict(
                    row.Line, new RecordVerdict(critic.Id, row.Verdict, row.Text, ask.Actor)));
            }
        }

        return films;
    }

    private void Keep(
        Dictionary<FilmId, Dictionary<CriticId, LinedVerdict>> films, FilmId film, LinedVerdict verdict)
    {
        if (!films.TryGetValue(film, out var critics)) films[film] = critics = [];
        if (critics.TryGetValue(verdict.Command.Critic, out var earlier))
        {
            report.Supersede();
            if (earlier.Published > verdict.Published) return;
        }

        critics[verdict.Command.Critic] = verdict;
    }

    private async Task Record(FilmId film, LinedVerdict[] verdicts)
    {
        var outcomes = await grains.Film(film).Import(Array.ConvertAll(verdicts, verdict => verdict.Command));
        for (var i = 0; i < outcomes.Length; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Refusal is { } refusal) report.Refuse(verdicts[i].Line, refusal);
            else if (outcome.Step == VerdictStep.Unchanged) report.LeaveUnchanged(outcome.Position);
            else if (outcome.Step == VerdictStep.Superseded) report.Supersede();
            else report.Accept(outcome.Position);
        }
    }

    private VerdictRow Read(ImportRow row, DateOnly today)
    {
        var critic = CriticMention.Of(row);
        var film = FilmNaming.Of(row, listYear: null);
        var published = Days.NotAhead(row.Day("published"), today);
        var thumb = Thumb(row["thumb"]);
        var rating = row.Text("rating", PlainText.RatingLengthMax) is { } text ? ReadRating(text) : null;
        if (rating is null && thumb is null)
            throw new RefusedException("verdict-empty", "The row has neither a rating nor a thumb.");

        var warning = rating is { IsReadable: false } ? Words.Unreadable(rating) : null;
        if (warning is not null && thumb is null)
            throw new RefusedException(Words.CodeOf(rating!), warning);

        var verdict = new Verdict(rating, thumb) { Publication = critic.Publication, Published = published };
        var url = row.Text("url", PlainText.QuoteLengthMax);
        var address = url is null ? null : new FreeText { Url = url };
        return new VerdictRow(row.Line, critic, film, verdict, address)
        {
            Warning = warning is null ? null : $"{warning} Its thumb counts.",
        };
    }

    private static Thumb? Thumb(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "up" => Aggregator.Thumb.Up,
        "down" => Aggregator.Thumb.Down,
        var other => throw new RefusedException("thumb-unknown",
            $"The thumb \"{Shown.Short(other)}\" is neither up nor down."),
    };

    private Rating ReadRating(string text)
    {
        if (_ratings.TryGetValue(text, out var rating)) return rating;
        if (_ratings.Count >= RatingsKeptMax) _ratings.Clear();
        return _ratings[text] = RatingReader.Read(text);
    }

    private sealed record LinedVerdict(long Line, RecordVerdict Command)
    {
        public DateOnly Published => Command.Verdict.Published ?? DateOnly.MinValue;
    }

    private sealed record VerdictRow(
        long Line, CriticMention Critic, FilmAsked Film, Verdict Verdict, FreeText? Text)
    {
        public string? Warning { get; init; }
    }
}
