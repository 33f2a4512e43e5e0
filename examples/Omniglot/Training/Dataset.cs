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
    /// <param name="folder">The folder of the Omniglot files; null for procedural glyphs.</param>
    /// <param name="cache">The folder that keeps the decoded images; the user's own when null.</param>
    /// <param name="kind">Which characters are trained on.</param>
    /// <param name="validation">How many of the classes for training are set aside for validation.</param>
    /// <param name="output">Where it is said which data are used.</param>
    /// <exception cref="UsageException">The folder can't be read.</exception>
    public static Dataset Open(string? folder, string? cache, SplitKind kind, int validation, TextWriter output)
    {
        if (folder is null)
        {
            ImageSet glyphs = Glyphs.Create(SplitSeed, GlyphClasses);
            return Of("procedural glyphs, not Omniglot", ImageSplit.Random(glyphs, SplitSeed, GlyphClasses * 4 / 5, validation));
        }

        try
        {
            var omniglot = global::AutogradMaml.Data.Omniglot.Load(folder, cache);
            if (omniglot.Note is { } note)
            {
                output.WriteLine(note);
            }

            return kind == SplitKind.Official
                ? Of("Omniglot, official split", omniglot.OfficialSplit(validation, SplitSeed))
                : Of("Omniglot", omniglot.RandomSplit(SplitSeed, validation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--data: {OneLine.Of(exception)}");
        }
    }

    private static Dataset Of(string name, ImageSplit split)
    {
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
