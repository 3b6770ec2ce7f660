using System.CommandLine;
using System.Globalization;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>list CRITIC YEAR FILE</c>: a best-of-year list out of a text file.</summary>
internal static class ListCommand
{
    private static readonly int[] NumberColumn = [1];

    public static Command Make()
    {
        var critic = Flags.Id("CRITIC", "The id of whose list it is.");
        var year = new Argument<int>("YEAR")
        {
            Description = "The year whose best films it names.",
            CustomParser = Flags.Whole,
        };
        var file = new Argument<string>("FILE")
        {
            Description = "One film a line (\"3. Her (2013)\"), or a list that Letterboxd or IMDb exported; "
                + "- is standard input.",
        };
        var dry = new Option<bool>("--dry-run")
        {
            Description = "Say how each line is understood, and publish nothing.",
        };
        var create = new Option<bool>("--create-films") { Description = "Register films that nobody knows." };
        var ranked = new Option<bool?>("--ranked")
        {
            Description = "Whether the order counts, where the file does not tell it by numbers.",
            HelpName = "true|false",
        };
        var list = new Command("list", "Publish a critic's best-of-year list, or revise it.")
        {
            critic, year, file, dry, create, ranked,
        };
        list.Does(async (server, asked, cancel) =>
        {
            var text = (await Read(asked.GetRequiredValue(file), cancel)) with
            {
                CreateFilms = asked.GetValue(create),
                Ranked = asked.GetValue(ranked),
            };
            var (whose, of) = (asked.GetRequiredValue(critic), asked.GetValue(year));
            if (asked.GetValue(dry))
            {
                var understood = await server.Client.UnderstandListAsync(whose, of, text, cancel);
                server.Show(understood, Print);
                return understood.Publishable ? Work.Done : Work.Refused;
            }

            server.Show(await server.Client.PublishListAsync(whose, of, text, cancel), Print);
            return Work.Done;
        });
        return list;
    }

    private static async Task<ListText> Read(string file, CancellationToken cancel)
    {
        await using var text = Files.Open(file);
        using var read = new MemoryStream();
        // A terminal that is read from does not let go by itself.
        await text.CopyToAsync(read, cancel).WaitAsync(cancel);
        // A table of another form than is read would else be taken for films, one a line.
        var isTable = Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        return new ListText(read.ToArray()) { IsCsv = isTable };
    }

    private static void Print(DryRunAnswer list)
    {
        Say.Table([.. list.Lines.Select(line => new[]
        {
            line.At,
            line.Number?.ToString(CultureInfo.InvariantCulture) ?? "-",
            line.Written,
            Understood(line),
        })], NumberColumn);
        foreach (var doubt in list.Warnings) Print(doubt);
        foreach (var error in list.Errors)
            Say.Line($"Refused: {Where(error.At)}{error.Detail} ({error.Code})");
        Say.Line($"The list is {(list.Ranked ? "ranked" : "not ranked")} and "
            + $"{(list.Publishable ? "can" : "cannot")} be published as it is. Nothing is recorded.");
    }

    private static string Understood(DryRunLine line) => line switch
    {
        { Matched: { } film } => $"is {Named(film)}",
        { Created: true } => "would be registered",
        { Candidates: [] } => "is not known",
        _ => $"may be {string.Join(" or ", line.Candidates.Select(Named))}",
    };

    private static string Named(FilmItem film) => $"{Say.Titled(film.Title, film.Year)}, {film.Film}";

    private static string Where(string? at) => string.IsNullOrEmpty(at) ? "" : $"{at}: ";

    private static void Print(WriteAnswer answer)
    {
        foreach (var doubt in answer.Warnings ?? []) Print(doubt);
        foreach (var film in answer.Created ?? []) Say.Line($"Registered {film}, which nobody knew.");
        if (answer.List is not { } list) return;
        var films = Say.Counted(list.Places.Sum(place => place.Count), "film");
        Say.Line(Say.Text(
            $"{list.CriticName}'s list of {list.Year} stands with {films}, at position {answer.Position}."));
    }

    private static void Print(Doubt doubt) =>
        Say.Line($"Doubtful: {Where(doubt.At)}{doubt.Detail} ({doubt.Code})");
}
