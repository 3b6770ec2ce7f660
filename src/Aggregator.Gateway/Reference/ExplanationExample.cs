namespace Aggregator.Gateway.Reference;

/// <summary>A film with five verdicts, a list and an honour; most steps are left out.</summary>
internal static class ExplanationExample
{
    public const string Json = """
        {"film":"yi-yi-2000","title":"Yi Yi","year":2000,"season":2000,
         "profile":"acclaim-1","calibration":1,"status":"rated","acclaim":86.15,"interval":[76.51,95.79],
         "critics":{"score":78.48,"interval":[64.33,92.63],
          "prior":{"mean":60.35,"strength":1.20,"weight":0.19354839,"added":60.35},
          "sums":{"rated":4,"marks":332.99,"squares":28587.8001,"thumbsUp":1,"thumbsDown":0},
          "thumbs":{"up":81.19,"down":50.34},"rounding":-0.003870,
          "verdicts":[
           {"critic":"ann-example","criticName":"Ann Example","publication":"The Daily Example",
            "published":"2001-03-01","rating":"4.5/5","thumb":null,"read":{"scale":"x/5","value":90.00},
            "countedBy":"rating","countsAs":90.00,"weight":0.16129032,"added":4.782258},
           {"critic":"bea-example","criticName":"Bea Example","publication":null,"published":null,
            "rating":"B+","thumb":null,"read":{"scale":"letter","value":83.00},
            "countedBy":"rating","countsAs":83.00,"weight":0.16129032,"added":3.653226},
           {"critic":"cid-example","criticName":"Cid Example","publication":null,"published":null,
            "rating":"Recommended","thumb":"up","read":{"unreadable":"word"},
            "countedBy":"thumb","countsAs":81.19,"weight":0.16129032,"added":3.361290},
           {"critic":"dan-example","criticName":"Dan Example","publication":null,"published":null,
            "rating":"2.5/4","thumb":"down","read":{"scale":"x/4","value":62.50},
            "countedBy":"rating","countsAs":59.99,"weight":0.16129032,"added":-0.058065},
           {"critic":"eve-example","criticName":"Eve Example","publication":null,"published":null,
            "rating":"10/10","thumb":"up","read":{"scale":"x/10","value":100.00},
            "countedBy":"rating","countsAs":100.00,"weight":0.16129032,"added":6.395161}]},
         "recognition":{"value":22.69,"interval":[6.84,38.54],
          "ballots":1,"collectives":1,"honourWeight":2,"pseudoBallots":10,
          "credits":{"lists":0.9500,"listSquares":0.90250000,"honours":1.0000,"honourSquares":1.00000000},
          "numerator":2.9500,"denominator":13,
          "lift":{"lists":2.47,"honours":5.20,"total":7.67,
           "share":0.5947,"max":0.6000,"halfPoint":0.2500,"rounding":0.000000},
          "lists":[{"critic":"ann-example","criticName":"Ann Example","publication":null,"published":null,
           "year":2000,"ranked":true,"number":2,"from":2,"to":2,"films":2,"shared":false,
           "credit":0.9500,"elsewhere":false,"counts":true,"added":2.470000}],
          "honours":[{"critic":"a-circle","criticName":"A Circle","publication":null,"published":null,
           "year":2000,"ranked":true,"number":1,"from":1,"to":1,"films":1,"shared":false,
           "credit":1.0000,"elsewhere":false,"counts":true,"added":5.200000}]},
         "formula":[
          {"name":"r","meaning":"The share of the season's ballots, rounded down.",
           "formula":"r = (L + w * H) / (N + w * M + e)",
           "numbers":"(0.9500 + 2 * 1.0000) / (1 + 2 * 1 + 10)","result":0.2269},
          {"name":"A","meaning":"The acclaim, rounded down to hundredths.",
           "formula":"A = C + (100 - C) * g * a",
           "numbers":"78.48 + (100 - 78.48) * 0.5947 * 0.6","result":86.15}],
         "position":15,"updated":"2001-03-01T21:04:05Z"}
        """;
}
