using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aggregator.Web.Layout;

/// <summary>The one style sheet. Its address changes with its content, so browsers keep it.</summary>
internal static class Style
{
    private static readonly byte[] Sheet = Read();

    public static string Address { get; } =
        $"/style/{Convert.ToHexStringLower(SHA256.HashData(Sheet))[..12]}.css";

    public static void MapStyle(this IEndpointRouteBuilder app) =>
        app.MapGet(Address, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(Sheet, "text/css; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();

    private static byte[] Read()
    {
        using var sheet = typeof(Style).Assembly.GetManifestResourceStream("site.css")
            ?? throw new InvalidOperationException("The program was built without its style sheet.");
        using var bytes = new MemoryStream();
        sheet.CopyTo(bytes);
        return bytes.ToArray();
    }
}
