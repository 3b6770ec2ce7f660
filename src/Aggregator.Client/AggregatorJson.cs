using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aggregator.Client;

/// <summary>How the shapes are written: camelCase, UTF-8, letters of all scripts as they are.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AcclaimView))]
[JsonSerializable(typeof(AcclaimBatch))]
[JsonSerializable(typeof(AcclaimBatchBody))]
[JsonSerializable(typeof(ExplanationView))]
[JsonSerializable(typeof(FilmView))]
[JsonSerializable(typeof(RankingPage))]
[JsonSerializable(typeof(FilmHistoryView))]
[JsonSerializable(typeof(RankingHistoryView))]
[JsonSerializable(typeof(Page<SeasonView>))]
[JsonSerializable(typeof(Page<FilmItem>))]
[JsonSerializable(typeof(Page<CriticItem>))]
[JsonSerializable(typeof(Page<VerdictView>))]
[JsonSerializable(typeof(VerdictView))]
[JsonSerializable(typeof(Page<PlacementView>))]
[JsonSerializable(typeof(Page<YearListView>))]
[JsonSerializable(typeof(CriticView))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(ProfilesAnswer))]
[JsonSerializable(typeof(ChangesAnswer))]
[JsonSerializable(typeof(GoneFilmView))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(LedgerHeadView))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(WriteAnswer))]
[JsonSerializable(typeof(DryRunAnswer))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(FilmBody))]
[JsonSerializable(typeof(CriticBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(SplitBody))]
[JsonSerializable(typeof(VerdictBody))]
[JsonSerializable(typeof(ListBody))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeysAnswer))]
[JsonSerializable(typeof(KeyBody))]
public sealed partial class AggregatorJson : JsonSerializerContext
{
    /// <summary>The one to use.</summary>
    public static AggregatorJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // It is JSON by its content type: nothing need be escaped for the sake of other languages.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
