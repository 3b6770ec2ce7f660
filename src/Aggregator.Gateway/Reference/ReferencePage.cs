using Aggregator.Gateway.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Aggregator.Gateway.Reference;

/// <summary>
/// The OpenAPI document, made from the routes and the shapes, and a page to read it on. The page brings its
/// own script and letters: it needs nothing from elsewhere.
/// </summary>
internal static class ReferencePage
{
    // Scripts of our own alone, and the one that stands in the page, by its digest: a browser test opens the
    // page. Scalar makes its styles as it runs.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'sha256-k3QVIGAnPvBFZ7o/TCAhos80CTAovjl5ipRR9g1c1Yk='; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // In the order in which a newcomer asks: what is to be read first, then what is to be said, then who may.
    private static readonly (string Name, string Meaning)[] Tags =
    [
        ("films", "Films, their acclaim, and what was said of them."),
        ("rankings", "Films in order, of a season or of all time."),
        ("seasons", "The years in which films compete, and the lists of each."),
        ("critics", "Who speaks: persons, and collectives that speak with one voice."),
        ("search", "Films and critics by title or name."),
        ("changes", "Acclaims as they change."),
        ("profiles", "The rules that turn facts into numbers."),
        ("ledger", "The open record: every fact, in one order, hash by hash."),
        ("verdicts", "One critic's judgement of one film."),
        ("lists", "A critic's best films of a year."),
        ("imports", "Many facts at once, as CSV or a JSON object a line."),
        ("keys", "Who may write."),
    ];

    public static void AddReference(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = route =>
            route.RelativePath?.StartsWith("v1", StringComparison.Ordinal) == true;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (BodyExamples.Find(context.JsonTypeInfo.Type) is { } example) schema.Examples = [example];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(OperationWords.Say);
        options.AddDocumentTransformer((document, context, _) =>
        {
            Introduce(document, context.ApplicationServices.GetRequiredService<KeyOptions>());
            OperationWords.Define(document);
            return Task.CompletedTask;
        });
    });

    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        // Tools of other origins read it as they read everything else.
        var document = routes.MapOpenApi("/openapi/{documentName}.json").AddEndpointFilter((call, next) =>
        {
            call.HttpContext.Response.Headers.AccessControlAllowOrigin = "*";
            return next(call);
        });
        document.Add(AnswerHead);
        var reference = routes.MapScalarApiReference("/docs", page =>
        {
            page.Title = "Aggregator";
            page.DefaultFonts = false;
            // So that a command that is copied from the page says whom it asks.
            page.WithDynamicBaseServerUrl();
            // What of the page would call on others' services.
            page.HideDeveloperTools().HideClientButton().DisableAgent().DisableMcp().DisableTelemetry();
        }).AddEndpointFilter((call, next) =>
        {
            call.HttpContext.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            return next(call);
        });
        reference.Add(AnswerHead);
    }

    private static void AnswerHead(EndpointBuilder page) =>
        page.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));

    private static void Introduce(OpenApiDocument document, KeyOptions keys)
    {
        var reads = keys.ReadsNeedKey ? "Reads need a key, too." : "Reads need no key.";
        document.Info = new OpenApiInfo
        {
            Title = "Aggregator",
            Version = "v1",
            Description =
                "What film critics say, as acclaim and rankings that anyone can query and recompute. "
                + $"{reads} Every refusal is application/problem+json with a stable code.",
        };
        // The address is the reader's own: whichever this document was fetched from.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Meaning })
            .ToHashSet();
        foreach (var path in document.Paths.Values) path.Operations?.Remove(HttpMethod.Head);

        document.AddComponent(KeyAuthentication.SchemeName, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key: agg_<id>_<secret>.",
        });
    }
}
