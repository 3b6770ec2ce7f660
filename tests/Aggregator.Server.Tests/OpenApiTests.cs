using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>The interface is what strangers build on: it does not change without anybody noticing.</summary>
public sealed class OpenApiTests
{
    private const string Snapshot = "docs/openapi/v1.json";
    private const string RenewVariable = "AGGREGATOR_RENEW_OPENAPI";
    private const string Renewing = $"If that is meant, run tests/renew-openapi and commit {Snapshot}.";

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task The_document_is_the_one_that_was_last_looked_at()
    {
        var served = (await Document()).ToJsonString(Readable) + "\n";
        var file = Path.Combine(Folder.OfTheRepository(), Snapshot);
        if (Environment.GetEnvironmentVariable(RenewVariable) is not null)
            await File.WriteAllTextAsync(file, served);

        var kept = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");

        var change = kept == served ? "" : Difference(kept, served);
        Assert.True(change is "", $"The OpenAPI document has changed.\n{change}\n{Renewing}");
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_takes_and_answers()
    {
        var document = await Document();

        var wants = new List<string>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var lacks = Lacks(method, operation!.AsObject());
                wants.AddRange(lacks.Select(lack => $"{method} {path}: {lack}"));
            }
        }

        Assert.Empty(wants);
    }

    [Fact]
    public async Task It_speaks_of_fields_as_they_are_sent_and_not_of_our_types()
    {
        var served = (await Document()).ToJsonString(Readable);

        Assert.DoesNotMatch(@"\b(string|int|long|bool|decimal)\?? [A-Z]\w*(\.|&lt;)", served);
    }

    [Fact]
    public async Task Every_group_of_operations_is_introduced_films_first()
    {
        var document = await Document();

        var introduced = document["tags"]!.AsArray().ToDictionary(
            tag => (string)tag!["name"]!, tag => (string?)tag!["description"]);
        var used = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["tags"]!.AsArray())
            .Select(tag => (string)tag!);

        Assert.Equal("films", introduced.Keys.First());
        Assert.DoesNotContain(null, introduced.Values);
        Assert.Equal(introduced.Keys.Order(), used.Distinct().Order());
    }

    [Fact]
    public async Task Whatever_a_mistake_is_refused_with_is_among_what_its_operation_answers()
    {
        var paths = (await Document())["paths"]!.AsObject();

        var untold =
            from mistake in StrangeInputTests.Mistakes
            let path = paths.FirstOrDefault(path => Leads(path.Key, mistake.Path)).Value
            let operation = path?[mistake.Method.ToLowerInvariant()]
            where operation is not null && operation["responses"]![$"{mistake.Status}"] is null
            select $"{mistake.Method} {mistake.Path}: {mistake.Status}";

        Assert.Empty(untold);
    }

    private static bool Leads(string template, string path)
    {
        var (words, asked) = (template.Split('/'), path.Split('?')[0].Split('/'));
        return words.Length == asked.Length
            && words.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private static IEnumerable<string> Lacks(string method, JsonObject operation)
    {
        if (operation["summary"] is null) yield return "no summary";
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["$ref"] is null && parameter["description"] is null)
                yield return $"{parameter["name"]} has no description: see ParameterWords";
        }

        var answers = operation["responses"]!.AsObject();
        foreach (var (status, answer) in answers.Where(answer => int.Parse(answer.Key, null) >= 400))
        {
            // What all refuse alike is said once and referred to.
            if (answer!["$ref"] is null && answer["content"]?["application/problem+json"] is null)
                yield return $"{status} is not problem+json";
        }

        // A key that opens nothing, and a header that nobody can read, are refused wherever they are sent.
        string[] anywhere = operation["requestBody"]?["content"]?["application/json"] is null
            ? ["400", "401", "429", "503"]
            : ["400", "401", "413", "415", "429", "503"];
        foreach (var status in anywhere.Where(status => !answers.ContainsKey(status)))
            yield return $"{status} is not said";

        var isWrite = method is "put" or "delete" || answers.ContainsKey("201");
        if (isWrite && operation["security"] is null) yield return "a write that needs no key";
        if (operation["security"] is not null && !(answers.ContainsKey("401") && answers.ContainsKey("403")))
            yield return "a key is needed, but 401 and 403 are not said";
        if (method is "put" && operation["requestBody"] is null) yield return "no body";
    }

    private static async Task<JsonObject> Document()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        return await server.Get("/openapi/v1.json");
    }

    private static string Difference(string kept, string served)
    {
        var (before, now) = (kept.Split('\n'), served.Split('\n'));
        var at = before.Zip(now).TakeWhile(lines => lines.First == lines.Second).Count();
        return $"Line {at + 1} was: {before.ElementAtOrDefault(at)?.Trim()}\n"
            + $"and now is: {now.ElementAtOrDefault(at)?.Trim()}";
    }
}
