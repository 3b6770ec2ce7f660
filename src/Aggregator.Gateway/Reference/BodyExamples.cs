using System.Text.Json.Nodes;
using Aggregator.Client;

namespace Aggregator.Gateway.Reference;

/// <summary>One example of each body that is sent or answered most.</summary>
internal static class BodyExamples
{
    private static readonly Dictionary<Type, string> Known = new()
    {
        [typeof(FilmBody)] = """
            {"title":"Her","year":2013,"refs":{"imdb":"tt1798709","tmdb":"152601"}}
            """,
        [typeof(CriticBody)] = """{"name":"Ann Example","kind":"person","publication":"The Daily Example"}""",
        [typeof(MergeBody)] = """{"into":"her-2013"}""",
        [typeof(SplitBody)] = """{"refs":["imdb:tt1798709"]}""",
        [typeof(VerdictBody)] = """
            {"rating":"3.5/4","thumb":"up","publication":"The Daily Example","published":"2013-12-18"}
            """,
        [typeof(ListBody)] = """
            {"ranked":true,"places":[["12-years-a-slave-2013"],["her-2013",{"title":"Gravity","year":2013}]]}
            """,
        [typeof(KeyBody)] = """{"role":"critic","subject":"ann-example","name":"Ann's notebook"}""",
        [typeof(AcclaimBatchBody)] = """{"films":["her-2013","imdb:tt2024544"]}""",
        [typeof(AcclaimView)] = """
            {"film":"her-2013","title":"Her","year":2013,"season":2013,
             "refs":{"imdb":"tt1798709","tmdb":"152601"},
             "profile":"acclaim-1","calibration":1,"status":"rated","acclaim":90.03,"interval":[84.96,95.10],
             "critics":{"score":81.90,"interval":[72.74,91.06],"verdicts":240,"rated":0,"positive":227,
              "approval":94.58,"approvalInterval":[90.95,96.81],"mean":null},
             "recognition":{"value":37.43,"interval":[31.13,43.73],"lift":8.13},
             "lists":{"season":2013,"ballots":149,"mentions":84,"firsts":20,"seconds":10,"elsewhere":0,
              "points":{"lists-321":134,"borda":556.827609,"dowdall":35.878997}},
             "honours":{"collectives":31,"best":6,"shared":1,"mentions":9},
             "position":48211,"revision":90133,"updated":"2014-01-10T21:04:05Z"}
            """,
        [typeof(ExplanationView)] = ExplanationExample.Json,
        [typeof(Problem)] = """
            {"type":"urn:aggregator:problem:rating-above-scale","title":"Unprocessable Entity","status":422,
             "detail":"The rating \"6/5\" cannot be read (above-scale): it is more than its scale allows.",
             "code":"rating-above-scale"}
            """,
    };

    public static JsonNode? Find(Type body) =>
        Known.TryGetValue(body, out var example) ? JsonNode.Parse(example) : null;
}
