using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The classes to train on, to validate on and to test on.</summary>
/// <param name="Name">The name of the data.</param>
/// <param name="Words">What data these are, for whoever reads the results.</param>
/// <param name="Training">The classes to train on.</param>
/// <param name="Validation">The classes to validate on; null where none are set aside.</param>
/// <param name="Test">The classes to test on, whatever is set aside.</param>
internal sealed record Dataset(string Name, string Words, ImageSet Training, ImageSet? Validation, ImageSet Test)
{
    // One split for all runs, whatever their seed: a checkpoint is never tested on characters that it was trained on.
    private const ulong SplitSeed = 1;

    private const int GlyphClasses = 1000;

    /// <summary>Reads the data that the command line asks for.</summary>
    /// <param name="options">What it asks for.</param>
    /// <param name="output">Where it is said which data are used.</param>
    /// <exception cref="UsageException">The folder can't be read, or there are fewer characters to train on than are asked for.</exception>
    public static Dataset Open(RunOptions options, TextWriter output)
    {
        int validation = options.Settings.ValidationCharacters;
        if (options.Data is not { } folder)
        {
            ImageSet glyphs = Glyphs.Create(SplitSeed, GlyphClasses);
            return Of(
                "procedural glyphs, not Omniglot", ImageSplit.Random(glyphs, SplitSeed, GlyphClasses * 4 / 5, validation),
                options.TrainingCharacters);
        }

        try
        {
            var omniglot = global::AutogradMaml.Data.Omniglot.Load(folder, options.Cache);
            if (omniglot.Note is { } note)
            {
                output.WriteLine(note);
            }

            (string name, ImageSplit split) = options.Split == SplitKind.Official
                ? ("Omniglot, official split", omniglot.OfficialSplit(validation, SplitSeed))
                : ("Omniglot", omniglot.RandomSplit(SplitSeed, validation));
            return Of(name, split, options.TrainingCharacters);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }

    private static Dataset Of(string name, ImageSplit all, int? characters)
    {
        if (characters > all.Training.ClassCount)
        {
            throw new UsageException($"--training-characters: there are {all.Training.ClassCount} to train on, got {characters}.");
        }

        ImageSplit split = characters is { } few && few < all.Training.ClassCount
            ? all with { Training = ImageSplit.Random(all.Training, SplitSeed, few).Training }
            : all;
        ImageSplit turned = split.RotateTraining();
        return new(
            name,
            $"{name}: {split.Training.ClassCount} characters to train on and their rotations as further classes, " +
            (split.Validation is { } validation ? $"{validation.ClassCount} to validate on, " : string.Empty) +
            $"{split.Test.ClassCount} to test on",
            turned.Training,
            split.Validation,
            split.Test);
    }
}
