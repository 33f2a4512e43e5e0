namespace AutogradMaml.Data;

/// <summary>Images of one's own: a folder that holds a folder for each class, named after it, which holds its images.</summary>
/// <remarks>Files are those that <see cref="ImageFile"/> reads; names that begin with a dot are left out, anything else in a class's folder
/// is an error. Classes and images are in the order of their names, by code point, so the same files give the same set
/// everywhere.</remarks>
public static class ImageFolder
{
    /// <summary>Reads all images into memory.</summary>
    /// <param name="folder">The folder of folders.</param>
    /// <param name="layout">The form to bring the images into.</param>
    /// <exception cref="ImageFileException">There is no such folder, no class in it, a class without images, or a file that can't be
    /// read.</exception>
    /// <exception cref="IOException">A file can't be read at all, or is no regular file.</exception>
    public static ImageSet Load(string folder, ImageLayout layout)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(layout);
        if (!Directory.Exists(folder))
        {
            throw new ImageFileException(folder, "there is no such folder.");
        }

        string[] classes = [.. Directory.GetDirectories(folder).Where(IsMeant).Order(StringComparer.Ordinal)];
        return classes.Length == 0
            ? throw new ImageFileException(folder, "it holds no folders; one for each class is expected, named after it.")
            : new(
                $"images of {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}",
                layout.Channels,
                layout.Height,
                layout.Width,
                classes.Select(path => KeyValuePair.Create(Path.GetFileName(path), layout.ReadClass(path, Files(path)))));
    }

    private static string[] Files(string path)
    {
        string[] files = [.. Directory.GetFiles(path).Where(IsMeant).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new ImageFileException(path, "the class has no images.");
        }

        return Array.Find(files, static file => !ImageFile.HasKnownExtension(file)) is { } other
            ? throw new ImageFileException(
                other, $"only {string.Join(", ", ImageFile.Extensions)} are read: convert it, or take it out of the folder.")
            : files;
    }

    private static bool IsMeant(string path) => !Path.GetFileName(path).StartsWith('.');
}
