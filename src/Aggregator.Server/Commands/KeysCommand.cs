using System.CommandLine;
using System.Globalization;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary><c>keys create</c>: makes a key in a data folder, whether or not a server runs on it.</summary>
internal static class KeysCommand
{
    public static Command Make() => new("keys", "Make keys.") { Create() };

    private static Command Create()
    {
        var role = new Option<string>("--role")
        {
            Description = "reader, critic, editor or operator.",
            Required = true,
        };
        var subject =
            new Option<string?>("--subject") { Description = "The critic whom a critic's key writes for." };
        var name = new Option<string?>("--name") { Description = "What to call the key in lists." };
        var expires = new Option<string?>("--expires") { Description = "The last day it opens, YYYY-MM-DD." };
        var data = Flags.Data();
        var ledger = Flags.Ledger();
        var create = new Command("create", "Make a key and print it, this once.")
        {
            role, subject, name, expires, data, ledger,
        };
        create.SetAction((parsed, _) => Flags.Run(() =>
        {
            var options = ServerOptions.Read(new Dictionary<string, string?>
            {
                ["data"] = parsed.GetValue(data),
                ["ledger"] = parsed.GetValue(ledger),
            });
            var (key, stored) = ApiKeys.Make(
                Role(parsed.GetRequiredValue(role)), parsed.GetValue(name) ?? "made on the command line",
                TimeProvider.System.GetUtcNow());
            LedgerStore.Save(options, Checked(stored with
            {
                Subject = Subject(parsed.GetValue(subject)),
                Expires = Day(parsed.GetValue(expires)),
            }));
            Console.WriteLine(key);
            return Task.FromResult(0);
        }));
        return create;
    }

    private static KeyRole Role(string text) => text switch
    {
        "reader" => KeyRole.Reader,
        "critic" => KeyRole.Critic,
        "editor" => KeyRole.Editor,
        "operator" => KeyRole.Operator,
        _ => throw new OperatorMistakeException(
            $"The role \"{text}\" is not known; it is reader, critic, editor or operator."),
    };

    private static CriticId? Subject(string? text) =>
        text is null ? null
        : CriticId.TryRead(text, out var critic) ? critic
        : throw new OperatorMistakeException(
            $"The subject \"{text}\" is not a critic id such as manohla-dargis.");

    private static DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var day) ? day
        : throw new OperatorMistakeException($"The day \"{text}\" is not written as YYYY-MM-DD.");

    private static ApiKey Checked(ApiKey key) => (key.Role == KeyRole.Critic) == (key.Subject is not null)
        ? key
        : throw new OperatorMistakeException("A critic's key needs a subject, and no other key has one.");
}
