namespace AutogradMaml.Nn;

/// <summary>Writes a file so that at any moment its path holds either the old content or all of the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the file, flushes to the disk and renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        // One name, not a fresh one each time, so that killed writers leave at most one file behind; the lock keeps two writers apart.
        string temporary = path + ".tmp";
        FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        try
        {
            using (stream)
            {
                write(stream);

                // Without this the rename could reach the disk before the content does.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
