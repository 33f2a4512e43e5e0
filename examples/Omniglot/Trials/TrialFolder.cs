using System.Text;
using System.Text.RegularExpressions;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>
/// Reads trials in the layout of the Omniglot challenge: <c>runNN/training/classXX.png</c>, <c>runNN/test/itemXX.png</c>, and
/// <c>runNN/class_labels.txt</c>, which has for each item a line <c>runNN/test/itemXX.png runNN/training/classYY.png</c>.
/// </summary>
/// <remarks>Only files of exactly these names are opened, so no line of a list leads out of the folder. Source: Lake, Salakhutdinov and
/// Tenenbaum, Human-level concept learning through probabilistic program induction, 2015.</remarks>
internal static partial class TrialFolder
{
    private const string Labels = "class_labels.txt";
    private const int LongestLabels = 1 << 20;
    private const int MostDrawings = 1000;
    private const int LongestShown = 200;

    /// <summary>Reads all trials.</summary>
    /// <param name="folder">The folder that holds run01, run02, ...</param>
    /// <exception cref="UsageException">A file is missing or malformed; the message names it.</exception>
    public static IReadOnlyList<Trial> Read(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                throw Fault(folder, "there is no such folder");
            }

            string[] runs = Matching(Directory.GetDirectories(folder), RunName());
            return runs.Length > 0
                ? [.. runs.Select(run => ReadOne(folder, run))]
                : throw Fault(folder, "it holds no folder run01, run02, ...");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--trials: {OneLine.Of(exception)}");
        }
    }

    private static Trial ReadOne(string folder, string run)
    {
        string training = Path.Combine(folder, run, "training");
        if (!Directory.Exists(training))
        {
            throw Fault(training, "there is no such folder");
        }

        string[] classes = Matching(Directory.GetFiles(training), ClassName());
        if (classes.Length is < 2 or > MostDrawings)
        {
            throw Fault(training, $"it holds {classes.Length} drawings class01.png, class02.png, ...; expected 2 to {MostDrawings}");
        }

        List<string> items = [];
        List<float> labels = [];
        foreach ((string item, string name) in ReadLabels(folder, run))
        {
            int label = Array.IndexOf(classes, name);
            if (label < 0)
            {
                throw Fault(Path.Combine(training, name), $"{run}/{Labels} names it and it is not there");
            }

            if (items.Contains(item))
            {
                throw Fault(Path.Combine(folder, run, Labels), $"it names {item} twice");
            }

            items.Add(item);
            labels.Add(label);
        }

        return new(
            run,
            classes.Length,
            FewShotTask.Of(
                Images([.. classes.Select(name => Path.Combine(training, name))]),
                Tensors.Wrap([.. Enumerable.Range(0, classes.Length).Select(static label => (float)label)], [classes.Length]),
                Images([.. items.Select(name => Path.Combine(folder, run, "test", name))]),
                Tensors.Wrap([.. labels], [items.Count])));
    }

    private static IEnumerable<(string Item, string Class)> ReadLabels(string folder, string run)
    {
        string path = Path.Combine(folder, run, Labels);
        if (!Path.Exists(path))
        {
            throw Fault(path, "there is no such file");
        }

        int count = 0;
        foreach ((int number, string line) in Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, LongestLabels)).Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            Match match = LabelLine().Match(line);
            if (!match.Success || match.Groups["run"].Value != run || match.Groups["same"].Value != run)
            {
                throw Fault(
                    path,
                    $"line {number + 1} is '{OneLine.Of(line.Length > LongestShown ? line[..LongestShown] + "..." : line)}'; expected " +
                        $"'{run}/test/itemXX.png {run}/training/classYY.png'");
            }

            if (++count > MostDrawings)
            {
                throw Fault(path, $"it names more than {MostDrawings} items");
            }

            yield return (match.Groups["item"].Value, match.Groups["class"].Value);
        }

        if (count == 0)
        {
            throw Fault(path, "it names no item");
        }
    }

    private static System.Numerics.Tensors.Tensor<float> Images(string[] paths)
    {
        const int Side = global::AutogradMaml.Data.Omniglot.Side;
        var values = new float[paths.Length * Side * Side];
        for (int k = 0; k < paths.Length; k++)
        {
            if (!Path.Exists(paths[k]))
            {
                throw Fault(paths[k], "there is no such file");
            }

            global::AutogradMaml.Data.Omniglot.Prepare(ImageFile.Read(paths[k])).CopyTo(values.AsSpan(k * Side * Side, Side * Side));
        }

        return Tensors.Wrap(values, [paths.Length, 1, Side, Side]);
    }

    private static string[] Matching(string[] paths, Regex pattern)
        => [.. paths.Select(static path => Path.GetFileName(path)).Where(name => pattern.IsMatch(name)).Order(StringComparer.Ordinal)];

    private static UsageException Fault(string path, string what) => new($"--trials: '{path}': {what}.");

    [GeneratedRegex(@"\Arun[0-9]{2}\z")]
    private static partial Regex RunName();

    [GeneratedRegex(@"\Aclass[0-9]{2,3}\.png\z")]
    private static partial Regex ClassName();

    [GeneratedRegex(
        @"\A\s*(?<run>run[0-9]{2})/test/(?<item>item[0-9]{2,3}\.png)\s+(?<same>run[0-9]{2})/training/(?<class>class[0-9]{2,3}\.png)\s*\z")]
    private static partial Regex LabelLine();
}
