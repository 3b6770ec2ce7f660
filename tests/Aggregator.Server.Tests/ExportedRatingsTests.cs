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

    private const string ForLetterboxd =
        "LetterboxdURI,tmdbID,imdbID,Title,Year,Directors,Rating,Rating10,WatchedDate,Rewatch,Tags,Review\n"
        + "https://boxd.it/1a,1,tt1,Film 1,2013,\"A. B., C. D.\",4.5,9,2014-01-05,false,,\"Two\nlines, \"\n"
        + "https://boxd.it/2b,2,tt2,Film 2,2013,C. D.,,1,2014-01-06,true,x,\n";

    private const string Imdb =
        "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,"
        + "Genres,Num Votes,Release Date,Directors\n"
        + "tt1,9,2014-01-05,Film 1,Film 1,https://imdb.example/tt1,Movie,8.0,126,2013,"
        + "\"Drama, Romance\",10,2013-12-18,A. B.\n"
        + "tt2,1,2014-01-06,Film 2,Film 2,https://imdb.example/tt2,Movie,7.7,91,2013,"
        + "Drama,20,2013-10-04,C. D.\n";

    [Theory]
    [InlineData(Letterboxd, "4.5/5", "0.5/5")]
    [InlineData(ForLetterboxd, "4.5/5", "1/10")]
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
    public async Task What_IMDb_says_is_no_film_becomes_none()
    {
        string[] films =
        [
            "Movie", "movie", "TV Movie", "tvMovie", "Short", "TV Short", "tvShort", "Video", "video",
            "TV Special", "tvSpecial", "Feature Film", "Documentary", "",
        ];
        string[] others =
        [
            "TV Series", "tvSeries", "TV Mini Series", "tvMiniSeries", "Mini-Series", "TV Episode",
            "tvEpisode", "tvPilot", "Video Game", "videoGame", "Music Video", "musicVideo", "Podcast Series",
            "podcastEpisode",
        ];
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterCritics(1);
        var types = films.Concat(others).Index().ToList();
        var ratings = types.Select(row => $"tt{row.Index},9,Title {row.Index},{row.Item},2013\n");
        var listed = types.TakeLast(2).Select(row => $"1,tt{row.Index},Title {row.Index},{row.Item},2013\n");

        using var import = await server.Http.PostAsync(
            "/v1/import/verdicts?critic=critic-1&createFilms=true",
            Csv($"Const,Your Rating,Title,Title Type,Year\n{string.Concat(ratings)}"));
        using var list = await server.Http.PutAsync(
            "/v1/critics/critic-1/lists/2013?createFilms=true",
            Csv($"Position,Const,Title,Title Type,Year\n{string.Concat(listed)}"));

        var told = (await import.Content.ReadAsStringAsync()).Trim().Split('\n').ToList();
        Assert.All(told.SkipLast(1), line => Assert.Contains("not-a-film", line, StringComparison.Ordinal));
        Assert.Contains("is a \\\"TV Series\\\", and no film.", told[0], StringComparison.Ordinal);
        var totals = JsonNode.Parse(told[^1])!;
        Assert.Equal((films.Length, others.Length, films.Length),
            ((int)totals["accepted"]!, (int)totals["refused"]!, (int)totals["created"]!));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, list.StatusCode);
        var error = (await list.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!;
        Assert.Equal(("line 2", "not-a-film"), ((string?)error["at"], (string?)error["code"]));
    }

    [Fact]
    public async Task What_comes_to_another_place_than_its_own_is_told_where_it_goes()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        const string list = "Position,Name,Year,URL,Description\n1,Her,2013,,\n";
        (string To, string File, string Told)[] sent =
        [
            ("verdicts", list, "/lists/{year}"),
            ("lists", $"Letterboxd list export v7\nDate,Name\n2013-12-18,Best\n\n{list}", "/lists/{year}"),
            ("films", ForLetterboxd, "/v1/import/verdicts?critic="),
            ("critics", "Date,Name,Year,Letterboxd URI\n2014-01-05,Her,2013,https://boxd.it/1a\n", "nothing"),
        ];

        foreach (var (to, file, told) in sent)
        {
            using var answer = await server.Http.PostAsync($"/v1/import/{to}", Csv(file));

            var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            Assert.Equal("csv-header", (string?)problem["code"]);
            Assert.Contains(told, (string?)problem["detail"], StringComparison.Ordinal);
        }
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
