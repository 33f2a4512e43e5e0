using System.Text;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Runs;

/// <summary>Writes text files that are always whole and never somewhere else: see <see cref="AtomicFile"/>.</summary>
public static class OutputFile
{
    /// <summary>What is put after a name while its file is being written.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>Throws if a file can't be written.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It can't; the message says why.</exception>
    public static void Require(string path)
    {
        if (string.IsNullOrWhiteSpace(path) || Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new IOException($"Can't write '{path}': expected the name of a file.");
        }

        try
        {
            // Permissions, a full disk and a read-only file system all show in the attempt, and nowhere else for certain.
            AtomicFile.Write(path, static stream =>
            {
                stream.WriteByte((byte)'?');
                stream.Flush();
                throw new ProbeException();
            });
        }
        catch (ProbeException)
        {
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"Can't write '{path}': {OneLine.Of(exception)}", exception);
        }
    }

    /// <summary>Writes text.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="IOException">It can't be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written, or a folder stands in the file's place.</exception>
    public static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    // Ends the writing before it replaces anything.
    private sealed class ProbeException : Exception;
}
