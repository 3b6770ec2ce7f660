using System.Diagnostics;
using Aggregator.Ledgers.Tests;

namespace Aggregator.Server.Tests;

/// <summary>What commands make of the settings that lie beside the program, and of the environment.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("""{"Aggregator": {"Limits": {},}, x""", "appsettings.json")]
    [InlineData("""{"Aggregator": {"Limts": {"ReadsPerAddress": 5}}}""", "Limts")]
    public async Task A_slip_in_the_settings_is_named_and_nothing_is_done(string settings, string named)
    {
        using var program = new OtherProgram();
        var file = Path.Combine(Path.GetDirectoryName(program.Path)!, "appsettings.json");
        File.Delete(file);
        await File.WriteAllTextAsync(file, settings);

        foreach (var command in new[] { "serve", "keys list", "backup to.db" })
        {
            RefusedCommand.Says(await ServerProcess.End(Process.Start(
                new ProcessStartInfo("dotnet", [program.Path, .. command.Split(' ')])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    WorkingDirectory = Path.GetDirectoryName(program.Path)!,
                })!), named);
        }
    }

    [Fact]
    public async Task Health_is_asked_where_the_server_of_this_environment_listens()
    {
        using var folder = new Folder();
        var (port, operators) = (FreePort.Take(), FreePort.Take());
        await using var server = await ServerProcess.Start(
            folder.Path, key: null, "--urls", $"http://*:{port}");
        await using var apart = await ServerProcess.Start(
            Path.Combine(folder.Path, "apart"), key: null, "--operator-port", $"{operators}");

        foreach (var (setting, value) in new[]
        {
            ("AGGREGATOR__URLS", $"http://*:{port}"), ("AGGREGATOR__URLS", $"http://localhost:{port}"),
            ("AGGREGATOR__OPERATORPORT", $"{operators}"),
        })
        {
            var (exit, said) = await ServerProcess.Command(["health"], (setting, value));
            Assert.True(exit == 0, said);
        }

        RefusedCommand.Says(
            await ServerProcess.Command(["health"], ("AGGREGATOR__URLS", $"https://localhost:{port}")),
            $"https://127.0.0.1:{port}/health/live");
    }
}
