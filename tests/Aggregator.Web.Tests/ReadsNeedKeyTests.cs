using Microsoft.Playwright;

namespace Aggregator.Web.Tests;

/// <summary>Pages of a server whose operator keeps what is read for those with a key.</summary>
public sealed class ReadsNeedKeyTests(Browser browser, KeptServer kept) : IClassFixture<KeptServer>
{
    [Fact]
    public async Task A_browser_is_asked_for_the_key_and_takes_it_along_from_page_to_page()
    {
        await using var sight = await browser.Open("/", new()
        {
            BaseURL = kept.Server.Address.ToString(),
            HttpCredentials = new() { Username = "anybody", Password = kept.Server.Key },
        });

        Assert.Equal(200, sight.Status);
        await sight.Page.GetByRole(AriaRole.Link, new() { Name = "Her", Exact = true }).First.ClickAsync();
        Assert.Contains("Her", await sight.Text("h1"));
        // A browser reads the interface itself, too.
        await sight.Go("/v1/films/her-2013/acclaim");
        Assert.Equal(200, sight.Status);
        // What it needs no key for it is not refused for showing one.
        await sight.Go("/docs");
        Assert.Equal(200, sight.Status);
        await sight.Go("/search?q=her");
        Assert.Equal(200, sight.Status);
        Assert.Empty(sight.Complaints);
    }
}

/// <summary>The demo season on such a server.</summary>
public sealed class KeptServer : IAsyncLifetime
{
    public DemoServer Server { get; } = new();

    public async ValueTask InitializeAsync() =>
        await Server.Start(("AGGREGATOR__KEYS__READSNEEDKEY", "true"));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
