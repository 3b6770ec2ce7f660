using System.CommandLine;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>search TEXT</c>: films by title and critics by name, with the ids to call them by.</summary>
internal static class SearchCommand
{
    public static Command Make()
    {
        var words = new Argument<string[]>("TEXT")
        {
            Description = "Words of a title or name; accents, articles and small slips do not matter.",
            Arity = ArgumentArity.OneOrMore,
        };
        var search = new Command("search", "Find films and critics, and their ids.") { words };
        search.Does(async (server, asked, cancel) => server.Show(
            await server.Client.SearchAsync(
                string.Join(' ', asked.GetRequiredValue(words)), cancel: cancel),
            Print));
        return search;
    }

    private static void Print(SearchAnswer found)
    {
        if (found.Items is []) Say.Line("Nothing of that name is known.");
        Say.Table([.. found.Items.Select(Row)]);
    }

    private static string[] Row(FoundItem found) => found switch
    {
        { Film: { } film } => [found.Kind, film.Film, Say.Titled(film.Title, film.Year)],
        { Critic: { Publication: { } publication } critic } =>
            [found.Kind, critic.Critic, $"{critic.Name}, {publication}"],
        { Critic: { } critic } => [found.Kind, critic.Critic, critic.Name],
        _ => [found.Kind, "", ""],
    };
}
