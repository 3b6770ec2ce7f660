namespace Aggregator;

/// <summary>A profile as it introduces itself: its name, version, a sentence for readers, its formula and unit.</summary>
public sealed record ProfileCard(string Name, int Version, string Sentence, string Formula, string Unit);

/// <summary>The profiles that are always live.</summary>
public static class Profiles
{
    public static IReadOnlyList<ProfileCard> Live => throw new NotImplementedException();
}
