using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Aggregator.Client;

public sealed partial class AggregatorClient
{
    /// <summary>
    /// Sends rows of any length, and answers what the server says of them while it says it: a line for each
    /// row refused or doubtful, now and then how far it is, and at last the totals
    /// (<see cref="ImportLine.IsTotals"/>). <paramref name="sent"/> hears how many bytes have gone;
    /// <paramref name="rows"/> stays open. Cancelled or cut off, what was accepted stays, and sending all of
    /// it again records the rest. The HTTP client's timeout counts until the last row is sent: lift it for
    /// long files. Throws <see cref="AggregatorException"/> where nothing is imported, and where the answer
    /// ends without totals.
    /// </summary>
    public async IAsyncEnumerable<ImportLine> ImportAsync(
        ImportOf of, Stream rows, IProgress<long>? sent = null,
        [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var kind = new MediaTypeHeaderValue(of.IsCsv ? "text/csv" : "application/x-ndjson");
        using var ask = new HttpRequestMessage(HttpMethod.Post, AddressOf(of.Path))
        {
            Content = new SentRows(rows, sent) { Headers = { ContentType = kind } },
        };
        // Whoever may not import is told so before a long file is on its way.
        ask.Headers.ExpectContinue = true;
        using var answer = await http.SendAsync(ask, HttpCompletionOption.ResponseHeadersRead, cancel)
            .ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode)
            throw new AggregatorException(await ProblemOfAsync(answer, cancel).ConfigureAwait(false));

        var body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var said = new StreamReader(body);
        var last = new ImportLine();
        while (await said.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
            yield return last = LineOf(line, answer);
        if (!last.IsTotals)
            throw new AggregatorException(Unexpected(answer, "The answer ended before its totals."));
    }

    private static ImportLine LineOf(string line, HttpResponseMessage answer)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AggregatorJson.Wire.ImportLine)! with { Json = line };
        }
        catch (JsonException)
        {
            throw new AggregatorException(Unexpected(answer, NotOfThisService));
        }
    }
}
