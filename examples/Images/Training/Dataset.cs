using System.Globalization;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Images;

/// <summary>The classes to train on, to validate on and to test on, 84 x 84 in colour, as bytes in memory.</summary>
/// <param name="Name">The name of the data.</param>
/// <param name="Training">The classes to train on; null where nothing is trained.</param>
/// <param name="Validation">The classes to validate on; null where there are none, or nothing is trained.</param>
/// <param name="Test">The classes to test on.</param>
/// <param name="IsMiniImageNet">Whether the classes are those of miniImageNet.</param>
/// <remarks>21,168 bytes an image: 1.27 GB for the 60,000 of miniImageNet, 0.25 GB where nothing is trained.</remarks>
internal sealed record Dataset(string Name, ImageSet? Training, ImageSet? Validation, ImageSet Test, bool IsMiniImageNet)
{
    private const string TrainingPart = "train";
    private const string ValidationPart = "val";
    private const string TestPart = "test";

    // One split for all runs, whatever their seed: a checkpoint is never tested on classes that it was trained on.
    private const ulong SplitSeed = 1;
    private const int DrawnClasses = 50;
    private const int DrawnImages = 12;
    private const int DrawnForTraining = 40;
    private const int DrawnForValidation = 6;

    private static readonly Lazy<ImageSplit> Drawn = new(static ()
        => ImageSplit.Random(Patterns.Create(SplitSeed, DrawnClasses, DrawnImages), SplitSeed, DrawnForTraining, DrawnForValidation));

    /// <summary>What data these are, for whoever reads the results.</summary>
    public string Words
    {
        get
        {
            (ImageSet? Set, string Use)[] parts = [(Training, "to train on"), (Validation, "to validate on"), (Test, "to test on")];
            long bytes = parts.Sum(static part => part.Set is { } set ? set.DrawingCount * set.ImageLength : 0);
            string classes = string.Join(
                ", ",
                parts.Where(static part => part.Set is not null).Select(static part => string.Create(
                    CultureInfo.InvariantCulture, $"{part.Set!.ClassCount} classes ({part.Set.DrawingCount} images) {part.Use}")));
            return string.Create(CultureInfo.InvariantCulture, $"{Name}: {classes}; {bytes / 1e6:0} MB in memory");
        }
    }

    /// <summary>Reads the data that the command line asks for, or draws them.</summary>
    /// <param name="folder">The folder of the images; null to draw them.</param>
    /// <param name="trains">Whether there is a training; else only the classes to test on are read.</param>
    /// <param name="output">Where it is said that images are read, which takes a while.</param>
    /// <exception cref="UsageException">The folder can't be read, or a class is in two parts of it.</exception>
    public static Dataset Open(string? folder, bool trains, TextWriter output)
    {
        if (folder is null)
        {
            const string Name = "drawn patterns, not miniImageNet";
            ImageSplit split = Drawn.Value;
            return trains ? new(Name, split.Training, split.Validation, split.Test, false) : new(Name, null, null, split.Test, false);
        }

        try
        {
            Func<string, ImageSet?> part = PartsOf(folder);
            output.WriteLine($"Reading the images of '{OneLine.Of(folder)}', all of them before anything else begins.");
            (ImageSet? training, ImageSet? validation) = trains ? (part(TrainingPart), part(ValidationPart)) : (null, null);
            ImageSet test = part(TestPart)!;
            RequireApart((TrainingPart, training), (ValidationPart, validation), (TestPart, test));
            bool isMiniImageNet = PublishedSplit.Has(test, PublishedSplit.Test) && (!trains
                || (PublishedSplit.Has(training, PublishedSplit.Training) && PublishedSplit.Has(validation, PublishedSplit.Validation)));
            string name = isMiniImageNet
                ? "miniImageNet, the split of Ravi and Larochelle"
                : $"images of {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}";
            return new(name, training, validation, test, isMiniImageNet);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }

    // How a part is read: by its list, or from its folder of folders, where that for validation may be missing.
    private static Func<string, ImageSet?> PartsOf(string folder)
    {
        string ListOf(string part) => Path.Combine(folder, part + ".csv");
        string FolderOf(string part) => Path.Combine(folder, part);
        if (File.Exists(ListOf(TrainingPart)) && File.Exists(ListOf(ValidationPart)) && File.Exists(ListOf(TestPart)))
        {
            string images = Path.Combine(folder, "images");
            return part => ImageList.Load(ListOf(part), Directory.Exists(images) ? images : folder, ImageLayout.Colour84);
        }

        if (!Directory.Exists(FolderOf(TrainingPart)) || !Directory.Exists(FolderOf(TestPart)))
        {
            throw new UsageException(
                $"--data: '{OneLine.Of(folder)}' holds neither train.csv, val.csv and test.csv nor folders train and test; see --help.");
        }

        return part => part == ValidationPart && !Directory.Exists(FolderOf(part))
            ? null
            : ImageFolder.Load(FolderOf(part), ImageLayout.Colour84);
    }

    private static void RequireApart(params (string Part, ImageSet? Set)[] parts)
    {
        Dictionary<string, string> partOf = [];
        foreach ((string part, ImageSet? set) in parts)
        {
            for (int k = 0; k < (set?.ClassCount ?? 0); k++)
            {
                string name = set!.ClassName(k);
                if (!partOf.TryAdd(name, part))
                {
                    throw new UsageException(
                        $"--data: the class '{OneLine.Of(name)}' is in {partOf[name]} and in {part}: what is tested on must not be " +
                            "trained on.");
                }
            }
        }
    }
}
