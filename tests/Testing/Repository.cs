namespace AutogradMaml.Testing;

/// <summary>Where the files of the project are.</summary>
public static class Repository
{
    /// <summary>The folder that holds everything.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "AutogradMaml.sln")))
        {
            root = root.Parent;
        }

        return root?.FullName ?? throw new DirectoryNotFoundException("The tests run from inside the repository.");
    }
}
