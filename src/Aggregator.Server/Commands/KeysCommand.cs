using System.CommandLine;
using System.Globalization;
using Aggregator.Ledgers;
using Aggregator.Server.Hosting;

namespace Aggregator.Server.Commands;

/// <summary>
/// <c>keys create</c>, <c>list</c>, <c>revoke</c>: keys of a ledger, whether or not a server runs on it. A
/// running server heeds a change within 5 s.
/// </summary>
internal static class KeysCommand
{
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly Option<string?> Data = Flags.Data();
    private static readonly Option<string?> Ledger = Flags.Ledger();

    public static Command Make() => new("keys", "Make, list and revoke keys, beside a running server too.")
    {
        Create(), List(), Revoke(),
    };

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
        var create = new Command("create", "Make a key and print it, this once.")
        {
            role, subject, name, expires, Data, Ledger,
        };
        create.SetAction((parsed, _) => Do(parsed, (keys, store) =>
        {
            var asked = new KeyAsked(
                parsed.GetRequiredValue(role), parsed.GetValue(name) ?? "made on the command line",
                parsed.GetValue(subject), Day(parsed.GetValue(expires)));
            var critic = CriticId.TryRead(asked.Subject, out var id) ? keys.Surviving(id) : null;
            var (key, stored) = Decided(KeyRules.Make(asked, critic, TimeProvider.System.GetUtcNow()));
            var made = keys.Save(stored) ? ", where there was no ledger; an empty one was made" : "";
            // Only to somebody who looks: scripts take all that is said for the key.
            if (!Console.IsErrorRedirected)
                Console.Error.WriteLine($"A key with the role {stored.Role.Word()}, for {store}{made}:");
            Show(key, stored.Id);
        }));
        return create;
    }

    private static void Show(string key, string id)
    {
        try
        {
            Console.WriteLine(key);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            throw new OperatorMistakeException($"The key {id} was made, and nobody has seen it: "
                + $"{lost.Message.TrimEnd('.')}. Revoke it, and make another.");
        }
    }

    private static Command List()
    {
        var list = new Command("list", "List every key, without its secret.") { Data, Ledger };
        list.SetAction((parsed, _) => Do(parsed, (keys, _) =>
        {
            var all = keys.All().OrderBy(key => key.Created).ToList();
            Print("id", "role", "critic", "created", "expires", "last used", "revoked", "name");
            foreach (var key in all)
            {
                Print(
                    key.Id, key.Role.Word(), key.Subject?.Value, Text(key.Created), Text(key.Expires),
                    Text(key.LastUsed), Text(key.Revoked), key.Name);
            }
        }));
        return list;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id: what stands after agg_." };
        var revoke = new Command("revoke", "Revoke a key; a running server refuses it within 5 s.")
        {
            id, Data, Ledger,
        };
        revoke.SetAction((parsed, _) => Do(parsed, (keys, _) =>
        {
            var asked = parsed.GetRequiredValue(id);
            Decided(keys.Change(all => KeyRules.Revoke(all, asked, TimeProvider.System.GetUtcNow())));
            Console.WriteLine($"The key {asked} opens nothing any more.");
        }));
        return revoke;
    }

    private static Task<int> Do(ParseResult parsed, Action<KeysBeside, string> work) => Flags.Run(() =>
    {
        var place = Flags.Place(parsed, Data, Ledger);
        work(LedgerStore.Keys(place), LedgerStore.Name(place));
        return Task.FromResult(0);
    });

    private static void Print(params string?[] columns)
    {
        var padded = columns.Select((column, at) => (column ?? "-").PadRight(Width(at)));
        // A key is one line, whatever its name holds.
        var line = string.Join("  ", padded).TrimEnd();
        Console.WriteLine(string.Concat(line.Select(letter => char.IsControl(letter) ? ' ' : letter)));
    }

    private static int Width(int column) => column switch
    {
        0 or 1 => 8,
        2 => 24,
        _ => DayFormat.Length,
    };

    private static string? Text(DateOnly? day) => day?.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static T Decided<T>(Outcome<T> decided)
        where T : class =>
        decided.Refusal is { } refusal ? throw new OperatorMistakeException(refusal.Detail) : decided.Value!;

    private static DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var day) ? day
        : throw new OperatorMistakeException($"The day \"{text}\" is not written as YYYY-MM-DD.");
}
