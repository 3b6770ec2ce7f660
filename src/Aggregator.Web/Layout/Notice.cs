using Aggregator.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Aggregator.Web.Layout;

/// <summary>Pages that say one sentence: what is missing, refused or away, and what to do now.</summary>
internal static class Notice
{
    /// <summary>
    /// What a status means that comes without a word; null for those that come to no person.
    /// </summary>
    public static IResult? Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Page(status, "A key is needed",
            "This is for those with a key, and none that opens it was shown. Whoever runs this service gives "
            + "them out; a browser asks for it as the password, and any name will do."),
        StatusCodes.Status404NotFound => Page(status, "Nothing here", "There is no page at this address."),
        StatusCodes.Status429TooManyRequests => Page(status, "Too much at once",
            "More pages were asked for from your address than it may have at once. Please try again in a "
            + "moment."),
        _ => null,
    };

    public static IResult MissingFilm(string film) =>
        Page(StatusCodes.Status404NotFound, "No such film", $"No film here answers to “{film}”.");

    public static IResult MissingCritic(string critic) =>
        Page(StatusCodes.Status404NotFound, "No such critic", $"No critic here answers to “{critic}”.");

    public static IResult NoDay(string text) => Page(
        StatusCodes.Status400BadRequest, "That cannot be shown",
        $"“{text}” is no day such as 2013-12-20.");

    public static IResult Refused(Problem problem) => problem.Status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests => Of(problem.Status)!,
        >= 400 and < 500 => Page(problem.Status, "That cannot be shown", problem.Detail),
        _ => Away(),
    };

    public static IResult Away() => Page(
        StatusCodes.Status503ServiceUnavailable, "Away for a moment",
        "The service did not answer. Nothing is lost; please try again shortly.");

    /// <summary>Programs that ask a wrong address of the interface get no page.</summary>
    public static bool IsForPeople(HttpRequest request) =>
        !request.Path.StartsWithSegments("/v1") && !request.Path.StartsWithSegments("/health");

    private static RazorComponentResult<NoticePage> Page(int status, string title, string sentence) =>
        new(new { Title = title, Sentence = sentence }) { StatusCode = status };
}
