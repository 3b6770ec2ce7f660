using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Aggregator.Tidy.Tests;

/// <summary>
/// What is deployed is what the documents promise, as far as it can be seen without a cluster.
/// </summary>
public sealed class DeployTests
{
    private const string Compose = "docker-compose.yml";
    private const string Manifests = "deploy/kubernetes";

    [Fact]
    public void Compose_starts_a_database_three_silos_two_gateways_and_a_balancer()
    {
        var services = Yaml(File.ReadAllText(In(Compose))).Single()["services"]!.AsObject();
        var ours = services.Where(service => Role(service.Value!) is not null).ToList();

        Assert.Equal(3, ours.Count(service => Role(service.Value!) == "silo"));
        Assert.Equal(2, ours.Count(service => Role(service.Value!) == "gateway"));
        Assert.NotNull(services["balancer"]!["ports"]);
        // Whoever reaches a silo may call any grain.
        Assert.Null(services["postgres"]!["ports"]);
        Assert.All(ours, service =>
        {
            Assert.Null(service.Value!["ports"]);
            Assert.Equal("true", (string?)service.Value["read_only"]);
            Assert.Equal("ALL", (string?)service.Value["cap_drop"]![0]);
            if (Role(service.Value) == "silo")
                Assert.Equal("inside", (string?)service.Value["networks"]!.AsArray().Single());
        });
    }

    [Fact]
    public void Compose_and_the_image_name_files_that_are_there()
    {
        var mounted = Yaml(File.ReadAllText(In(Compose))).Single()["services"]!.AsObject()
            .SelectMany(service => service.Value!["volumes"]?.AsArray() ?? [])
            .Select(volume => ((string)volume!).Split(':')[0]).Where(path => path.StartsWith("./"));
        var copied = File.ReadLines(In("deploy/Dockerfile"))
            .Where(line => line.StartsWith("COPY ") && !line.Contains("--from"))
            .SelectMany(line => line.Split(' ')[1..^1]);

        Say.Nothing(
            mounted.Concat(copied).Where(path => !Repository.Has(path)), "It names what is not there.");
    }

    [Fact]
    public void The_image_is_built_apart_runs_as_nobody_special_and_says_how_it_is()
    {
        var lines = File.ReadAllLines(In("deploy/Dockerfile"));

        Assert.Equal(2, lines.Count(line => line.StartsWith("FROM ")));
        Assert.Contains("USER $APP_UID", lines);
        Assert.Contains(lines, line => line.StartsWith("HEALTHCHECK "));
    }

    [Fact]
    public async Task Manifests_are_whole_and_ask_for_no_more_than_they_need()
    {
        var all = Yaml(await Kustomized()).ToList();
        var (silo, gateway) = (Deployment(all, "silo"), Deployment(all, "gateway"));

        Assert.Equal("3", (string?)silo["spec"]!["replicas"]);
        Assert.Equal("2", (string?)gateway["spec"]!["replicas"]);
        foreach (var kind in new[] { "PodDisruptionBudget", "NetworkPolicy" })
            Assert.Equal(["gateway", "silo"], NamesOf(all, kind));
        Assert.All([silo, gateway], deployment =>
        {
            var pod = deployment["spec"]!["template"]!["spec"]!;
            var container = pod["containers"]!.AsArray().Single()!;
            Assert.Equal("true", (string?)pod["securityContext"]!["runAsNonRoot"]);
            Assert.Equal("true", (string?)container["securityContext"]!["readOnlyRootFilesystem"]);
            Assert.Equal("ALL", (string?)container["securityContext"]!["capabilities"]!["drop"]![0]);
            Assert.NotNull(container["livenessProbe"]);
            Assert.NotNull(container["readinessProbe"]);
        });
        Assert.NotNull(Container(gateway)["lifecycle"]!["preStop"]);
        Assert.Contains("status.podIP", Container(silo)["env"]!.ToJsonString());
        Assert.NotNull(Container(silo)["startupProbe"]);
    }

    [Fact]
    public async Task Whoever_stands_before_the_gateways_is_named_to_them()
    {
        var compose = Yaml(File.ReadAllText(In(Compose))).Single()["services"]!["gateway-1"]!;
        Assert.NotEmpty((string)compose["environment"]!["AGGREGATOR__PROXIES"]!);

        var all = Yaml(await Kustomized()).ToList();
        var told = Container(Deployment(all, "gateway"))["env"]!.AsArray()
            .Single(setting => (string?)setting!["name"] == "AGGREGATOR__PROXIES")!;
        var named = told["valueFrom"]!["configMapKeyRef"]!;
        var map = all.Single(one => (string?)one["metadata"]!["name"] == (string?)named["name"]);
        Assert.NotEmpty((string)map["data"]![(string)named["key"]!]!);
    }

    [Theory]
    [InlineData("prometheus")]
    [InlineData("kubernetes")]
    public void Prometheus_asks_by_the_name_that_the_alarms_ask_for(string file)
    {
        var asked = Yaml(File.ReadAllText(In($"deploy/prometheus/{file}.yml"))).Single();
        var job = (string)asked["scrape_configs"]![0]!["job_name"]!;

        Assert.Contains($"up{{job=\"{job}\"}}", File.ReadAllText(In("deploy/prometheus/rules.yml")));
    }

    private static string? Role(JsonNode service) =>
        service["command"] is JsonArray command && command.Select(word => (string?)word).ToList() is var words
            && words.IndexOf("--role") is >= 0 and var at ? words[at + 1] : null;

    private static JsonNode Deployment(IEnumerable<JsonNode> all, string name) =>
        all.Single(one => (string?)one["kind"] == "Deployment" && (string?)one["metadata"]!["name"] == name);

    private static JsonNode Container(JsonNode deployment) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!;

    private static IEnumerable<string> NamesOf(IEnumerable<JsonNode> all, string kind) =>
        all.Where(one => (string?)one["kind"] == kind)
            .Select(one => (string)one["metadata"]!["name"]!).Order();

    private static async Task<string> Kustomized()
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", In(Manifests)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var kubectl = Process.Start(start)!;
            var complained = kubectl.StandardError.ReadToEndAsync();
            var made = await kubectl.StandardOutput.ReadToEndAsync();
            await kubectl.WaitForExitAsync();
            Assert.True(kubectl.ExitCode == 0, await complained);
            return made;
        }
        catch (Win32Exception)
        {
            Assert.Skip("kubectl is not installed, so the manifests were not put together.");
            throw;
        }
    }

    private static string In(string path) => Path.Combine(Repository.Root, path);

    /// <summary>Each document, its anchors and merged keys resolved.</summary>
    private static IEnumerable<JsonNode> Yaml(string text)
    {
        var read = new DeserializerBuilder().Build();
        var write = new SerializerBuilder().JsonCompatible().Build();
        var parser = new MergingParser(new Parser(new StringReader(text)));
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
            yield return JsonNode.Parse(write.Serialize(read.Deserialize<object>(parser)))!;
    }
}
