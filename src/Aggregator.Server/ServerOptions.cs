using System.Globalization;
using Aggregator.Gateway.Changes;
using Aggregator.Gateway.Keys;
using Aggregator.Gateway.Limits;
using Aggregator.Server.Hosting;
using Aggregator.Server.Telemetry;
using Aggregator.Web;

namespace Aggregator.Server;

/// <summary>How the server is to run. Nothing else reads configuration or the environment.</summary>
public sealed record ServerOptions
{
    public const string DefaultUrls = "http://localhost:5213";
    private const string KeyVariable = "AGGREGATOR_OPERATOR_KEY";
    private const string OtlpVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const int PortMax = 65_535;

    /// <summary><c>all</c> (silo, gateway and pages in one process), <c>silo</c> or <c>gateway</c>.</summary>
    public string Role { get; init; } = "all";

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>
    /// The port for health, metrics and grains alone; null to have them beside everything else.
    /// </summary>
    public int? OperatorPort { get; init; }

    /// <summary>The data folder; null for the default of <see cref="Folder"/>.</summary>
    public string? Data { get; init; }

    /// <summary>
    /// The PostgreSQL database that holds the ledger instead of a folder, as Npgsql writes addresses. May
    /// hold a password: never logged.
    /// </summary>
    public string? Ledger { get; init; }

    /// <summary>Where this process stands in the cluster, for the roles silo and gateway.</summary>
    public ClusterPlace Cluster { get; init; } = new();

    public bool Demo { get; init; }

    /// <summary>The operator key to accept instead of one made at the first start. Never logged.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>What needs a key, beside what always does (section <c>keys</c>).</summary>
    public KeyOptions Keys { get; init; } = new();

    /// <summary>How changes are told to those who listen (section <c>changes</c>).</summary>
    public ChangesOptions Changes { get; init; } = new();

    /// <summary>How much one caller may ask for (section <c>limits</c>).</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Tokens for editors and operators (section <c>oidc</c>).</summary>
    public OidcOptions Oidc { get; init; } = new();

    /// <summary>What is told to those who watch (section <c>telemetry</c>).</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>The proxies in front of this server: addresses and networks, separated by commas.</summary>
    public ProxyOptions Proxies { get; init; } = ProxyOptions.None;

    /// <summary>The folder that holds the ledger, as an absolute path.</summary>
    public string Folder => Path.GetFullPath(Data ?? (Demo ? "./aggregator-demo" : "./aggregator-data"));

    // An unset variable in "--data $DIR" must not begin a ledger somewhere else, nor one in
    // "--ledger $ADDRESS" keep, verify or back up another one than was meant.
    private static string? Named(string? place, string otherwise) =>
        place is null || !string.IsNullOrWhiteSpace(place)
            ? place
            : throw new OperatorMistakeException(otherwise);

    /// <summary>
    /// Options from <c>appsettings.json</c> (section <c>Aggregator</c>), then <c>AGGREGATOR__*</c> variables,
    /// then flags. Throws <see cref="OperatorMistakeException"/> with a sentence where a value cannot be
    /// used.
    /// </summary>
    public static ServerOptions Read(IReadOnlyDictionary<string, string?> flags)
    {
        var read = new GivenOptions(flags);
        var options = new ServerOptions
        {
            Role = read["role"] ?? "all",
            Urls = read["urls"] ?? DefaultUrls,
            OperatorPort = ReadPort(read["operatorPort"]),
            Data = Named(read["data"], "The data folder has no name: give one with --data."),
            Ledger = Named(
                read["ledger"], "The database has no address: give one with --ledger, or leave that out."),
            Cluster = read.Section<ClusterPlace>("cluster").Checked(),
            Demo = Flag(read["demo"]),
            Limits = read.Section<LimitOptions>("limits"),
            Oidc = read.Section<OidcOptions>("oidc"),
            Telemetry = WithOtlp(read.Section<TelemetryOptions>("telemetry")),
            Proxies = ReadProxies(read["proxies"]),
            OperatorKey = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null,
            Keys = read.Section<KeyOptions>("keys"),
            Changes = read.Section<ChangesOptions>("changes"),
        };
        read.RefuseOthers();
        return options.Checked();
    }

    private static ProxyOptions ReadProxies(string? text) =>
        ProxyOptions.TryRead(text, out var proxies) is { } unread
            ? throw new OperatorMistakeException(
                $"The proxy \"{unread}\" is neither an address nor a network; write it like 10.0.0.5 or "
                + "10.1.0.0/16.")
            : proxies;

    private static TelemetryOptions WithOtlp(TelemetryOptions telemetry)
    {
        if (!telemetry.SendsOtlp)
            telemetry = telemetry with { Otlp = Environment.GetEnvironmentVariable(OtlpVariable) ?? "" };
        return telemetry.Checked();
    }

    private static int? ReadPort(string? text) => text switch
    {
        null or "" => null,
        _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= PortMax => port,
        _ => throw new OperatorMistakeException(
            $"The operator port is \"{text}\"; it must be a whole number from 1 to {PortMax}."),
    };

    private static bool Flag(string? text) => text switch
    {
        null or "" => false,
        _ when bool.TryParse(text, out var flag) => flag,
        _ => throw new OperatorMistakeException($"The option demo is \"{text}\"; it must be true or false."),
    };

    private ServerOptions Checked()
    {
        CheckRole();
        if (Oidc.Mistake() is { } mistake) throw new OperatorMistakeException(mistake);
        CheckUrls();
        if (OperatorKey is not null && !ApiKeys.TryRead(OperatorKey, out _))
        {
            throw new OperatorMistakeException(
                $"{KeyVariable} is set but is not a key: it must read "
                + "agg_<8 letters or digits>_<43 characters>.");
        }

        return this;
    }

    private void CheckUrls()
    {
        var urls = Listening.Split(Urls);
        if (urls.Length == 0)
            throw new OperatorMistakeException(
                $"No address to listen on is named: write it like {DefaultUrls}, or leave --urls out.");

        foreach (var url in urls)
        {
            if (Listenable(url) is not { } address)
                throw new OperatorMistakeException(
                    $"The address \"{url}\" cannot be listened on; write it like {DefaultUrls}.");
            if (address.Port == 0 && ListenedAddress.IsLocalhost(address.Host))
                throw new OperatorMistakeException(
                    $"The address \"{url}\" is two, of IPv4 and of IPv6, which may find different ports "
                    + "free; write it like http://127.0.0.1:0.");
            if (address.Port == OperatorPort)
                throw new OperatorMistakeException(
                    $"The operator port is {OperatorPort}, and {url} is at that port for everybody. Choose "
                    + $"another port with {Operating.OperatorPort.Flag}.");
        }
    }

    // The address as Kestrel will read it; null unless it is a scheme, a host and perhaps a port. A file
    // of the file system is none: who comes by it has no address to be counted by.
    private static BindingAddress? Listenable(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address is { PathBase: "", Port: >= 0 and <= PortMax }
                && address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS"
                && (address.Host is "*" or "+" || Uri.CheckHostName(address.Host) != UriHostNameType.Unknown)
                    ? address
                    : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private void CheckRole()
    {
        if (Role is not ("all" or "silo" or "gateway"))
            throw new OperatorMistakeException(
                $"The role \"{Role}\" is not known: it is all, silo or gateway.");

        if (Role != "all" && Ledger is null)
            throw new OperatorMistakeException(
                $"The role {Role} needs the PostgreSQL database that the cluster shares: name it with "
                + "--ledger or AGGREGATOR__LEDGER.");

        if (Demo && (Ledger is not null || Role != "all"))
            throw new OperatorMistakeException(
                "The demo season lives in a folder of its own: start it without --ledger and --role.");
    }
}

/// <summary>
/// Something the operator asked for that cannot be; the message is a sentence for the terminal.
/// </summary>
public sealed class OperatorMistakeException(string message) : Exception(message);
