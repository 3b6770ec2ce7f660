using System.Text.Json;
using Aggregator.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aggregator.Gateway.Reference;

/// <summary>Parameters that a handler reads from the query by itself.</summary>
internal sealed record AskedInQuery(params string[] Names);

/// <summary>What a query parameter means at one address, where that is not what it means at others.</summary>
internal sealed record MeantInQuery(string Name, ParameterWord Word);

/// <summary>
/// What holds for many operations alike, so that no route has to say it: what its parameters mean, who may
/// call it, which headers it takes and answers, and how it refuses.
/// </summary>
internal static class OperationWords
{
    private const string IfMatch = "If-Match";
    private const string IfNoneMatch = "If-None-Match";
    private const string ETag = "ETag";
    private const string NotModified = "304";
    private const string Json = "application/json";
    private const string TooMany = "TooManyRequests";

    private static readonly (string Name, string Meaning)[] LimitHeaders =
    [
        ("Retry-After", "Seconds after which it may be asked again."),
        ("RateLimit-Limit", "How many requests of this kind this caller has, at most, at once."),
        ("RateLimit-Remaining", "How many of them are left."),
        ("RateLimit-Reset", "Seconds until all of them are there again."),
    ];

    /// <summary>Names query parameters that the handler's signature does not show.</summary>
    public static TBuilder Asks<TBuilder>(this TBuilder route, params string[] names)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new AskedInQuery(names));

    /// <summary>Says what a query parameter means at this address.</summary>
    public static TBuilder Means<TBuilder>(this TBuilder route, string name, ParameterWord word)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new MeantInQuery(name, word));

    /// <summary>Says that where it did as it was asked it may answer this as well.</summary>
    public static RouteHandlerBuilder OrAnswers<T>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancel) =>
        {
            var answer = operation.Responses!["200"].Content![Json];
            var other = await context.GetOrCreateSchemaAsync(typeof(T), null, cancel);
            context.Document!.AddComponent(typeof(T).Name, other);
            answer.Schema = new OpenApiSchema
            {
                OneOf = [answer.Schema!, new OpenApiSchemaReference(typeof(T).Name, context.Document)],
            };
        });

    public static async Task Say(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var about = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var name in about.OfType<AskedInQuery>().SelectMany(asked => asked.Names))
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query });
        MeantInQuery[] meant = [.. about.OfType<MeantInQuery>()];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>()) Explain(parameter, meant);

        var isRead = operation.Responses!.ContainsKey(NotModified);
        var isKept = about.OfType<IAuthorizeData>().Any();
        if (isRead) Tag(operation, context.Document!);
        if (isKept) Lock(operation, context.Document!);
        if (operation.Responses.ContainsKey("412"))
            operation.Parameters.Add(new OpenApiParameterReference(IfMatch, context.Document));
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancel);
        context.Document!.AddComponent(nameof(Problem), problem);
        RefuseAnywhere(operation, context.Document);

        foreach (var (kind, body) in operation.RequestBody?.Content?.ToList() ?? [])
            if (kind != Json) body.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
    }

    // Wherever it is sent: what cannot be read, a key that opens nothing, too much of it, a position that is
    // not there yet.
    private static void RefuseAnywhere(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.Responses!.TryAdd("400", Refusal("Bad Request", document));
        operation.Responses.TryAdd("401", Refusal("Unauthorized", document));
        operation.Responses.TryAdd("429", new OpenApiResponseReference(TooMany, document));
        operation.Responses.TryAdd("503", Refusal("Service Unavailable", document));
        if (operation.RequestBody?.Content?.ContainsKey(Json) is true)
        {
            operation.Responses.TryAdd("413", Refusal("Payload Too Large", document));
            operation.Responses.TryAdd("415", Refusal("Unsupported Media Type", document));
        }

        var inOrder = new OpenApiResponses();
        foreach (var (status, answer) in operation.Responses.OrderBy(one => one.Key, StringComparer.Ordinal))
            inOrder.Add(status, answer);
        operation.Responses = inOrder;
    }

    /// <summary>What the operations above refer to.</summary>
    public static void Define(OpenApiDocument document)
    {
        document.AddComponent(IfMatch, new OpenApiParameter
        {
            Name = IfMatch,
            In = ParameterLocation.Header,
            Description = "The tag that was read: 412 where somebody has revised it since.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        document.AddComponent(IfNoneMatch, new OpenApiParameter
        {
            Name = IfNoneMatch,
            In = ParameterLocation.Header,
            Description = "Tags of answers that are at hand: 304 where one of them still holds.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        document.AddComponent(Routes.MinPositionHeader, new OpenApiParameter
        {
            Name = Routes.MinPositionHeader,
            In = ParameterLocation.Header,
            Description =
                "Wait, at most 2 s, until what was recorded at this position shows; else 503 `not-yet`.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
        document.AddComponent(ETag, new OpenApiHeader
        {
            Description = "Strong: the same tag is the same bytes.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
        DefineTooMany(document);
        document.AddComponent(Routes.PositionHeader, new OpenApiHeader
        {
            Description = "Every entry of the ledger up to this position is in the answer.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
        });
    }

    private static void DefineTooMany(OpenApiDocument document)
    {
        var refusal = Refusal("Too Many Requests", document);
        refusal.Headers = LimitHeaders.ToDictionary(
            header => header.Name,
            IOpenApiHeader (header) => new OpenApiHeader
            {
                Description = header.Meaning,
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
            });
        document.AddComponent(TooMany, refusal);
    }

    private static void Explain(OpenApiParameter parameter, MeantInQuery[] meant)
    {
        // The query is read whatever its case; it is written as everything else here.
        if (parameter.In == ParameterLocation.Query)
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        var own = parameter.In == ParameterLocation.Query
            ? Array.Find(meant, one => one.Name == parameter.Name)?.Word
            : null;
        if ((own ?? ParameterWords.Find(parameter.In!.Value, parameter.Name!)) is not { } word) return;
        parameter.Schema = word.Schema();
        parameter.Required |= word.IsNeeded;
        // An address that gives a word a meaning of its own says so itself.
        if (parameter.Description is not null) return;
        parameter.Description = word.Sentence;
        parameter.Example = word.Example.DeepClone();
    }

    private static void Tag(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.Parameters!.Add(new OpenApiParameterReference(IfNoneMatch, document));
        operation.Parameters.Add(new OpenApiParameterReference(Routes.MinPositionHeader, document));
        operation.Responses![NotModified] = new OpenApiResponse { Description = "What you have holds." };
        if (operation.Responses["200"] is not OpenApiResponse answer) return;
        answer.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [ETag] = new OpenApiHeaderReference(ETag, document),
            [Routes.PositionHeader] = new OpenApiHeaderReference(Routes.PositionHeader, document),
        };
    }

    private static void Lock(OpenApiOperation operation, OpenApiDocument document)
    {
        var key = new OpenApiSecuritySchemeReference(Keys.KeyAuthentication.SchemeName, document);
        operation.Security = [new OpenApiSecurityRequirement { [key] = [] }];
        operation.Responses!.TryAdd("403", Refusal("Forbidden", document));
    }

    private static OpenApiResponse Refusal(string title, OpenApiDocument document) => new()
    {
        Description = title,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchemaReference(nameof(Problem), document),
            },
        },
    };
}
