using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Aggregator.Tidy.Tests;

/// <summary>What operators look at names metrics that exist, and every alarm has its page.</summary>
public sealed partial class TelemetryTests
{
    private const string Page = "docs/operating/telemetry.md";
    private const string Rules = "deploy/prometheus/rules.yml";
    private const string Dashboard = "deploy/grafana/aggregator.json";
    private const string Runbooks = "docs/operating/runbooks/";

    [Fact]
    public void Every_metric_of_ours_is_explained_and_every_one_explained_is_ours() => Assert.Equal(
        Instruments().Order(), Explained().Where(name => name.StartsWith("aggregator_")).Order());

    [Fact]
    public void Dashboard_and_alarms_ask_for_metrics_that_are_explained() => Say.Nothing(
        from path in new[] { Dashboard, Rules }
        from query in Queries(Content(path))
        from Match named in Metric().Matches(query)
        let name = HistogramPart().Replace(named.Value, "")
        where name != "up" && !Explained().Contains(name)
        select $"{path}: {name}",
        $"{Page} explains every metric that is asked for.");

    [Fact]
    public void Every_alarm_has_a_page_and_every_page_an_alarm()
    {
        var alarms = Alarm().Matches(Content(Rules)).Select(found => found.Groups[1].Value).ToList();
        var pages = Repository.Files.Where(file => file.IsUnder(Runbooks.TrimEnd('/')))
            .Select(file => Path.GetFileNameWithoutExtension(file.Path)).Where(name => name != "README");

        Assert.Equal(pages.Order(), alarms.Order());
        Say.Nothing(
            alarms.Where(alarm => !Content(Rules).Contains($"runbook: {Runbooks}{alarm}.md")),
            "Every alarm names its page.");
    }

    /// <summary>Any program on .NET has these, and its faults are not ours.</summary>
    [Fact]
    public void Alarms_ask_for_metrics_that_others_have_too_by_our_job() => Say.Nothing(
        from Match asked in OthersHaveToo().Matches(Content(Rules))
        where !asked.Value.Contains("job=\"aggregator\"")
        select asked.Value,
        "It says job=\"aggregator\".");

    /// <summary>A look back over what has just begun sees one look, and would wake somebody for it.</summary>
    [Fact]
    public void An_alarm_that_looks_back_waits_besides() => Say.Nothing(
        from alarm in Content(Rules).Split("- alert: ").Skip(1)
        where alarm.Contains("_over_time(") && !alarm.Contains(" for: ")
        select alarm.Split('\n')[0],
        "It says for how long it waits.");

    /// <summary>What the sources make, by the name Prometheus sees.</summary>
    private static IEnumerable<string> Instruments() =>
        from source in Repository.Sources
        where source.File.IsUnder("src")
        from call in source.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let method = (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.Text ?? ""
        where method.StartsWith("Create")
        let words = call.DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Select(word => word.Token.ValueText).ToList()
        let name = words.FirstOrDefault(word => word.StartsWith("aggregator."))
        where name is not null
        let isCounted = method.EndsWith("Counter") && !method.EndsWith("UpDownCounter")
        select name.Replace('.', '_') + (words.Contains("s") ? "_seconds" : "") + (isCounted ? "_total" : "");

    private static IEnumerable<string> Explained() =>
        Repository.Files.Single(file => file.Path == Page).Lines
            .Select(line => Row().Match(line)).Where(found => found.Success)
            .Select(found => found.Groups[1].Value);

    /// <summary>The queries of a dashboard or of rules, without their labels and words in quotes.</summary>
    private static IEnumerable<string> Queries(string content) =>
        Expression().Matches(content).Select(found => found.Groups[1].Value.Replace("\\\"", "\""))
            .Select(query => Braces().Replace(query, ""));

    private static string Content(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"\b(?:aggregator|http|kestrel|orleans|dotnet)_[a-z0-9_]+|\bup\b")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\b(?:http|kestrel|orleans|dotnet)_[a-z0-9_]+(?:\{[^}]*)?")]
    private static partial Regex OthersHaveToo();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"^\| `([a-z_]+)` \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alarm();

    // A line of the dashboard, or an alarm's lines up to what comes next.
    [GeneratedRegex("\"?expr\"?: (.+?)(?=\\n\\s+(?:\"legendFormat\"|for:|labels:))", RegexOptions.Singleline)]
    private static partial Regex Expression();

    [GeneratedRegex(@"\{[^}]*\}|by \([^)]*\)")]
    private static partial Regex Braces();
}
