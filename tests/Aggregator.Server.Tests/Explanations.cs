using System.Globalization;
using System.Text.Json.Nodes;

namespace Aggregator.Server.Tests;

/// <summary>What must hold of every explanation that is served.</summary>
internal static class Explanations
{
    private static readonly string[] Shared =
    [
        "film", "title", "year", "season", "profile", "calibration", "status", "needs", "acclaim", "interval",
        "sample", "position", "updated",
    ];

    /// <summary>
    /// It shows the numbers of the acclaim, its parts are their sum to the last digit, and each of its
    /// formulas comes to what it says.
    /// </summary>
    public static void AddsUpTo(JsonObject acclaim, JsonObject why)
    {
        foreach (var field in Shared) Assert.Equal(Text(acclaim[field]), Text(why[field]));
        var (critics, recognition) = (why["critics"]!, why["recognition"]!);
        var lift = recognition["lift"]!;
        foreach (var field in new[] { "score", "interval" })
            Assert.Equal(Text(acclaim["critics"]![field]), Text(critics[field]));
        foreach (var field in new[] { "value", "interval" })
            Assert.Equal(Text(acclaim["recognition"]![field]), Text(recognition[field]));

        var score = (decimal)critics["prior"]!["added"]! + Added(critics["verdicts"]!)
            + (decimal)critics["rounding"]!;
        Assert.Equal(score, Math.Round(score, 2));
        Assert.Equal((decimal)lift["total"]!,
            Added(recognition["lists"]!) + Added(recognition["honours"]!) + (decimal)lift["rounding"]!);
        Assert.Equal((decimal)lift["total"]!, (decimal)lift["lists"]! + (decimal)lift["honours"]!);
        if (critics["score"] is { } shown)
        {
            Assert.Equal((decimal)shown, score);
            Assert.Equal((decimal)acclaim["recognition"]!["lift"]!, (decimal)lift["total"]!);
            Assert.Equal((decimal)why["acclaim"]!, score + (decimal)lift["total"]!);
        }

        foreach (var line in why["formula"]!.AsArray()) IsRedone(line!);
    }

    private static void IsRedone(JsonNode line)
    {
        if (line["result"]?.ToJsonString() is not { } result) return;
        var again = PocketCalculator.Value((string)line["numbers"]!);
        var places = result.Length - result.IndexOf('.') - 1;
        var isUp = ((string)line["meaning"]!).Contains("rounded up", StringComparison.Ordinal);
        var way = isUp ? MidpointRounding.ToPositiveInfinity : MidpointRounding.ToNegativeInfinity;
        Assert.True(
            decimal.Round(again, places, way) == decimal.Parse(result, CultureInfo.InvariantCulture),
            $"{line["name"]} is {result}, not {again}: {line}");
    }

    private static decimal Added(JsonNode contributions) =>
        contributions.AsArray().Sum(contribution => (decimal)contribution!["added"]!);

    private static string? Text(JsonNode? node) => node?.ToJsonString();
}

/// <summary>Numbers with + - * /, brackets, sqrt, and floor4 and floor8, which round down.</summary>
internal sealed class PocketCalculator
{
    private readonly string _keys;
    private int _at;

    private PocketCalculator(string keys) => _keys = keys.Replace(" ", "", StringComparison.Ordinal);

    public static decimal Value(string keys)
    {
        var calculator = new PocketCalculator(keys);
        var value = calculator.Sum();
        Assert.True(calculator._at == calculator._keys.Length, $"What is at {calculator._at} of {keys}?");
        return value;
    }

    private decimal Sum()
    {
        var value = Product();
        while (true)
        {
            if (Pressed("+")) value += Product();
            else if (Pressed("-")) value -= Product();
            else return value;
        }
    }

    private decimal Product()
    {
        var value = Term();
        while (true)
        {
            if (Pressed("*")) value *= Term();
            else if (Pressed("/")) value /= Term();
            else return value;
        }
    }

    private decimal Term()
    {
        if (Pressed("sqrt")) return Root(Term());
        if (Pressed("floor4")) return Floor(Term(), 4);
        if (Pressed("floor8")) return Floor(Term(), 8);
        if (Pressed("("))
        {
            var value = Sum();
            Assert.True(Pressed(")"), $"A bracket is open at {_at} of {_keys}");
            return value;
        }

        var from = _at;
        while (_at < _keys.Length && (char.IsAsciiDigit(_keys[_at]) || _keys[_at] == '.')) _at++;
        return decimal.Parse(_keys.AsSpan(from, _at - from), CultureInfo.InvariantCulture);
    }

    private static decimal Floor(decimal value, int places) =>
        decimal.Round(value, places, MidpointRounding.ToNegativeInfinity);

    /// <summary>Newton's step makes a number of twice as many digits of what a double holds.</summary>
    private static decimal Root(decimal value)
    {
        var near = (decimal)Math.Sqrt((double)value);
        return near == 0 ? 0 : (near + (value / near)) / 2;
    }

    private bool Pressed(string key)
    {
        var isThere = string.CompareOrdinal(_keys, _at, key, 0, key.Length) == 0;
        if (isThere) _at += key.Length;
        return isThere;
    }
}
