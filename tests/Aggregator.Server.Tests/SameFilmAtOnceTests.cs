using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>
/// Several who name the same new films at the same time: one registers them, the others find them.
/// </summary>
public sealed class SameFilmAtOnceTests
{
    private const int Critics = 16;
    private const int Rounds = 4;
    private const int Films = 8;
    private const int Rows = 4_000;

    [Fact]
    public async Task Lists_that_create_the_same_films_at_once_are_all_published()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterCritics(Critics);

        var created = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var year = 2001 + round;
            var answers = await Task.WhenAll(Enumerable.Range(1, Critics).Select(critic => server.Put(
                $"/v1/critics/critic-{critic}/lists/{year}?createFilms=true",
                new
                {
                    ranked = true,
                    places = Enumerable.Range(1, 10).Select(
                        film => new[] { new { title = $"New {film} of {year}", year } }),
                })));
            created.AddRange(answers.SelectMany(Created));
        }

        Assert.Equal(Rounds * 10, created.Count);
        Assert.Equal(created.Count, created.Distinct().Count());
    }

    [Theory]
    [InlineData("films", "title,year", "New {0},2001")]
    [InlineData("verdicts", "critic,film,film_year,thumb", "Critic 1,New {0},2001,up")]
    public async Task Of_two_imports_of_one_file_at_once_neither_refuses_a_row(
        string kind, string header, string row)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await server.RegisterCritics(1);
        var file = new StringBuilder(header).Append('\n');
        for (var i = 1; i <= Rows; i++) file.AppendFormat(null, row, i).Append('\n');
        var bytes = Encoding.UTF8.GetBytes(file.ToString());

        var path = $"/v1/import/{kind}?createFilms=true&createCritics=true";
        var totals = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => server.Import(path, new MemoryStream(bytes))));

        Assert.Equal((0, Rows, Rows), (Sum("refused"), Sum("accepted"), Sum("unchanged")));
        Assert.Equal(Rows, (int)(await server.Get("/v1/films?first=1"))["total"]!);

        int Sum(string count) => totals.Sum(total => (int)total[count]!);
    }

    [Fact]
    public async Task Refs_that_several_give_a_film_at_once_all_stay()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        string[] schemes = ["imdb", "tmdb", "wikidata"];
        for (var film = 1; film <= Films; film++)
        {
            var address = $"/v1/films/film-{film}";
            await server.Put(address, new { title = $"Film {film}" });
            var refs = schemes.Select(scheme => new Dictionary<string, string> { [scheme] = $"{film}" });
            var written = await Task.WhenAll(
                refs.Select(given => server.Put(address, new { title = $"Film {film}", refs = given })));

            var last = written.Max(answer => (long)answer["position"]!);
            var known = (await server.Acclaim($"film-{film}", last))["refs"]!.AsObject();
            Assert.Equal(schemes, known.Select(reference => reference.Key).Order());
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 4)]
    public async Task Of_several_ids_given_one_title_at_once_one_is_a_film_unless_they_are_distinct(
        bool distinct, int films)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        for (var film = 1; film <= Films; film++)
        {
            var wanted = new { title = $"Film {film}", year = 2001, distinct };
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(
                id => server.Http.PutAsJsonAsync($"/v1/films/film-{film}-{(char)('a' + id)}", wanted)));

            Assert.Equal(films, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
            foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
                Assert.Equal("film-exists",
                    (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
        }
    }

    [Fact]
    public async Task A_critic_whom_several_register_at_once_is_registered_once()
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        for (var critic = 1; critic <= Critics; critic++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Http.PutAsJsonAsync(
                $"/v1/critics/critic-{critic}", new { name = $"Critic {critic}", kind = "person" })));

            Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
            Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        }

        Assert.Equal(Critics, (int)(await server.Get("/v1/ledger/head"))["position"]!);
    }

    private static IEnumerable<string> Created(JsonObject answer) =>
        answer["created"]?.AsArray().Select(film => (string)film!) ?? [];
}
