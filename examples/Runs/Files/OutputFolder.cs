using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>The folder that a run writes to, locked as long as the run lasts: what lies in it is of one run.</summary>
/// <remarks>
/// The lock is one of the operating system on the file <c>.lock</c>: it goes with the process, however that ends, and the file that stays
/// behind locks nothing. Files that a killed run left half written are removed. Links in the folder are not followed in writing; the folder
/// itself may be one.
/// </remarks>
public sealed class OutputFolder : IDisposable
{
    private const string LockFile = ".lock";

    // What the system says of a file that somebody has locked: Linux, macOS, Windows.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    // What runs write beside its place first.
    private static readonly string[] Kinds = [".json", ".safetensors", ".svg"];

    private readonly FileStream? _lock;

    private OutputFolder(string path, FileStream? @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Whether this process reads and writes there: of several ranks the first alone.</summary>
    public bool IsUsed => _lock is not null;

    /// <summary>The path of a file in it.</summary>
    /// <param name="name">The file's name.</param>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Opens and locks a folder, and makes it if it is not there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resume">Whether a run in it is to be gone on with: then it must be there.</param>
    /// <param name="ranks">What connects this process with others; ranks above 0 open nothing and leave the folder alone.</param>
    /// <exception cref="UsageException">It can't be written to, or another process has it.</exception>
    public static OutputFolder Open(string path, bool resume = false, ICommunicator? ranks = null)
    {
        if (ranks is { Rank: > 0 })
        {
            return new(path, null);
        }

        if (string.IsNullOrWhiteSpace(path))
        {
            throw new UsageException("--out: expected the name of a folder, got an empty one.");
        }

        if (resume && !Directory.Exists(path))
        {
            throw CheckpointFolder.NothingToResume(path);
        }

        try
        {
            Directory.CreateDirectory(path);
            OutputFolder folder = new(path, OpenLock(System.IO.Path.Combine(path, LockFile)));
            try
            {
                folder.RemoveUnfinished();
                OutputFile.Require(folder["results.json"]);
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (IOException exception) when (Locked.Contains(exception.HResult))
        {
            throw new UsageException(
                $"--out: another process is writing to the folder '{path}'; wait until it ends, or give another folder.");
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--out: can't write to the folder '{path}': {OneLine.Of(exception)}");
        }
    }

    /// <summary>Writes a file of text, whole or not at all.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Its content.</param>
    public void Write(string name, string text)
    {
        if (IsUsed)
        {
            OutputFile.Write(this[name], text);
        }
    }

    /// <summary>Removes a file, if it is there.</summary>
    /// <param name="name">Its name.</param>
    public void Remove(string name)
    {
        if (IsUsed)
        {
            File.Delete(this[name]);
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose() => _lock?.Dispose();

    // The file is never removed: another process might hold a lock on it that a third one, which finds no file, would not see.
    private static FileStream OpenLock(string path)
    {
        try
        {
            return new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (System.IO.Path.Exists(path) || IsLink(path))
        {
            return IsLink(path)
                ? throw new IOException($"'{path}' is a link, which is not followed; remove it.")
                : new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private void RemoveUnfinished()
    {
        foreach (string path in Directory.EnumerateFiles(Path, "*" + OutputFile.Unfinished))
        {
            if (Kinds.Contains(System.IO.Path.GetExtension(path[..^OutputFile.Unfinished.Length]), StringComparer.Ordinal))
            {
                File.Delete(path);
            }
        }
    }
}
