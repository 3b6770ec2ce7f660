using Microsoft.AspNetCore.Http;

namespace Aggregator.Gateway.Http;

/// <summary>The one place where a refusal's code becomes an HTTP status.</summary>
internal static class RefusalStatus
{
    public static int Of(Refusal refusal) => refusal.Code switch
    {
        // Inside a body an unknown film is a mistake in the body, not in the address.
        "film-unknown" or "film-ambiguous" or "critic-unknown" when refusal.Errors.Length > 0 =>
            StatusCodes.Status422UnprocessableEntity,

        "json-malformed" or "utf8-invalid" or "field-type" or "field-text"
            or "csv-header" or "cursor-unreadable"
            or "first-out-of-range" or "after-unreadable" or "query-unreadable" or "query-missing"
            or "header-unreadable" or "ranking-unknown" or "scope-unreadable" or "profile-unknown"
            or "as-of-unavailable" or "day-unreadable" or "day-in-future"
            or "batch-too-large" or "id-unreadable" or "request-malformed"
            or "wait-out-of-range" or "parameter-unknown" =>
            StatusCodes.Status400BadRequest,

        "key-missing" or "key-unknown" or "key-revoked" or "key-expired"
            or "token-refused" or "token-expired" => StatusCodes.Status401Unauthorized,
        "not-yours" or "token-without-role" => StatusCodes.Status403Forbidden,

        "film-unknown" or "critic-unknown" or "verdict-unknown" or "list-unknown" or "season-unknown"
            or "key-absent" or "route-unknown" => StatusCodes.Status404NotFound,

        "method-not-allowed" => StatusCodes.Status405MethodNotAllowed,
        "body-too-slow" => StatusCodes.Status408RequestTimeout,
        "ref-taken" or "film-exists" or "film-merged" or "critic-has-lists" or "critic-merged"
            or "lists-collide" or "last-operator-key" =>
            StatusCodes.Status409Conflict,
        "list-changed" => StatusCodes.Status412PreconditionFailed,
        "body-too-large" => StatusCodes.Status413PayloadTooLarge,
        "content-type-unknown" or "content-encoding-unknown" or "charset-unknown" =>
            StatusCodes.Status415UnsupportedMediaType,
        "internal" => StatusCodes.Status500InternalServerError,
        "too-many-requests" => StatusCodes.Status429TooManyRequests,
        "ledger-away" or "film-moved" or "critic-moved" or "not-yet" or "authority-away" or "overloaded"
            or "imports-busy" or "listeners-full" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    /// <summary>The code of a status that the framework chose by itself.</summary>
    public static Refusal Of(int status, HttpContext context) => status switch
    {
        StatusCodes.Status404NotFound => new("route-unknown", $"Nothing is at {context.Request.Path}."),
        StatusCodes.Status405MethodNotAllowed => new(
            "method-not-allowed", $"{context.Request.Path} does not answer to {context.Request.Method}."),
        StatusCodes.Status408RequestTimeout =>
            new("body-too-slow", "The body came too slowly, or stopped coming."),
        StatusCodes.Status413PayloadTooLarge =>
            new("body-too-large", "The body is larger than is taken here."),
        StatusCodes.Status415UnsupportedMediaType => new(
            "content-type-unknown",
            $"A body of the kind \"{Shown.Short(context.Request.ContentType)}\" is not read here."),
        >= StatusCodes.Status500InternalServerError =>
            new("internal", "Something went wrong here. It is being looked at."),
        _ => new("request-malformed", "The request cannot be read."),
    };
}
