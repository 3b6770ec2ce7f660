using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Writes;

/// <summary>What merges of films and of critics are asked and answered with.</summary>
internal static class Merging
{
    private static readonly TimeSpan ShowPatience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The field <c>into</c> of the body; <paramref name="names"/> says what it holds.
    /// </summary>
    public static async Task<(string Into, IReadOnlyList<Doubt>? Warnings)> ReadInto(
        HttpContext context, string names)
    {
        using var body = await JsonBody.Read(context);
        var into = body.Root.Text("into", PlainText.NameLengthMax)
            ?? throw new RefusedException("field-type", $"The field into is missing: it names {names}.");
        return (into, body.Root.Warnings());
    }

    /// <summary>
    /// Answers, once the Board shows it, with where whoever answers for both is from then on.
    /// </summary>
    public static async Task Answer(
        HttpContext context, BoardAccess board, (long Position, string Address) merged,
        Func<WriteAnswer> answer)
    {
        await board.WaitFor(merged.Position, ShowPatience, context.RequestAborted);
        context.Response.Headers.Location = merged.Address;
        await Reply.Write(
            context, StatusCodes.Status200OK, answer() with { Position = merged.Position },
            AggregatorJson.Wire.WriteAnswer);
    }
}
