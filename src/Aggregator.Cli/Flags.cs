using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Aggregator.Cli;

/// <summary>What every command can be told, and what several are.</summary>
internal static class Flags
{
    private const int ExitMistyped = 2;
    private const string DefaultServer = "http://localhost:5213";
    private const string ServerVariable = "AGGREGATOR_SERVER_URL";
    private const string DayFormat = "yyyy-MM-dd";

    public static Option<Uri> Server { get; } = new("--server")
    {
        Description = $"The server's address; {ServerVariable} sets another.",
        HelpName = "URL",
        Recursive = true,
        CustomParser = given => Address(given, given.Tokens[0].Value),
        DefaultValueFactory = given =>
            Address(given, Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } set
                ? set : DefaultServer),
    };

    // Never the key itself: what is typed stands in the list of processes and in the shell's history.
    public static Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"A file that holds the key, which else is in {Key.Variable}.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the server's answer as it came.",
        Recursive = true,
    };

    public static Argument<string> Film() =>
        Id("FILM", "The film's id or a ref: her-2013, imdb:tt1798709.");

    public static Option<string> Critic() => new("--critic")
    {
        Description = "The critic's id: ann-example.",
        HelpName = "CRITIC",
        Required = true,
        Validators = { RefuseNoId },
    };

    /// <summary>What a command is about.</summary>
    public static Argument<string> Id(string name, string description) =>
        new(name) { Description = description, Validators = { RefuseNoId } };

    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = given =>
        {
            var text = given.Tokens[0].Value;
            if (DateOnly.TryParseExact(
                text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            given.AddError($"The day \"{text}\" is not written as YYYY-MM-DD.");
            return null;
        },
    };

    /// <summary>A whole number as it is typed, of an option or argument.</summary>
    public static int Whole(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        given.AddError($"\"{text}\" is no whole number.");
        return 0;
    }

    /// <summary>A past day to ask about in place of now.</summary>
    public static Option<DateOnly?> AsOf() => Day("--as-of", "As it stood when that day had passed.");

    /// <summary>Says what of a command cannot be read, in few lines.</summary>
    public static int Mistyped(ParseResult asked)
    {
        foreach (var error in asked.Errors) Say.Aside(error.Message);
        List<string> words = ["--help"];
        for (var at = asked.CommandResult; at is not null; at = at.Parent as CommandResult)
            words.Insert(0, at.Command.Name);
        Say.Aside($"Nothing is done. \"{string.Join(' ', words)}\" says what there is.");
        return ExitMistyped;
    }

    // As a shell gives it where a variable is not set; dots would make the address of something else.
    private static void RefuseNoId(SymbolResult given)
    {
        if (given.Tokens is [{ Value: "" or "." or ".." }])
            given.AddError($"\"{given.Tokens[0].Value}\" is no id.");
    }

    private static Uri Address(ArgumentResult given, string text)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"))
            return address;
        given.AddError($"\"{text}\" is no address of a server: it begins with http:// or https://.");
        return new Uri(DefaultServer);
    }
}
