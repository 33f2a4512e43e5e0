using System.Formats.Tar;

namespace AutogradMaml.Nn;

/// <summary>Opens a file to be read, if it is one: a pipe, a device, a socket or a folder at its path is refused.</summary>
/// <remarks>
/// <para>Opening a named pipe that nobody writes to waits forever, and reading a device or a socket may never end. So the kind of file at
/// the path is found out before it is opened, without opening it; links are followed, those within the system's own tables
/// (<c>/dev/stdin</c>) to a file alone.</para>
/// <para>On Unix a pipe, a device and a socket declare a length of 0, and what has a length of 0 is asked for its kind. A file that
/// somebody exchanges for a pipe between that and the opening is not noticed. On Windows opening does not wait, and what can't seek is
/// refused afterwards.</para>
/// </remarks>
public static class RegularFile
{
    private const int UsualBuffer = 4096;

    /// <summary>Opens a file to be read. Others may read it meanwhile.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="bufferSize">The bytes that are read ahead; 0 for none, where the caller reads large pieces.</param>
    /// <returns>A stream that can seek.</returns>
    /// <exception cref="FileNotFoundException">There is nothing at the path, or a link that leads nowhere.</exception>
    /// <exception cref="IOException">What is at the path is no regular file, or can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static FileStream OpenRead(string path, int bufferSize = UsualBuffer)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (OtherKind(path) is { } kind)
        {
            throw NotRegular(path, kind);
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw NotRegular(path, "a pipe or a device");
    }

    /// <summary>Reads a whole file that is not longer than it may be. Nothing is allocated for one that is.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="maximumBytes">The most bytes that it may have.</param>
    /// <exception cref="FileNotFoundException">There is nothing at the path, or a link that leads nowhere.</exception>
    /// <exception cref="IOException">What is at the path is no regular file, can't be opened, is longer, or became shorter while it was
    /// read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int maximumBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBytes);
        using FileStream stream = OpenRead(path, bufferSize: 0);
        long length = stream.Length;
        if (length > maximumBytes)
        {
            throw new IOException($"'{path}' has {length} bytes; at most {maximumBytes} are read.");
        }

        var bytes = new byte[length];
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new IOException($"'{path}' became shorter while it was read.", exception);
        }

        return bytes;
    }

    /// <summary>What stands at a path in place of a regular file, in words; null where it is one, where nothing is there, and where the
    /// system does not say.</summary>
    internal static string? OtherKind(string path)
    {
        if (Directory.Exists(path))
        {
            return "a folder";
        }

        FileInfo file = new(path);
        FileSystemInfo target = file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
        return target is FileInfo { Exists: true, Length: 0 } ? KindOfEmpty(target.FullName) : null;
    }

    // The kind of a file is nowhere among its attributes, but an archive records it: the entry is made from the file's status alone, and of
    // an empty file there is nothing to read.
    private static string? KindOfEmpty(string path)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            try
            {
                writer.WriteEntry(path, "?");
            }
            catch (IOException exception) when (exception is not FileNotFoundException and not DirectoryNotFoundException)
            {
                // An archive has no entry for a socket. A file that a writer has locked comes here too: opening it says so.
                return IsLocked(exception) ? null : "a socket or the like";
            }
        }

        archive.Position = 0;
        using TarReader reader = new(archive);
        return reader.GetNextEntry()?.EntryType switch
        {
            TarEntryType.Fifo => "a named pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            TarEntryType.Directory => "a folder",
            _ => null,
        };
    }

    // What the system refuses carries the system's number; what the archive can't hold carries that of an IOException.
    private static bool IsLocked(IOException exception) => exception.HResult != new IOException().HResult;

    private static IOException NotRegular(string path, string kind) => new($"'{path}' is {kind}; a regular file is expected.");
}
