using System.CommandLine;
using Aggregator.Client;

namespace Aggregator.Cli.Commands;

/// <summary><c>verdict FILM</c> and <c>withdraw FILM</c>: what a critic says of a film.</summary>
internal static class VerdictCommand
{
    public static Command Make()
    {
        var (film, critic) = (Flags.Film(), Flags.Critic());
        var rating = Text("--rating", "The grade as the critic wrote it: 3.5/4, B+, ★★★½☆.");
        var thumb = Text("--thumb", "The thumb, with or without a rating.");
        thumb.HelpName = "up|down";
        thumb.AcceptOnlyFromAmong("up", "down");
        var publication = Text("--publication", "Where it appeared.");
        var published = Flags.Day("--published", "The day it appeared.");
        var url = Text("--url", "The address of what was published.");
        var quote = Text("--quote", "A sentence out of it.");
        var verdict = new Command("verdict", "Record a critic's verdict of a film, or revise it.")
        {
            film, critic, rating, thumb, publication, published, url, quote,
        };
        verdict.Does(async (server, asked, cancel) =>
        {
            var said = new VerdictBody
            {
                Rating = asked.GetValue(rating),
                Thumb = asked.GetValue(thumb),
                Publication = asked.GetValue(publication),
                Published = asked.GetValue(published),
                Url = asked.GetValue(url),
                Quote = asked.GetValue(quote),
            };
            server.Show(
                await server.Client.RecordVerdictAsync(
                    asked.GetRequiredValue(film), asked.GetRequiredValue(critic), said, cancel),
                answer => Print(answer, "stands"));
        });
        return verdict;
    }

    public static Command MakeWithdraw()
    {
        var (film, critic) = (Flags.Film(), Flags.Critic());
        var withdraw = new Command("withdraw", "Withdraw a critic's verdict of a film.") { film, critic };
        withdraw.Does(async (server, asked, cancel) => server.Show(
            await server.Client.WithdrawVerdictAsync(
                asked.GetRequiredValue(film), asked.GetRequiredValue(critic), cancel),
            answer => Print(answer, "is withdrawn")));
        return withdraw;
    }

    private static Option<string?> Text(string name, string description) =>
        new(name) { Description = description, HelpName = "TEXT" };

    private static void Print(WriteAnswer answer, string done)
    {
        Say.Line(Say.Text(
            $"The verdict of {answer.Critic} on {answer.Film} {done}, at position {answer.Position}."));
        foreach (var doubt in answer.Warnings ?? []) Say.Line($"{doubt.Detail} ({doubt.Code})");
        if (answer.Acclaim is { } acclaim) AcclaimCommand.Print(acclaim);
    }
}
