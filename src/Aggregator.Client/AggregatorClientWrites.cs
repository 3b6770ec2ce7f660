using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aggregator.Client;

public sealed partial class AggregatorClient
{
    /// <summary>Records or revises a critic's verdict. The answer holds the film's acclaim with it.</summary>
    public Task<WriteAnswer> RecordVerdictAsync(
        string film, string critic, VerdictBody verdict, CancellationToken cancel = default) =>
        WriteAsync(
            HttpMethod.Put, Routes.Verdict(film, critic),
            JsonContent.Create(verdict, AggregatorJson.Wire.VerdictBody), AggregatorJson.Wire.WriteAnswer,
            cancel);

    /// <summary>Withdraws a critic's verdict. The answer holds the film's acclaim without it.</summary>
    public Task<WriteAnswer> WithdrawVerdictAsync(
        string film, string critic, CancellationToken cancel = default) =>
        WriteAsync(
            HttpMethod.Delete, Routes.Verdict(film, critic), content: null, AggregatorJson.Wire.WriteAnswer,
            cancel);

    /// <summary>Publishes or revises a critic's list of a year.</summary>
    public Task<WriteAnswer> PublishListAsync(
        string critic, int year, ListText list, CancellationToken cancel = default) =>
        WriteAsync(
            HttpMethod.Put, list.In(Routes.YearList(critic, year), isDry: false), list.Content(),
            AggregatorJson.Wire.WriteAnswer, cancel);

    /// <summary>How each line of a list would be understood; publishes nothing.</summary>
    public Task<DryRunAnswer> UnderstandListAsync(
        string critic, int year, ListText list, CancellationToken cancel = default) =>
        WriteAsync(
            HttpMethod.Put, list.In(Routes.YearList(critic, year), isDry: true), list.Content(),
            AggregatorJson.Wire.DryRunAnswer, cancel);

    /// <summary>Withdraws a critic's list of a year.</summary>
    public Task<WriteAnswer> WithdrawListAsync(
        string critic, int year, CancellationToken cancel = default) =>
        WriteAsync(
            HttpMethod.Delete, Routes.YearList(critic, year), content: null, AggregatorJson.Wire.WriteAnswer,
            cancel);

    private async Task<T> WriteAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> shape, CancellationToken cancel)
    {
        using var ask = new HttpRequestMessage(method, AddressOf(path)) { Content = content };
        using var answer = await http.SendAsync(ask, cancel).ConfigureAwait(false);
        return await ReadAsync(answer, shape, cancel).ConfigureAwait(false);
    }
}

/// <summary>
/// A best-of-year list as text in UTF-8: one film a line as people write them (<c>3. Her (2013)</c>), our own
/// columns, or what Letterboxd or IMDb exported.
/// </summary>
public sealed record ListText(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>
    /// A table, whose first line names its columns; otherwise lines that are no table are films.
    /// </summary>
    public bool IsCsv { get; init; }

    /// <summary>Registers films that nobody knows, instead of refusing the list that names them.</summary>
    public bool CreateFilms { get; init; }

    /// <summary>Whether the order counts; null lets the text tell.</summary>
    public bool? Ranked { get; init; }

    internal string In(string path, bool isDry) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{path}?createFilms={Word(CreateFilms)}&dryRun={Word(isDry)}")
        + (Ranked is { } ranked ? $"&ranked={Word(ranked)}" : "");

    internal HttpContent Content() => new ReadOnlyMemoryContent(Utf8)
    {
        Headers = { ContentType = new MediaTypeHeaderValue(IsCsv ? "text/csv" : "text/plain") },
    };

    private static string Word(bool flag) => flag ? "true" : "false";
}
