using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Aggregator.Server.Tests;

/// <summary>
/// Callers who reset their connection, as programs do that are killed, and a server that hangs up on callers:
/// the log tells operators of failures of the server, and neither is one.
/// </summary>
public sealed class HangingUpTests
{
    [Theory]
    [InlineData("POST /v1/acclaim", "application/json", "{")]
    [InlineData("PUT /v1/films/her-2013", "application/json", "{")]
    [InlineData("POST /v1/import/films", "text/csv", "title,year\nHer,2013\n")]
    public async Task Whoever_hangs_up_in_the_middle_of_a_body_is_no_failure_of_the_server(
        string what, string kind, string begun)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        await NoneFails(server, callers: 20, async connection =>
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes(
                $"{what} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {server.Key}\r\n"
                + $"Content-Type: {kind}\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n"));
            Assert.NotEqual(0, await connection.ReceiveAsync(new byte[64]));
            await connection.SendAsync(Encoding.ASCII.GetBytes(begun));
        });
    }

    [Fact]
    public async Task A_listener_who_hangs_up_at_once_is_no_failure_of_the_server()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        await NoneFails(server, callers: 60, async connection =>
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes(
                "GET /v1/profiles HTTP/1.1\r\nHost: here\r\n\r\n"
                + "GET /v1/changes HTTP/1.1\r\nHost: here\r\nAccept: text/event-stream\r\n\r\n"));
            // What is answered first says that the server has the rest as well.
            Assert.NotEqual(0, await connection.ReceiveAsync(new byte[1]));
        });
    }

    [Fact]
    public async Task Whoever_never_ends_a_request_keeps_no_server_from_stopping()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        using var noHeaders = await Open(server);
        using var noBody = await Open(server);
        await noHeaders.SendAsync("GET /v1/profiles HTTP/1.1\r\nHost: he"u8.ToArray());
        // An import may be silent for longer than any other request.
        await noBody.SendAsync(Encoding.ASCII.GetBytes("POST /v1/import/films HTTP/1.1\r\nHost: here\r\n"
            + $"Authorization: Bearer {server.Key}\r\nContent-Type: text/csv\r\nContent-Length: 5000\r\n"
            + "Expect: 100-continue\r\n\r\n"));
        Assert.NotEqual(0, await noBody.ReceiveAsync(new byte[64]));
        await noBody.SendAsync("title,year\n"u8.ToArray());

        var asked = Stopwatch.StartNew();
        var status = await server.Stop();

        Assert.Equal(0, status);
        Assert.InRange(asked.Elapsed.TotalSeconds, 0, 15);
        Assert.DoesNotMatch(" (warn|fail): ", server.Output);
    }

    /// <summary>Each caller says something and resets its connection; no failure is logged.</summary>
    private static async Task NoneFails(ServerProcess server, int callers, Func<Socket, Task> say)
    {
        for (var caller = 0; caller < callers; caller++)
        {
            using var connection = await Open(server);
            await say(connection);
            connection.LingerState = new LingerOption(true, 0);
        }

        Assert.Equal(0, await server.Stop());
        Assert.DoesNotContain(" fail: ", server.Output, StringComparison.Ordinal);
    }

    private static Task<Socket> Open(ServerProcess server) =>
        OtherAddresses.Connect("127.0.0.1", server.Http.BaseAddress!.Port);
}
