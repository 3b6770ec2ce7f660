using Aggregator.Gateway.Http;
using Aggregator.Gateway.Naming;
using Aggregator.Gateway.Writes;
using Aggregator.Grains;

namespace Aggregator.Gateway.Imports;

/// <summary>Rows that register films or critics, one each.</summary>
internal abstract class CatalogueImport(Newcomers newcomers, ImportReport report) : IImport
{
    protected Catalogue Known => newcomers.Catalogue;

    public abstract IReadOnlyList<string> Columns { get; }

    public async Task Take(IReadOnlyList<ImportRow> rows, CancellationToken cancel)
    {
        // Where somebody else was first, the row is decided again: it may say just the same.
        for (var tried = 1; rows is not []; tried++)
            rows = await Take(rows, tried == RegistrationDesk.Tries, cancel);
    }

    public async Task Finish(CancellationToken cancel)
    {
        // What was known already stands somewhere in the ledger: whoever reads at its head is shown it.
        if (report is { Unchanged: > 0, Position: 0 }) report.LeaveUnchanged(await newcomers.Head(), rows: 0);
    }

    /// <summary>What a row registers; null where it is known already. Refuses what cannot be read.</summary>
    protected abstract Registration? Decide(Registrar registrar, ImportRow row);

    /// <summary>Answers the rows to decide again.</summary>
    private async Task<List<ImportRow>> Take(
        IReadOnlyList<ImportRow> rows, bool isLast, CancellationToken cancel)
    {
        var registrar = newcomers.Registrar();
        var (decided, registrations) = (new List<ImportRow>(), new List<Registration>());
        foreach (var row in rows)
        {
            try
            {
                if (Decide(registrar, row) is { } registration)
                {
                    decided.Add(row);
                    registrations.Add(registration);
                }
                else
                {
                    report.LeaveUnchanged(0);
                }
            }
            catch (RefusedException refused)
            {
                report.Refuse(row.Line, refused.Refusal);
            }
        }

        return Tell(decided, await newcomers.Register(registrations, cancel), isLast);
    }

    private List<ImportRow> Tell(List<ImportRow> rows, Receipt[] receipts, bool isLast)
    {
        var again = new List<ImportRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            var receipt = receipts[i];
            if (receipt.Refusal?.IsOfAnother() == true && !isLast) again.Add(rows[i]);
            else if (receipt.Refusal is { } refusal) report.Refuse(rows[i].Line, refusal);
            else report.Accept(receipt.Position);
        }

        return again;
    }
}

/// <summary>Films: <c>title,year,refs,released,season</c>.</summary>
internal sealed class FilmImport(Newcomers newcomers, ImportReport report, ImportAsk ask)
    : CatalogueImport(newcomers, report)
{
    public override IReadOnlyList<string> Columns { get; } = ["title", "year", "refs", "released", "season"];

    protected override Registration? Decide(Registrar registrar, ImportRow row)
    {
        var wanted = Read(row);
        var film = new FilmAsked(null, wanted.Title, wanted.Year).AsUnderstood(Known);
        var decided = registrar.Film(wanted with { Title = film.Title!, Year = film.Year });
        if (decided.Refusal is { } refusal) throw new RefusedException(refusal);
        return decided.Value!.Step == RegistrationStep.Unchanged
            ? null
            : Registration.Of(decided.Value, ask.Actor);
    }

    private static FilmWanted Read(ImportRow row)
    {
        var title = row.Text("title", PlainText.TitleLengthMax)
            ?? throw new RefusedException("title-empty", "The row has no title.");
        return new FilmWanted(title, row.Year("year"))
        {
            Released = Years.Checked("released", row.Day("released")),
            Season = row.Year("season"),
            Refs = FilmRefs.ReadCell(row["refs"]),
        };
    }
}

/// <summary>Critics: <c>name,kind,publication</c>.</summary>
internal sealed class CriticImport(Newcomers newcomers, ImportReport report, ImportAsk ask)
    : CatalogueImport(newcomers, report)
{
    public override IReadOnlyList<string> Columns { get; } = ["name", "kind", "publication"];

    protected override Registration? Decide(Registrar registrar, ImportRow row)
    {
        var name = row.Text("name", PlainText.NameLengthMax)
            ?? throw new RefusedException("name-empty", "The row has no name.");
        var publication = row.Text("publication", PlainText.NameLengthMax);
        CriticKind? kind = row["kind"] is null ? null : CriticMention.KindOf(row);
        if (Known.CriticsNamed(name) is { Length: > 1 } several)
            throw new RefusedException(
                CriticMention.Ambiguous(name, several, "revise one at its address, PUT /v1/critics/{id}"));
        var decided = registrar.Critic(name, kind, publication);
        return decided.Step == RegistrationStep.Unchanged ? null : Registration.Of(decided, ask.Actor);
    }
}
