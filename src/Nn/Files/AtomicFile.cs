namespace AutogradMaml.Nn;

/// <summary>Writes a file so that at any moment its path holds either the old content or all of the new.</summary>
/// <remarks>The content is written to <c>path.tmp</c> beside it, flushed to the disk, and renamed. Nothing outside the folder is written:
/// where a link stands at either name, the link itself gives way and what it leads to stays as it is. Whatever else stands at the temporary
/// name, such as what a killed writer left, is taken away and never opened for writing. One writer for each path at a time: a second one is
/// an error (but on network file systems, where .NET holds no shared lock for a writer). Readers may come at any time.</remarks>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file. What is there is replaced.</param>
    /// <param name="write">Writes the content. If it throws, the path holds what it held.</param>
    /// <exception cref="IOException">The file can't be written, another writer is at it, or a device, a pipe or a socket stands at the
    /// path; what the path held is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written, or a folder stands at one of the two names.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        if (new FileInfo(path) is { Exists: true, LinkTarget: null } && RegularFile.OtherKind(path) is { } kind)
        {
            throw new IOException($"'{path}' is {kind}; it would be replaced by a regular file. Give the name of a file.");
        }

        // One name, not a fresh one each time, so that killed writers leave at most one file behind; the lock keeps two writers apart.
        string temporary = path + ".tmp";
        FileStream stream = Create(temporary);
        try
        {
            using (stream)
            {
                write(stream);

                // Without this the rename could reach the disk before the content does.
                stream.Flush(flushToDisk: true);

                // Renamed while it is locked, or a second writer could take the name in between and its beginnings be renamed. Windows
                // can't rename an open file, and there nobody can rename one that a second writer has opened.
                if (!OperatingSystem.IsWindows())
                {
                    File.Move(temporary, path, overwrite: true);
                }
            }

            if (OperatingSystem.IsWindows())
            {
                File.Move(temporary, path, overwrite: true);
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // A new file, never one that is there: through a link, or a second name of the same file, it would be somewhere else that is written.
    private static FileStream Create(string temporary)
    {
        FileInfo there = new(temporary);
        if (there.LinkTarget is not null)
        {
            there.Delete();
        }
        else if (there.Exists)
        {
            if (RegularFile.OtherKind(temporary) is null)
            {
                // Fails if a writer has it locked.
                using FileStream left = new(temporary, FileMode.Open, FileAccess.Write, FileShare.None);
            }

            there.Delete();
        }

        // Readers are let in, who can meet the file between its renaming and its end; a second writer asks for it alone and is not.
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }
}
