using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>A critic moves in with the ratings that another site lets its members take along.</summary>
public sealed class ExportedRatingsTests
{
    private const string Letterboxd =
        """
        Date,Name,Year,Letterboxd URI,Rating
        2014-01-05,Film 1,2013,https://boxd.it/1a,4.5
        2014-01-06,Film 2,2013,https://boxd.it/2b,0.5

        """;

    private const string Imdb =
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,"
        + "Genres,Num Votes,Release Date,Directors\n"
        + "tt1,9,2014-01-05,Film 1,Film 1,https://imdb.example/tt1,Movie,8.0,126,2013,"
        + "\"Drama, Romance\",10,2013-12-18,A. B.\n"
        + "tt2,1,2014-01-06,Film 2,Film 2,https://imdb.example/tt2,Movie,7.7,91,2013,"
        + "Drama,20,2013-10-04,C. D.\n";

    [Theory]
    [InlineData(Letterboxd, "4.5/5", "0.5/5")]
    [InlineData(Imdb, "9/10", "1/10")]
    public async Task They_are_read_as_exported_once_it_is_said_whose_they_are(
        string file, string first, string second)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterFilms(2);
        await server.RegisterCritics(1);

        var told = await server.Import(
            "/v1/import/verdicts?critic=critic-1", new MemoryStream(Encoding.UTF8.GetBytes(file)));

        Assert.Equal((2, 2, 0), ((int)told["read"]!, (int)told["accepted"]!, (int)told["refused"]!));
        Assert.Equal((first, "2014-01-05"), await Said(server, "film-1-2013"));
        Assert.Equal((second, "2014-01-06"), await Said(server, "film-2-2013"));
        var nobodys = await Refused(server.Http.PostAsync("/v1/import/verdicts", Csv(file)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "critic-missing"), nobodys);
        var unknown = await Refused(server.Http.PostAsync("/v1/import/verdicts?critic=nobody", Csv(file)));
        Assert.Equal((HttpStatusCode.NotFound, "critic-unknown"), unknown);
        var list = await Refused(server.Http.PutAsync("/v1/critics/critic-1/lists/2013", Csv(file)));
        Assert.Equal((HttpStatusCode.BadRequest, "csv-header"), list);
    }

    [Fact]
    public async Task A_list_export_among_verdicts_is_sent_where_lists_go()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        var answer = await server.Http.PostAsync(
            "/v1/import/verdicts", Csv("Position,Name,Year,URL,Description\n1,Her,2013,,\n"));

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("csv-header", (string?)problem["code"]);
        Assert.Contains("/lists/{year}", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static async Task<(string?, string?)> Said(ServerProcess server, string film)
    {
        var verdict = (await server.Get($"/v1/films/{film}/verdicts"))["items"]![0]!;
        return ((string?)verdict["rating"], (string?)verdict["published"]);
    }

    private static StringContent Csv(string text) => new(text, new MediaTypeHeaderValue("text/csv"));

    private static async Task<(HttpStatusCode, string?)> Refused(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }
}
