using Aggregator.Client;
using Aggregator.Gateway.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Gateway.Reads;

/// <summary>The rules that turn facts into numbers.</summary>
internal static class ProfileEndpoints
{
    private static readonly ProfilesAnswer Answer = new() { Items = [.. Profiles.All.Select(View)] };

    public static void MapProfiles(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/profiles", All).WithTags("profiles")
            .Answers<ProfilesAnswer>("Every profile with its sentence, formula and version", 304);

    private static Task All(HttpContext context, BoardAccess board) =>
        Reply.Read(context, Answer, AggregatorJson.Wire.ProfilesAnswer, board.Current.Settled);

    private static ProfileView View(ProfileCard card) => new()
    {
        Name = card.Name,
        Version = card.Version,
        Sentence = card.Sentence,
        Formula = card.Formula,
        Unit = card.Unit,
    };
}
