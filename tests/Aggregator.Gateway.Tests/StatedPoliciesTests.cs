using Aggregator.Gateway.Keys;
using Microsoft.AspNetCore.Builder;

namespace Aggregator.Gateway.Tests;

public sealed class StatedPoliciesTests
{
    [Fact]
    public async Task A_route_that_does_not_say_whose_it_is_or_says_it_twice_keeps_the_program_from_starting()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/open", () => "").AllowAnonymous();
        app.MapGet("/kept", () => "").ForOperators();
        app.CheckPolicies();

        app.MapGet("/forgotten", () => "");
        app.MapGet("/both", () => "").AllowAnonymous().ForOperators();

        var fault = Assert.Throws<InvalidOperationException>(app.CheckPolicies);
        Assert.Contains("/forgotten", fault.Message, StringComparison.Ordinal);
        Assert.Contains("/both", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/open", fault.Message, StringComparison.Ordinal);
    }
}
