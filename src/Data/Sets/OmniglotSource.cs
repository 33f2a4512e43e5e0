using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AutogradMaml.Nn;

namespace AutogradMaml.Data;

/// <summary>The files of one official part: an archive, or a folder that it was unpacked into.</summary>
internal sealed class OmniglotSource
{
    // The official drawings have 200 to 700 bytes, the official archives 10 MB.
    private const int MaximumEntryBytes = 64 * 1024;
    private const int MaximumArchiveBytes = 256 * 1024 * 1024;
    private const int MaximumEntries = 100_000;

    private readonly OmniglotPart _part;
    private readonly string _folder;
    private readonly string? _archive;

    private OmniglotSource(OmniglotPart part, string folder, string? archive)
    {
        _part = part;
        _folder = folder;
        _archive = archive;
    }

    /// <summary>What to call it in errors.</summary>
    public string Name => _archive ?? Path.Combine(_folder, _part.Name);

    /// <summary>Finds a part in a folder: its archive first.</summary>
    public static OmniglotSource Find(string folder, OmniglotPart part)
    {
        string archive = Path.Combine(folder, part.Archive);
        if (File.Exists(archive))
        {
            return new(part, folder, archive);
        }

        return Directory.Exists(Path.Combine(folder, part.Name))
            ? new(part, folder, null)
            : throw new ImageFileException(folder, $"it holds neither {part.Archive} nor the folder {part.Name}.");
    }

    /// <summary>Adds what tells this source from another, or from itself after a change: all bytes of an archive; of a folder the names,
    /// lengths and times of its files.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        if (_archive is not null)
        {
            using FileStream stream = OpenArchive();
            hash.AppendData(Encoding.UTF8.GetBytes($"archive {_part.Name} {_part.Characters}\n"));
            hash.AppendData(SHA256.HashData(stream));
            return;
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"folder {_part.Name} {_part.Characters}\n"));
        foreach ((string path, FileInfo file) in Files().OrderBy(static entry => entry.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path} {file.Length} {file.LastWriteTimeUtc.Ticks}\n"));
        }
    }

    /// <summary>Calls back for each drawing with its path and bytes, in the order of the source.</summary>
    public void ForEach(Action<OmniglotPath, ReadOnlySpan<byte>> read)
    {
        int entries = 0;
        if (_archive is null)
        {
            foreach ((string path, FileInfo file) in Files())
            {
                RequireCount(++entries);
                read(OmniglotPath.Parse(path, _part, Name), ImageFile.ReadBytes(file.FullName, MaximumEntryBytes));
            }

            return;
        }

        try
        {
            using FileStream stream = OpenArchive();
            RequireFewEntries(stream);
            using ZipArchive archive = new(stream, ZipArchiveMode.Read);

            // One for all entries: what they declare can be a thousand times what they hold.
            var buffer = new byte[MaximumEntryBytes];
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                RequireCount(++entries);
                if (!OmniglotPath.IsBeside(entry.FullName))
                {
                    read(OmniglotPath.Parse(entry.FullName, _part, Name), ReadEntry(entry, buffer));
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFileException(Name, "it is not a zip archive that can be read: it is cut short or damaged.", exception);
        }
    }

    private ReadOnlySpan<byte> ReadEntry(ZipArchiveEntry entry, byte[] buffer)
    {
        if (entry.Length is < 0 or > MaximumEntryBytes)
        {
            throw new ImageFileException(
                Name, $"'{entry.FullName}' declares {entry.Length} bytes, more than the {MaximumEntryBytes} that are read.");
        }

        Span<byte> bytes = buffer.AsSpan(0, (int)entry.Length);
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return stream.ReadByte() < 0
            ? bytes
            : throw new ImageFileException(Name, $"'{entry.FullName}' is longer than it declares: the archive is damaged.");
    }

    private FileStream OpenArchive()
    {
        FileStream stream = RegularFile.OpenRead(_archive!);
        if (stream.Length <= MaximumArchiveBytes)
        {
            return stream;
        }

        long length = stream.Length;
        stream.Dispose();
        throw new ImageFileException(Name, $"it has {length} bytes, more than the {MaximumArchiveBytes} that are read.");
    }

    // An archive's table is read whole before its first entry, and takes ten times its bytes in memory. So its entries are counted
    // beforehand by the signature in front of each; that it also stands within a compressed drawing happens once in thousands of archives,
    // and does no harm.
    private void RequireFewEntries(FileStream stream)
    {
        ReadOnlySpan<byte> signature = "PK\u0001\u0002"u8;
        var window = new byte[MaximumEntryBytes];
        int entries = 0;
        int kept = 0;
        for (int read; (read = stream.Read(window.AsSpan(kept))) > 0;)
        {
            ReadOnlySpan<byte> filled = window.AsSpan(0, kept + read);
            entries += filled.Count(signature);
            RequireCount(entries);

            // The beginning of one that ends in the next window.
            kept = Math.Min(signature.Length - 1, filled.Length);
            filled[^kept..].CopyTo(window);
        }

        stream.Position = 0;
    }

    private void RequireCount(int entries)
    {
        if (entries > MaximumEntries)
        {
            throw new ImageFileException(Name, $"it holds more than {MaximumEntries} entries.");
        }
    }

    private IEnumerable<(string Path, FileInfo File)> Files()
    {
        EnumerationOptions options = new()
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 3,
            AttributesToSkip = FileAttributes.ReparsePoint
        };
        DirectoryInfo folder = new(Path.Combine(_folder, _part.Name));
        foreach (FileInfo file in folder.EnumerateFiles("*", options))
        {
            string path = _part.Name + "/" + Path.GetRelativePath(folder.FullName, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!OmniglotPath.IsBeside(path))
            {
                yield return (path, file);
            }
        }
    }
}
