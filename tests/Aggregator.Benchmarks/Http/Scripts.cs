namespace Aggregator.Benchmarks.Http;

/// <summary>What the load asks, the same of every contender. Lua, as wrk reads it.</summary>
internal static class Scripts
{
    // Not the same for two that begin at once: the second would only repeat what the first says.
    private const string Seed = "math.randomseed(os.time() + tonumber(wrk.port))\n";

    /// <summary>The acclaim of a random film, asked without a key.</summary>
    public static string Acclaims(int films) => Acclaims(films, "{}");

    /// <summary>The same, asked by the holder of a key.</summary>
    public static string AcclaimsByKey(int films) =>
        Acclaims(films, $$"""{ ["Authorization"] = "Bearer {{OurServer.Key}}" }""");

    private static string Acclaims(int films, string headers) => $$"""
        {{Seed}}local headers = {{headers}}
        request = function()
          local film = math.random(0, {{films - 1}})
          return wrk.format("GET", string.format("/v1/films/imdb:tt%07d/acclaim", film), headers)
        end
        """;

    /// <summary>A random one of some pages.</summary>
    public static string Pages(IReadOnlyList<string> paths) => $$"""
        {{Seed}}local paths = { {{string.Join(',', paths.Select(path => $"\"{path}\""))}} }
        request = function() return wrk.format("GET", paths[math.random(#paths)]) end
        """;

    /// <summary>
    /// Random critics judge random ones of so many films, each time otherwise; of all films every so many.
    /// </summary>
    public static string Verdicts(int films, int critics, int every = 1) => $$"""
        {{Seed}}local headers = {
          ["Authorization"] = "Bearer {{OurServer.Key}}", ["Content-Type"] = "application/json" }
        request = function()
          local path = string.format("/v1/films/imdb:tt%07d/verdicts/sample-critic-%d",
            math.random(0, {{films - 1}}) * {{every}}, math.random(0, {{critics - 1}}))
          return wrk.format("PUT", path, headers, string.format('{"rating":"%d/100"}', math.random(0, 100)))
        end
        """;
}
