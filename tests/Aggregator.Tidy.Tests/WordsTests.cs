using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Aggregator.Tidy.Tests;

/// <summary>One word per idea: what a thing is called here, it is called everywhere.</summary>
public sealed partial class WordsTests
{
    // In no name at all.
    private static readonly Dictionary<string, string> Never = new()
    {
        ["Movie"] = "Film",
        ["Reviewer"] = "Critic",
        ["Voter"] = "Critic",
        ["User"] = "Critic",
        ["Outlet"] = "Publication",
        ["Review"] = "Verdict",
        ["Vote"] = "Verdict",
        ["Fresh"] = "Thumb",
        ["Rotten"] = "Thumb",
        ["Ballot"] = "YearList",
        ["Award"] = "Honour",
        ["Metascore"] = "Acclaim",
        ["Algorithm"] = "Profile",
        ["Config"] = "Calibration",
        ["Leaderboard"] = "Ranking",
        ["Chart"] = "Ranking",
        ["Cache"] = "Board",
        ["Registry"] = "Catalogue",
        ["Bus"] = "Feed",
        ["Reviews"] = "Verdicts",
        ["Votes"] = "Verdicts",
        ["Movies"] = "Films",
        ["Ballots"] = "YearLists",
        ["Awards"] = "Honours",
        ["Users"] = "Critics",
    };

    // These words have honest uses in code, but no type of ours is one.
    private static readonly string[] NeverATypeIs =
    [
        "Title", "Source", "Score", "Like", "TopTen", "ListItem", "Win", "Formula", "Event", "Offset",
        "ReadModel", "Index", "Stream", "Error", "Manager", "Helper", "Helpers", "Utils", "Service",
        "Processor",
    ];

    // Names the public contract or the platform has chosen.
    private static readonly string[] Chosen =
    [
        // The JSON field "ballots" and the method's constants of that name.
        "Ballots", "PseudoBallots", "ByBallots",
        // HTTP's own header.
        "CacheControl",
        // ASP.NET's word for whoever makes a request.
        "User",
    ];

    private static readonly string[] VaguePrefixes = ["Process", "Handle", "Manage", "Sync"];

    [Fact]
    public void Names_use_the_words_of_the_house() => Say.Nothing(
        from source in Repository.Sources
        from name in NamesIn(source.Syntax)
        where !Chosen.Contains(name.Text, StringComparer.OrdinalIgnoreCase)
        from word in WordsOf(name.Text)
        where Never.ContainsKey(word)
        select $"{At(source, name)} {name.Text}: say {Never[word]}",
        "A banned word stands in a name.");

    [Fact]
    public void Types_are_not_called_by_vague_words() => Say.Nothing(
        from source in Repository.Sources
        from type in source.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where source.File.IsUnder("src") && NeverATypeIs.Any(word => name == word || name.EndsWith(word))
        where !IsOfThePlatform(type)
        select $"{source.At(type)} {name}",
        "A type's name says what it is in the domain's words.");

    [Fact]
    public void Methods_are_not_called_by_vague_verbs() => Say.Nothing(
        from source in Repository.Sources
        from method in source.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where source.File.IsUnder("src") && !method.Modifiers.Any(word => word.Text == "override")
        where VaguePrefixes.Contains(WordsOf(method.Identifier.Text).First())
        select $"{source.At(method)} {method.Identifier.Text}",
        "Record, Withdraw, Publish, Append, Replay, Settle: not Process, Handle, Manage, Sync.");

    [Fact]
    public void Only_the_client_says_async() => Say.Nothing(
        from source in Repository.Sources
        from method in source.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        let name = method.Identifier.Text
        where source.File.IsUnder("src") && !source.File.IsUnder("src/Aggregator.Client")
        where name.EndsWith("Async") && !method.Modifiers.Any(word => word.Text == "override")
        where !PlatformAsync.Contains(name)
        select $"{source.At(method)} {name}",
        "The suffix Async belongs to the one API that strangers call.");

    private static readonly string[] PlatformAsync =
    [
        "StartAsync", "StopAsync", "DisposeAsync", "InvokeAsync", "ExecuteAsync", "CheckHealthAsync",
        "BindAsync", "TryHandleAsync", "WriteAsync", "HandleAuthenticateAsync",
    ];

    // A type that is named after the platform's base: a hosted service, a stream of our own.
    private static bool IsOfThePlatform(BaseTypeDeclarationSyntax type) =>
        type.BaseList?.Types.Any(based =>
            based.ToString() is "BackgroundService" or "IHostedService" or "Stream") is true;

    private static IEnumerable<SyntaxToken> NamesIn(SyntaxNode root) =>
        from node in root.DescendantNodes()
        let name = node switch
        {
            BaseTypeDeclarationSyntax type => type.Identifier,
            MethodDeclarationSyntax method => method.Identifier,
            PropertyDeclarationSyntax property => property.Identifier,
            ParameterSyntax parameter => parameter.Identifier,
            VariableDeclaratorSyntax variable => variable.Identifier,
            SingleVariableDesignationSyntax variable => variable.Identifier,
            EnumMemberDeclarationSyntax member => member.Identifier,
            LocalFunctionStatementSyntax function => function.Identifier,
            ForEachStatementSyntax each => each.Identifier,
            _ => default,
        }
        where name.Text is { Length: > 0 }
        select name;

    private static IEnumerable<string> WordsOf(string name) =>
        Word().Matches(name).Select(found => char.ToUpperInvariant(found.Value[0]) + found.Value[1..]);

    private static string At(SourceFile source, SyntaxToken token) =>
        $"{source.Path}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
