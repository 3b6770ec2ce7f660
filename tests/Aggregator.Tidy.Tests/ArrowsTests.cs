using System.Xml.Linq;

namespace Aggregator.Tidy.Tests;

public sealed class ArrowsTests
{
    // What each project may use; the picture is in docs and in the README.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Core"] = [],
        ["Client"] = [],
        ["Ledger"] = ["Core"],
        ["Grains"] = ["Core"],
        ["Gateway"] = ["Core", "Client", "Grains"],
        ["Web"] = ["Client"],
        ["Server"] = ["Core", "Client", "Ledger", "Grains", "Gateway", "Web"],
        ["Cli"] = ["Client"],
    };

    private static readonly Dictionary<string, string[]> NeverSees = new()
    {
        ["Core"] = [""],
        ["Client"] = [""],
        ["Ledger"] = ["Microsoft.Orleans", "Microsoft.AspNetCore"],
        ["Grains"] = ["Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "dbup"],
        ["Gateway"] = ["Microsoft.Data.Sqlite", "Npgsql", "Dapper", "dbup"],
        ["Web"] = ["Microsoft.Orleans", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "dbup"],
        ["Cli"] =
        [
            "Microsoft.Orleans", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "dbup",
        ],
    };

    [Fact]
    public void Projects_point_one_way() => Say.Nothing(
        from project in Projects()
        from used in References(project.Xml, "ProjectReference").Select(NameOf)
        where !MayUse.GetValueOrDefault(project.Name, []).Contains(used)
        select $"{project.Name} uses {used}",
        "A project uses only what the plan of the house allows.");

    [Fact]
    public void Projects_see_no_technology_that_is_not_theirs() => Say.Nothing(
        from project in Projects()
        from element in new[] { "PackageReference", "FrameworkReference" }
        from package in References(project.Xml, element)
        where NeverSees.GetValueOrDefault(project.Name, []).Any(package.StartsWith)
        select $"{project.Name} uses {package}",
        "Core and Client stand on the base library alone; SQL, Orleans and ASP.NET have a project each.");

    [Fact]
    public void Projects_are_named_for_what_they_are() => Say.Nothing(
        from file in Repository.Files
        where file.Path.EndsWith(".csproj")
        from word in new[] { "Common", "Shared", "Abstractions", "Infrastructure", "Contracts", "Helpers" }
        where file.Path.Contains($".{word}")
        select file.Path,
        "No project is a drawer for odds and ends.");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Files.Single(file => file.Path == "Aggregator.sln");
        var projects = solution.Content.Replace('\\', '/');

        Say.Nothing(
            Repository.Files.Where(file => file.Path.EndsWith(".csproj") && !projects.Contains(file.Path))
                .Select(file => file.Path),
            "What is not in the solution is not built.");
    }

    [Fact]
    public void Package_versions_are_pinned_in_one_place() => Say.Nothing(
        from file in Repository.Files
        where file.Path.EndsWith(".csproj")
        from package in XDocument.Parse(file.Content).Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{file.Path}: {package.Attribute("Include")?.Value}",
        "Directory.Packages.props holds every version.");

    private static IEnumerable<(string Name, XDocument Xml)> Projects() =>
        from file in Repository.Files
        where file.IsUnder("src") && file.Path.EndsWith(".csproj")
        select (NameOf(file.Path), XDocument.Parse(file.Content));

    private static IEnumerable<string> References(XDocument xml, string element) =>
        xml.Descendants(element).Select(reference => reference.Attribute("Include")?.Value ?? "");

    private static string NameOf(string path) =>
        Path.GetFileNameWithoutExtension(path)["Aggregator.".Length..];
}
