namespace Aggregator.Cli;

/// <summary>What is read from this machine; <c>-</c> is standard input.</summary>
internal static class Files
{
    public const string StandardInput = "-";

    public static Stream Open(string file) => Try(file, () =>
        file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file));

    public static string ReadText(string file) => Try(file, () => File.ReadAllText(file));

    private static T Try<T>(string file, Func<T> read)
    {
        if (string.IsNullOrWhiteSpace(file)) throw new RefusedHereException("The name of the file is empty.");
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusedHereException(
                File.Exists(file) ? $"{file} cannot be read: {fault.Message}"
                : Directory.Exists(file) ? $"{file} is a folder, not a file."
                : $"There is no file {file}.");
        }
    }
}

/// <summary>What cannot be done before the server is asked, in a sentence.</summary>
internal sealed class RefusedHereException(string sentence) : Exception(sentence);
