namespace AutogradMaml.Examples.Checking;

/// <summary>A file that is whole or not there: it is written beside its place first, then renamed. No path, no file.</summary>
internal static class OutputFile
{
    /// <summary>Throws if nothing could be written at a path.</summary>
    public static void Require(string? path)
    {
        if (path is null)
        {
            return;
        }

        if (path.Length == 0 || Directory.Exists(path))
        {
            throw new IOException($"Can't write '{path}': expected the name of a file.");
        }

        try
        {
            File.WriteAllText(Beside(path), string.Empty);
            File.Delete(Beside(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"Can't write '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>Writes what the function gives.</summary>
    public static void Write(string? path, Func<string> text)
    {
        if (path is not null)
        {
            File.WriteAllText(Beside(path), text());
            File.Move(Beside(path), path, overwrite: true);
        }
    }

    private static string Beside(string path) => path + ".tmp";
}
