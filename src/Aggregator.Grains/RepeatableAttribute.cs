namespace Aggregator.Grains;

/// <summary>
/// The same call again leaves everything as it was after the first: when the silo that was asked dies, and
/// nobody knows how far it came, a gateway may ask another one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepeatableAttribute : Attribute;
