using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Aggregator.Server.Tests;

/// <summary>A little authority on a loopback port: its metadata, its keys, its tokens.</summary>
public sealed class Authority : IDisposable
{
    /// <summary>For whom its tokens are.</summary>
    public const string Audience = "aggregator";

    private static int _port = 42_000;

    private HttpListener _listener = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;

    public Authority()
    {
        _key = new RsaSecurityKey(_rsa) { KeyId = Guid.NewGuid().ToString("N") };
        Address = Listen();
        _ = Serve();
    }

    public string Address { get; }

    public byte[] PublicKey => _rsa.ExportSubjectPublicKeyInfo();

    public string KeySet
    {
        get
        {
            var parts = _rsa.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["kid"] = _key.KeyId,
                    ["n"] = Base64UrlEncoder.Encode(parts.Modulus),
                    ["e"] = Base64UrlEncoder.Encode(parts.Exponent),
                }),
            }.ToJsonString();
        }
    }

    public string Token(string subject, params string[] roles) => Make(token =>
        token.Claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = roles });

    public string Make(Action<SecurityTokenDescriptor> change)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = Audience,
            IssuedAt = Ago(2),
            NotBefore = Ago(2),
            Expires = Ago(-1),
            Claims = new Dictionary<string, object> { ["sub"] = "ann", ["roles"] = "editor" },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        };
        change(token);
        return new JsonWebTokenHandler().CreateToken(token);
    }

    private static DateTime Ago(int hours) =>
        TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-hours);

    public void Dispose()
    {
        _listener.Close();
        _rsa.Dispose();
    }

    private string Listen()
    {
        while (true)
        {
            var address = $"http://127.0.0.1:{Interlocked.Increment(ref _port)}";
            try
            {
                _listener = new HttpListener();
                _listener.Prefixes.Add($"{address}/");
                _listener.Start();
                return address;
            }
            catch (HttpListenerException)
            {
                // Somebody has that port: the next one.
            }
        }
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var asked = await _listener.GetContextAsync();
                var answer = asked.Request.Url!.AbsolutePath == "/keys" ? KeySet
                    : $$"""{"issuer":"{{Address}}","jwks_uri":"{{Address}}/keys"}""";
                asked.Response.ContentType = "application/json";
                await asked.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                asked.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
