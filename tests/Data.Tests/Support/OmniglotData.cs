using AutogradMaml.Testing;

namespace AutogradMaml.Data.Tests.Support;

/// <summary>Where the official Omniglot files are, if they are anywhere: <c>../shared/data/omniglot</c> from the project's root.</summary>
internal static class OmniglotData
{
    private static readonly Lock Gate = new();
    private static Omniglot? _first;
    private static Omniglot? _second;

    /// <summary>The folder; the test that asks is skipped where there is none.</summary>
    public static string Folder
    {
        get
        {
            DirectoryInfo? root = new(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "AutogradMaml.sln")))
            {
                root = root.Parent;
            }

            string? folder = root is null ? null : Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data", "omniglot"));
            Assert.SkipUnless(
                Directory.Exists(folder),
                $"The official Omniglot files are not at '{folder}' (../shared/data/omniglot from the project's root).");
            return folder!;
        }
    }

    /// <summary>The images, decoded once for all tests.</summary>
    public static Omniglot Load() => LoadTwice().First;

    /// <summary>The images decoded, and read once more from the packed file that this left.</summary>
    public static (Omniglot First, Omniglot Second) LoadTwice()
    {
        string folder = Folder;
        lock (Gate)
        {
            if (_first is null || _second is null)
            {
                using TemporaryFolder cache = new();
                _first = Omniglot.Load(folder, cache["."]);
                _second = Omniglot.Load(folder, cache["."]);
            }

            return (_first, _second);
        }
    }
}
