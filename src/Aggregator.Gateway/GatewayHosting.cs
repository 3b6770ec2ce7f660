using System.Text.Json.Serialization;
using Aggregator.Client;
using Aggregator.Gateway.Changes;
using Aggregator.Gateway.Http;
using Aggregator.Gateway.Imports;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Aggregator.Gateway.Lists;
using Aggregator.Gateway.Reads;
using Aggregator.Gateway.Reference;
using Aggregator.Gateway.Writes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aggregator.Gateway;

/// <summary>HTTP in, grains out. Needs an <see cref="IGrainFactory"/>, a silo's own or a client's.</summary>
public static class GatewayHosting
{
    /// <summary>The Board and its follower, keys, and what endpoints need.</summary>
    public static IServiceCollection AddAggregatorGateway(
        this IServiceCollection services, LimitOptions? limits = null, ProxyOptions? proxies = null,
        OidcOptions? oidc = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new BoardAccess());
        services.AddSingleton<FeedMeters>();
        services.AddSingleton<FeedReader>();
        // For what needs a whole season; the past, and comparing critics, have workshops of their own.
        services.AddSingleton<Workshop>();
        services.AddSingleton<ListReader>();
        services.AddSingleton<SeasonIntervals>();
        services.AddSingleton<SeasonListPlaces>();
        services.AddSingleton<SeasonComparisons>();
        services.AddSingleton<Pasts>();
        services.AddSingleton<ComparedCritics>();
        services.AddHostedService<BoardFollower>();
        services.AddHostedService<PastFollower>();
        services.AddSingleton<ImportRunner>();
        services.AddSingleton<ListDesk>();
        services.AddSingleton<RegistrationDesk>();
        services.AddSingleton<RoutesKnown>();
        services.AddChanges();
        services.AddKeys();
        TokenDesk.Add(services, oidc ?? new OidcOptions());
        services.AddLimits(limits ?? new LimitOptions());
        services.AddSingleton(proxies ?? ProxyOptions.None);
        services.AddReference();
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AggregatorJson.Wire);
            json.SerializerOptions.Encoder = AggregatorJson.Wire.Options.Encoder;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        return services;
    }

    /// <summary>Every resource under <c>/v1</c> and the rules that hold for all of them.</summary>
    /// <param name="isUnlimited">What is beside them and may be asked for as often as one likes.</param>
    public static WebApplication MapAggregatorGateway(
        this WebApplication app, Func<HttpContext, bool>? isUnlimited = null)
    {
        app.Services.GetRequiredService<ProxyOptions>().Apply(app);
        app.UseMiddleware<ApiEdge>();
        app.UseRouting();
        app.UseMiddleware<CallerReading>();
        app.UseLimits(isUnlimited ?? (_ => false));
        app.UseMiddleware<PositionWait>();
        app.UseBounds();
        app.UsePolicies();
        app.UseAuthentication();
        app.UseAuthorization();

        var reads = app.MapGroup("").Reads(app.Services.GetRequiredService<KeyOptions>());
        reads.MapFilms();
        reads.MapAcclaim();
        reads.MapExplanation();
        reads.MapRankings();
        reads.MapPast();
        reads.MapSeasons();
        reads.MapCritics();
        reads.MapSearch();
        reads.MapProfiles();
        reads.MapLedger();
        reads.MapChanges();
        reads.MapLists();

        app.MapFilmWrites();
        app.MapFilmMerging();
        app.MapCriticWrites();
        app.MapVerdictWrites();
        app.MapListWrites();
        app.MapRedactions();
        app.MapImports();
        app.MapKeys();
        app.MapGroup("").OpenToAll().MapReference();
        return app;
    }

    private static void AddKeys(this IServiceCollection services)
    {
        // CallerReading finds out who asks: without this switch the one scheme would run on every request.
        AppContext.SetSwitch("Microsoft.AspNetCore.Authentication.SuppressAutoDefaultScheme", true);
        services.TryAddSingleton(new KeyOptions());
        services.AddSingleton<Strangers>();
        services.AddSingleton<KnownKeys>();
        services.AddHostedService<KeyUpkeep>();
        services.AddSingleton<KeyDesk>();
        services.AddSingleton<FailedCallers>();
        services.AddAuthentication(asked =>
            {
                asked.DefaultChallengeScheme = KeyAuthentication.SchemeName;
                asked.DefaultForbidScheme = KeyAuthentication.SchemeName;
            })
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        services.AddAuthorization(KeyPolicies.Add);
    }
}
