using System.Text;
using AutogradMaml.Nn;

namespace AutogradMaml.Data;

/// <summary>Images of one's own by a list: a CSV file with the line <c>filename,label</c> and then one line for each image, as the splits
/// of miniImageNet are given (<c>train.csv</c>, <c>val.csv</c>, <c>test.csv</c>).</summary>
/// <remarks>File names are relative to the folder of images and never lead out of it. A name of a file that is not there, or whose
/// extension is not read, stands for the file of the same name with one that is, the first of <see cref="ImageFile.Extensions"/>: convert
/// the images and leave the list. Classes are in the order of their first lines. Source of the form: Ravi and Larochelle, Optimization as
/// a model for few-shot learning, 2017.</remarks>
public static class ImageList
{
    private const string Header = "filename,label";
    private const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>Reads the images of a list into memory.</summary>
    /// <param name="list">The CSV file.</param>
    /// <param name="imageFolder">The folder that holds the images.</param>
    /// <param name="layout">The form to bring the images into.</param>
    /// <exception cref="ImageFileException">The list is not of this form, or an image is missing or can't be read. The message names the
    /// file and the line.</exception>
    /// <exception cref="IOException">A file can't be read at all, or is no regular file.</exception>
    public static ImageSet Load(string list, string imageFolder, ImageLayout layout)
    {
        ArgumentException.ThrowIfNullOrEmpty(list);
        ArgumentException.ThrowIfNullOrEmpty(imageFolder);
        ArgumentNullException.ThrowIfNull(layout);
        List<string> labels = [];
        Dictionary<string, List<string>> files = [];
        HashSet<string> names = [];
        using FileStream stream = RegularFile.OpenRead(list);
        if (stream.Length > MaximumBytes)
        {
            throw new ImageFileException(list, $"it has {stream.Length} bytes, more than the {MaximumBytes} that are read.");
        }

        // Line by line: of lines that name no images nothing is kept.
        using StreamReader lines = new(stream, Encoding.UTF8);
        for (int k = 0; lines.ReadLine() is { } line; k++)
        {
            if (k == 0 && line != Header)
            {
                throw Fault(list, k, $"it is '{FileText.Show(line)}', expected '{Header}'.");
            }

            if (k == 0 || line.Length == 0)
            {
                continue;
            }

            if (line.Contains('"', StringComparison.Ordinal) || line.Split(',') is not [{ Length: > 0 } name, { Length: > 0 } label])
            {
                throw Fault(list, k, $"it is '{FileText.Show(line)}', expected a file name, a comma and a label, without quotes.");
            }

            if (!names.Add(name))
            {
                throw Fault(list, k, $"'{FileText.Show(name)}' is there already.");
            }

            if (!files.TryGetValue(label, out List<string>? ofLabel))
            {
                labels.Add(label);
                files.Add(label, ofLabel = []);
            }

            ofLabel.Add(Find(list, k, imageFolder, name));
        }

        return labels.Count == 0
            ? throw new ImageFileException(list, "it names no images.")
            : new(
                $"images of {Path.GetFileName(list)}",
                layout.Channels,
                layout.Height,
                layout.Width,
                labels.Select(label => KeyValuePair.Create(label, layout.ReadClass(label, files[label]))));
    }

    private static string Find(string list, int line, string folder, string name)
    {
        if (Path.IsPathRooted(name) || name.Contains('\0', StringComparison.Ordinal) || name.Split('/', '\\').Contains(".."))
        {
            throw Fault(list, line, $"'{FileText.Show(name)}' leads out of the folder of images.");
        }

        string path = Path.Combine(folder, name);
        return ImageFile.HasKnownExtension(path) && File.Exists(path)
            ? path
            : ImageFile.Extensions.Select(extension => Path.ChangeExtension(path, extension)).FirstOrDefault(File.Exists)
                ?? throw Fault(
                    list,
                    line,
                    $"there is no file '{FileText.Show(path)}'{(ImageFile.HasKnownExtension(path) ? string.Empty : " that is read")}, " +
                        $"nor one of this name that ends in another of {string.Join(", ", ImageFile.Extensions)}: name one that is " +
                        "there, or convert the image to one of these.");
    }

    private static ImageFileException Fault(string list, int line, string fault) => new(list, $"line {line + 1}: {fault}");
}
