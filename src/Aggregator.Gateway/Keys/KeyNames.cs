namespace Aggregator.Gateway.Keys;

/// <summary>Roles as they stand on the wire.</summary>
internal static class KeyNames
{
    public static string Of(KeyRole role) => role switch
    {
        KeyRole.Reader => "reader",
        KeyRole.Critic => "critic",
        KeyRole.Editor => "editor",
        _ => "operator",
    };

    public static KeyRole? Read(string text) => text switch
    {
        "reader" => KeyRole.Reader,
        "critic" => KeyRole.Critic,
        "editor" => KeyRole.Editor,
        "operator" => KeyRole.Operator,
        _ => null,
    };
}
