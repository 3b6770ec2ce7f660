using Aggregator.Ledgers.Tests;
using Aggregator.Web.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Aggregator.Web.Tests;

/// <summary>A real browser beside the real server, one of each for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Known =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public DemoServer Server { get; } = new();

    public async ValueTask InitializeAsync() => await this.OrDispose(Start);

    private async Task Start()
    {
        var program = Environment.GetEnvironmentVariable("AGGREGATOR_CHROMIUM")
            ?? Known.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                "These tests need a browser: install chromium, or set AGGREGATOR_CHROMIUM to one's path.");

        await Server.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                "--disable-background-networking", "--disable-component-update",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A page in a fresh browser profile; addresses are relative to the server.</summary>
    public Task<Sight> Open(string path, bool scripts = true, int width = 1200) => Open(path, new()
    {
        BaseURL = Server.Address.ToString(),
        JavaScriptEnabled = scripts,
        ViewportSize = new() { Width = width, Height = 900 },
    });

    /// <summary>The same of another server, or by somebody who gives a name and a password.</summary>
    public async Task<Sight> Open(string path, BrowserNewContextOptions profile)
    {
        var context = await _browser!.NewContextAsync(profile);
        var sight = new Sight(context, await context.NewPageAsync());
        await sight.Go(path);
        return sight;
    }
}

/// <summary>One open page and everything that went wrong on it.</summary>
public sealed class Sight : IAsyncDisposable
{
    // The reference page alone runs megabytes of script, on a machine that other tests keep busy too.
    private const float AnswerWithinMilliseconds = 60_000;

    private readonly IBrowserContext _context;

    public Sight(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(AnswerWithinMilliseconds);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => Complaints.Add($"{request.Url}: {request.Failure}");
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    public int Status { get; private set; }

    public async Task Go(string path) => Status = (await Page.GotoAsync(path))?.Status ?? 0;

    public Task<string> Text(string selector = "main") => Page.Locator(selector).First.InnerTextAsync();

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
