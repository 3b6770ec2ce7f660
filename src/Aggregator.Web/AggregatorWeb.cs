using System.IO.Compression;
using Aggregator.Client;
using Aggregator.Web.Critics;
using Aggregator.Web.Films;
using Aggregator.Web.Layout;
using Aggregator.Web.Method;
using Aggregator.Web.Searching;
using Aggregator.Web.Seasons;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aggregator.Web;

/// <summary>
/// The pages people see: rendered on the server, no scripts, everything read through the public API, so they
/// can do nothing that whoever looks at them could not.
/// </summary>
public static class AggregatorWeb
{
    // Styles and pictures of our own, nothing else: whatever a critic wrote stays text.
    private const string ContentPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'";

    // At its fastest Brotli leaves half as much again as gzip does; it is the next level that is smaller.
    private const CompressionLevel BrotliLevel = CompressionLevel.Optimal;

    private static readonly string[] Compressed = ["text/html", "text/css", "application/json"];

    public static IServiceCollection AddAggregatorWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        // Pages, and what describes the interface, hold the same for all who may see them, and nothing of who
        // looks: what somebody makes one tell by its length is none of theirs.
        services.AddResponseCompression(options =>
            (options.EnableForHttps, options.MimeTypes) = (true, Compressed));
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = BrotliLevel);
        services.Configure<KeyManagementOptions>(NothingToProtect.Apply);
        services.AddSingleton<OwnAddress>();
        services.AddSingleton(provider =>
            new AggregatorClient(provider.GetRequiredService<OwnAddress>().Client()));
        return services;
    }

    /// <summary>
    /// Stands before whatever may refuse: pages are sent small, and where people are told nothing but a
    /// status, they get a page. No route does that, which would be a second candidate of every address of the
    /// interface.
    /// </summary>
    public static void UseAggregatorWeb(this WebApplication app) => app.UseWhen(
        context => Notice.IsForPeople(context.Request),
        pages => pages.UseResponseCompression().UseStatusCodePages(Explain));

    /// <summary>Every page.</summary>
    /// <param name="whose">Says who may look; what a page shows is read with the same key.</param>
    public static void MapAggregatorWeb(this WebApplication app, Action<RouteGroupBuilder> whose)
    {
        app.MapStyle();

        var pages = app.MapGroup("").ExcludeFromDescription();
        whose(pages);
        pages.AddEndpointFilter(Page);
        ((IEndpointConventionBuilder)pages).Add(AnswerHead);
        pages.MapSeasonPages();
        pages.MapFilmPages();
        pages.MapCriticPages();
        pages.MapSearchPage();
        pages.MapMethodPage();
    }

    private static Task Explain(StatusCodeContext refused)
    {
        var context = refused.HttpContext;
        if (Notice.Of(context.Response.StatusCode) is not { } notice) return Task.CompletedTask;
        Dress(context.Response);
        return notice.ExecuteAsync(context);
    }

    // Whoever checks links asks for the head alone.
    private static void AnswerHead(EndpointBuilder page)
    {
        if (page.Metadata.OfType<IHttpMethodMetadata>().Any())
            page.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }

    // Every page has the same headers, and a refusal of the API becomes a page with its sentence.
    private static async ValueTask<object?> Page(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        Dress(call.HttpContext.Response);
        // Where all may look, what a browser shows is of somewhere else.
        if (call.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null)
            OwnAddress.ReadWith(call.HttpContext.Request.Headers.Authorization);
        try
        {
            return await next(call);
        }
        catch (AggregatorException refused)
        {
            return Notice.Refused(refused.Problem);
        }
        catch (HttpRequestException)
        {
            return Notice.Away();
        }
        catch (OperationCanceledException) when (!call.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Notice.Away();
        }
    }

    private static void Dress(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
    }
}
