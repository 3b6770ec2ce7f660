using System.Reflection;
using System.Security.Cryptography;
using Aggregator.Client;

namespace Aggregator.Gateway.Http;

/// <summary>
/// The program that renders. Another one may say the same facts otherwise, so every tag that is made of
/// revisions ends with its mark: programs built alike have one mark, on every machine.
/// </summary>
internal static class Rendition
{
    private const int MarkBytes = 4;

    // What a body says comes from these: the shapes, the numbers, and who writes them down.
    private static readonly Assembly[] Makers =
        [typeof(AcclaimView).Assembly, typeof(Board).Assembly, typeof(Rendition).Assembly];

    public static string Mark { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. Makers.SelectMany(maker => maker.ManifestModule.ModuleVersionId.ToByteArray())])
            .AsSpan(0, MarkBytes));
}
