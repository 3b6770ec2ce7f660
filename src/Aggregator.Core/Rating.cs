namespace Aggregator;

/// <summary>Reads grades as critics write them: <c>3.5/4</c>, <c>B+</c>, <c>★★★½</c> (<c>method.md</c> §1).</summary>
public static class RatingReader
{
    /// <summary>
    /// Reads a grade; never throws on what people write. <paramref name="usualScale"/> is the denominator the
    /// publication is known to use, where known.
    /// </summary>
    public static Rating Read(string text, int? usualScale = null) => throw new NotImplementedException();
}
