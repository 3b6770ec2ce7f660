using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Aggregator.Tidy.Tests;

public sealed class SizesTests
{
    private const int ColumnsMax = 110;
    private const int FileLinesMax = 300;
    private const int MethodLinesMax = 60;
    private const int ParametersMax = 4;
    private const int DependenciesMax = 5;

    // At most three, each with its reason.
    private static readonly string[] Allowed =
    [
        // A film without facts has no sums to carry what it was scored with, so all of it is handed in.
        "Standing.Unheard",
    ];

    [Fact]
    public void Lines_fit_on_a_page() => Say.Nothing(
        from file in Repository.Files
        where file.Path.EndsWith(".cs") || file.Path.EndsWith(".razor")
        from line in file.Lines.Select((text, index) => (text, number: index + 1))
        where line.text.TrimEnd('\r').Length > ColumnsMax
        select $"{file.Path}:{line.number} has {line.text.Length} columns",
        $"A line has at most {ColumnsMax} columns.");

    [Fact]
    public void Files_are_short() => Say.Nothing(
        from file in Repository.Files
        where file.Path.EndsWith(".cs") || file.Path.EndsWith(".razor")
        let lines = file.Content.TrimEnd().Split('\n').Length
        where lines > FileLinesMax
        select $"{file.Path} has {lines} lines",
        $"A file has at most {FileLinesMax} lines.");

    [Fact]
    public void Methods_are_short() => Say.Nothing(
        from source in Repository.Sources
        from method in source.Syntax.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let span = method.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLinesMax && !IsAllowed(method)
        select $"{source.At(method)} {NameOf(method)} has {lines} lines",
        $"A method has at most {MethodLinesMax} lines.");

    [Fact]
    public void Methods_ask_for_little() => Say.Nothing(
        from source in Repository.Sources
        where source.File.IsUnder("src")
        from method in source.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        let count = method.ParameterList.Parameters.Count(IsRouteHandler(method) ? IsPlain : IsSaid)
        where count > ParametersMax && !IsForced(method) && !IsAllowed(method)
        select $"{source.At(method)} {NameOf(method)} has {count} parameters",
        $"A method has at most {ParametersMax} parameters, its cancellation and its request aside.");

    [Fact]
    public void Classes_lean_on_few_others() => Say.Nothing(
        from source in Repository.Sources
        where source.File.IsUnder("src")
        from type in source.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>()
        let counts = type.Members.OfType<ConstructorDeclarationSyntax>().Select(made => made.ParameterList)
            .Append(type.ParameterList).Select(list => list?.Parameters.Count ?? 0)
        where counts.Max() > DependenciesMax && !Allowed.Contains(type.Identifier.Text)
        select $"{source.At(type)} {type.Identifier.Text} has {counts.Max()}",
        $"A class has at most {DependenciesMax} dependencies.");

    [Fact]
    public void The_list_of_exceptions_stays_short() => Assert.InRange(Allowed.Length, 0, 3);

    private static bool IsSaid(ParameterSyntax parameter) =>
        parameter.Type?.ToString() is not ("CancellationToken" or "HttpContext")
        && !parameter.Modifiers.Any(word => word.Text == "this");

    // What the web calls is told its services too: they are its dependencies, not what it is asked.
    private static bool IsRouteHandler(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.Any(parameter => parameter.Type?.ToString() is "HttpContext");

    private static bool IsPlain(ParameterSyntax parameter) =>
        parameter.Type is PredefinedTypeSyntax or NullableTypeSyntax { ElementType: PredefinedTypeSyntax };

    // Someone else chose the parameters: an overridden or platform method, or a log message's values.
    private static bool IsForced(MethodDeclarationSyntax method) =>
        method.Modifiers.Any(word => word.Text is "override" or "extern")
        || method.AttributeLists.ToString().Contains("LoggerMessage");

    private static bool IsAllowed(BaseMethodDeclarationSyntax method) => Allowed.Contains(NameOf(method));

    private static string NameOf(BaseMethodDeclarationSyntax method)
    {
        var type = method.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.Identifier.Text;
        return method is MethodDeclarationSyntax named ? $"{type}.{named.Identifier.Text}" : $"{type}()";
    }
}
