using System.Text;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>An import that is only asked what it would do says what it then does.</summary>
public sealed class DryRunTests
{
    [Theory]
    [InlineData("verdicts", "critic,film,film_year,thumb\n"
        + "A. O. Poe,Yi Yi,2000,up\nA.O. Poe,Her,2013,up\na-o-poe,Gravity,2013,up\nÁO Poe,Ida,2013,up\n")]
    [InlineData("verdicts", "critic,film,film_year,thumb\n"
        + "Ann,Suspiria,1977,up\nBob,Suspiria,2018,up\nCid,Suspiria,,up\n")]
    public async Task It_is_the_same_line_by_line(string kind, string rows)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);

        var would = await Import(server, kind, rows, "&dryRun=true");
        var did = await Import(server, kind, rows, "");

        Assert.Equal(did, would);
    }

    [Theory]
    [InlineData("verdicts", "critic,film,film_year,rating,published\n"
        + "Ann,Her,2013,4/5,2014-01-02\nBob,Her,2013,4/5,2014-01-02\nCid,Her,2013,4/5,2014-01-02\n",
        "critic,film,film_year,rating,published\n"
        + "Ann,Her,2013,4/5,2014-01-02\nBob,Her,2013,3/5,2014-01-01\nCid,Her,2013,3/5,2014-01-03\n"
        + "Ann,Ida,2013,4/5,2014-01-02\nAnn,Ida,2013,5/5,2014-01-02\n")]
    [InlineData("lists", "critic,year,place,film\nAnn,2013,1,Her\nAnn,2013,2,Ida\nBob,2013,1,Her\n",
        "critic,year,place,film\nAnn,2013,1,Her\nAnn,2013,2,Ida\nBob,2013,1,Ida\nCid,2013,1,Nebraska\n")]
    public async Task So_it_is_of_what_stands_already(string kind, string before, string rows)
    {
        using var folder = new Folder();
        await using var server = await ServerProcess.Start(folder.Path);
        await Import(server, kind, before, "");

        var would = await Import(server, kind, rows, "&dryRun=true");
        var did = await Import(server, kind, rows, "");

        Assert.Equal(did, would);
    }

    /// <summary>Every line of the answer, without the position.</summary>
    private static async Task<string[]> Import(ServerProcess server, string kind, string rows, string how)
    {
        using var body = new StringContent(rows, Encoding.UTF8, "text/csv");
        using var answer = await server.Http.PostAsync(
            $"/v1/import/{kind}?createFilms=true&createCritics=true{how}", body);
        var lines = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return [.. lines.Split('\n')[..^1].Select(line =>
        {
            var said = JsonNode.Parse(line)!.AsObject();
            said.Remove("position");
            return said.ToJsonString();
        })];
    }
}
