using System.Net;

namespace Aggregator.Server.Tests;

/// <summary>Disks that are full or may not be written, under the real program.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DiskTests
{
    private const int Writers = 8;
    private const int FilmCount = 20;
    private const int WritesMax = 5_000;

    [Fact]
    public async Task A_full_disk_refuses_writes_loses_nothing_and_takes_them_again_when_there_is_room()
    {
        using var disk = SmallDisk.Make(mebibytes: 48);
        var acknowledged = new Acknowledged();
        await using (var server = await ServerProcess.Start(disk.Path))
        {
            await Acknowledged.Register(server, FilmCount);
            var critics = Enumerable.Range(0, Writers).Select(writer => $"critic-{writer}").ToList();
            foreach (var critic in critics) await Acknowledged.Register(server, critic, default);
            await WriteUntilRefused(server, acknowledged, critics, () =>
            {
                if (acknowledged.Count > 200) disk.FillUp();
            });

            var read = await server.Http.GetAsync("/v1/films/film-0/acclaim");
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
            await DoesNotFillTheLog(server, acknowledged, critics[0]);
            disk.MakeRoom();
            await Eventually.Get("writes to be taken again",
                async () => (await acknowledged.Record(server, critics[0], 0, Quoted)).Response.StatusCode,
                status => status is HttpStatusCode.OK or HttpStatusCode.Created);
            for (var n = 1; n < 100; n++)
                Acknowledged.Taken(await acknowledged.Record(server, critics[1], n, Quoted));

            await acknowledged.AreThereOnce(server);
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(disk.Path);
    }

    [Fact]
    public async Task A_server_that_is_stopped_with_its_disk_full_finds_everything_at_the_next_start()
    {
        using var disk = SmallDisk.Make(mebibytes: 48);
        var acknowledged = new Acknowledged();
        string? key;
        await using (var server = await ServerProcess.Start(disk.Path))
        {
            key = server.Key;
            await Acknowledged.Register(server, FilmCount);
            await Acknowledged.Register(server, "critic-0", default);
            await WriteUntilRefused(server, acknowledged, ["critic-0"], () =>
            {
                if (acknowledged.Count > 100) disk.FillUp();
            });
            await server.Stop();
        }

        disk.MakeRoom();
        await using (var server = await ServerProcess.Start(disk.Path, key))
        {
            await acknowledged.AreThereOnce(server);
            Assert.Equal(0, await server.Stop());
        }

        await SeasonTests.Verifies(disk.Path);
    }

    [Fact]
    public async Task A_read_only_disk_is_refused_with_a_sentence()
    {
        using var disk = SmallDisk.Make(mebibytes: 8);
        disk.BecomeReadOnly();

        RefusedCommand.Says(await ServerProcess.Command(
            "--urls", "http://127.0.0.1:0", "--data", disk.Path), disk.Path);
        RefusedCommand.Says(await ServerProcess.Command(
            "--urls", "http://127.0.0.1:0", "--data", Path.Combine(disk.Path, "new")), disk.Path);
    }

    [Fact]
    public async Task A_ledger_on_a_disk_that_became_read_only_is_refused_with_a_sentence()
    {
        using var disk = SmallDisk.Make(mebibytes: 8);
        await using (var server = await ServerProcess.Start(disk.Path)) await server.Stop();
        disk.BecomeReadOnly();

        RefusedCommand.Says(await ServerProcess.Command(
            "--urls", "http://127.0.0.1:0", "--data", disk.Path), disk.Path);
    }

    [Fact]
    public async Task A_folder_that_this_account_may_not_write_is_refused_with_a_sentence()
    {
        using var folder = new Folder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        RefusedCommand.Says(await ServerProcess.OrdinaryCommand(
            "--urls", "http://127.0.0.1:0", "--data", folder.Path), folder.Path);
    }

    private static Acknowledged.Verdicts Quoted { get; } =
        new(FilmCount, CancellationToken.None) { Quote = new string('q', 1_500) };

    /// <summary>The log may lie on the same disk, and whoever is refused comes again.</summary>
    private static async Task DoesNotFillTheLog(
        ServerProcess server, Acknowledged acknowledged, string critic)
    {
        const string line = "refused because the ledger is away";
        var before = server.Output.Split(line).Length;
        var began = TimeProvider.System.GetTimestamp();
        for (var n = 0; n < 300; n++) await acknowledged.Record(server, critic, n, Quoted);

        var seconds = (int)Math.Ceiling(TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        Assert.InRange(server.Output.Split(line).Length - before, 0, 10 * (seconds + 1));
    }

    private static async Task WriteUntilRefused(
        ServerProcess server, Acknowledged acknowledged, IEnumerable<string> critics, Action afterEach) =>
        await Task.WhenAll(critics.Select(async critic =>
        {
            for (var n = 0; n < WritesMax; n++)
            {
                var (response, answer) = await acknowledged.Record(server, critic, n, Quoted);
                lock (acknowledged) afterEach();
                if (response.IsSuccessStatusCode) continue;

                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
                Assert.Equal("ledger-away", (string?)answer["code"]);
                Assert.NotNull(response.Headers.RetryAfter?.Delta);
                return;
            }

            Assert.Fail($"The disk was full, but {WritesMax} writes of {critic} were taken.");
        }));
}
