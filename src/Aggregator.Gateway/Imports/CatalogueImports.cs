using System.Collections.Immutable;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>Films: <c>title,year,refs,released,season</c>.</summary>
internal sealed class FilmImport(Newcomers newcomers, ImportReport report, ImportAsk ask) : IImport
{
    public IReadOnlyList<string> Columns { get; } = ["title", "year", "refs", "released", "season"];

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var registrar = new Registrar(newcomers.Catalogue);
        var lines = new List<long>();
        var registrations = new List<Registration>();
        foreach (var row in rows)
        {
            try
            {
                var decided = registrar.Film(Read(row));
                if (decided.Refusal is { } refusal) report.Refuse(row.Line, refusal);
                else if (decided.Value!.Step == RegistrationStep.Unchanged) report.LeaveUnchanged(0);
                else
                {
                    lines.Add(row.Line);
                    registrations.Add(new Registration(
                        decided.Value.Film, null, decided.Value.Step == RegistrationStep.Revised, ask.Actor));
                }
            }
            catch (RefusedException refused)
            {
                report.Refuse(row.Line, refused.Refusal);
            }
        }

        RegistrationReport.Tell(report, lines, await newcomers.Register(registrations, cancel));
    }

    public Task Finish(CancellationToken cancel) => Task.CompletedTask;

    private static FilmWanted Read(ImportRow row)
    {
        var title = row.Text("title", PlainText.TitleLengthMax)
            ?? throw new RefusedException("title-empty", "The row has no title.");
        return new FilmWanted(title, row.Year("year"))
        {
            Released = row.Day("released"),
            Season = row.Year("season"),
            Refs = Refs(row["refs"]),
        };
    }

    private static ImmutableArray<FilmRef> Refs(string? text)
    {
        if (text is null) return [];
        var refs = new Dictionary<string, FilmRef>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!FilmRef.TryRead(word, out var reference))
                throw new RefusedException("ref-unreadable",
                    $"The ref \"{Shown.Short(word)}\" is not like imdb:tt1798709.");
            refs[reference.Scheme] = reference;
        }

        return [.. refs.Values];
    }
}

/// <summary>Critics: <c>name,kind,publication</c>.</summary>
internal sealed class CriticImport(Newcomers newcomers, ImportReport report, ImportAsk ask) : IImport
{
    public IReadOnlyList<string> Columns { get; } = ["name", "kind", "publication"];

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        var registrar = new Registrar(newcomers.Catalogue);
        var lines = new List<long>();
        var registrations = new List<Registration>();
        foreach (var row in rows)
        {
            try
            {
                var name = row.Text("name", PlainText.NameLengthMax)
                    ?? throw new RefusedException("name-empty", "The row has no name.");
                var publication = row.Text("publication", PlainText.NameLengthMax);
                var (critic, step) = registrar.Critic(name, CriticMention.KindOf(row), publication);
                if (step == RegistrationStep.Unchanged)
                {
                    report.LeaveUnchanged(0);
                    continue;
                }

                lines.Add(row.Line);
                registrations.Add(
                    new Registration(null, critic, step == RegistrationStep.Revised, ask.Actor));
            }
            catch (RefusedException refused)
            {
                report.Refuse(row.Line, refused.Refusal);
            }
        }

        RegistrationReport.Tell(report, lines, await newcomers.Register(registrations, cancel));
    }

    public Task Finish(CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>What became of registrations, told of the lines they came from.</summary>
internal static class RegistrationReport
{
    public static void Tell(ImportReport report, List<long> lines, Receipt[] receipts)
    {
        // A dry run has no receipts: every decision it made would be accepted.
        for (var i = 0; i < lines.Count; i++)
        {
            if (i < receipts.Length && receipts[i].Refusal is { } refusal) report.Refuse(lines[i], refusal);
            else report.Accept(i < receipts.Length ? receipts[i].Position : 0);
        }
    }
}
