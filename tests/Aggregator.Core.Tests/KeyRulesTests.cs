namespace Aggregator.Tests;

public sealed class KeyRulesTests
{
    private static readonly DateTimeOffset Now = new(2014, 1, 10, 21, 4, 5, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2014, 1, 10);

    [Fact]
    public void A_key_is_revoked_once()
    {
        var (first, second) = (Key("aaaaaaaa", KeyRole.Editor), Key("bbbbbbbb", KeyRole.Operator));

        var revoked = KeyRules.Revoke([first, second], "aaaaaaaa", Now).Value!;

        Assert.Equal(Now, revoked.Revoked);
        Assert.Equal(Now, KeyRules.Revoke([revoked, second], "aaaaaaaa", Now.AddDays(1)).Value!.Revoked);
    }

    [Fact]
    public void The_last_operators_key_is_not_revoked()
    {
        var only = Key("aaaaaaaa", KeyRole.Operator);
        ApiKey[] others =
        [
            Key("bbbbbbbb", KeyRole.Editor),
            Key("cccccccc", KeyRole.Operator) with { Revoked = Now.AddDays(-1) },
            Key("dddddddd", KeyRole.Operator) with { Expires = Today.AddDays(-1) },
        ];

        Assert.Equal("last-operator-key", KeyRules.Revoke([only, .. others], only.Id, Now).Refusal?.Code);
        var second = Key("eeeeeeee", KeyRole.Operator) with { Expires = Today };
        Assert.Equal(Now, KeyRules.Revoke([only, second, .. others], only.Id, Now).Value?.Revoked);
    }

    [Fact]
    public void An_expired_operators_key_may_always_be_revoked()
    {
        var expired = Key("aaaaaaaa", KeyRole.Operator) with { Expires = Today.AddDays(-1) };

        Assert.NotNull(KeyRules.Revoke([expired], expired.Id, Now).Value);
    }

    [Fact]
    public void A_key_that_is_not_there_is_not_revoked() =>
        Assert.Equal("key-absent", KeyRules.Revoke([], "aaaaaaaa", Now).Refusal?.Code);

    private static ApiKey Key(string id, KeyRole role) =>
        new(id, role, "a key") { SecretHash = new byte[32], Created = Now.AddYears(-1) };
}
