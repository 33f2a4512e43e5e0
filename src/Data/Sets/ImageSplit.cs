using System.Globalization;
using AutogradMaml.Autograd;

namespace AutogradMaml.Data;

/// <summary>Classes to train on, to choose settings by, and to report on; no class is in two of them.</summary>
/// <param name="Training">The classes to train on.</param>
/// <param name="Validation">The classes to choose settings by, or null where none were set aside.</param>
/// <param name="Test">The classes to report on.</param>
public sealed record ImageSplit(ImageSet Training, ImageSet? Validation, ImageSet Test)
{
    /// <summary>Draws which classes are for training and which for the test.</summary>
    /// <param name="set">All classes.</param>
    /// <param name="seed">The seed; the same one gives the same split for ever.</param>
    /// <param name="training">How many are for training, those for validation included.</param>
    /// <param name="validation">How many of those are set aside for validation.</param>
    /// <returns>The split: (training - validation), validation, and all other classes for the test.</returns>
    public static ImageSplit Random(ImageSet set, ulong seed, int training, int validation = 0)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (validation < 0 || training <= validation || training >= set.ClassCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(training),
                $"Got {training} of {set.ClassCount} classes for training, {validation} of them for validation; some must be " +
                "left to train on and some for the test.");
        }

        int[] order = new RandomStream(seed, "image split").Choose(set.ClassCount, set.ClassCount);
        string Name(string part) => string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name}, random split seed={seed} {training - validation}/{validation}/{set.ClassCount - training}, {part}");
        return new(
            set.Select(Name("training"), order[..(training - validation)]),
            validation == 0 ? null : set.Select(Name("validation"), order[(training - validation)..training]),
            set.Select(Name("test"), order[training..]));
    }

    /// <summary>The split with each class of training four times, turned by 0, 90, 180 and 270 degrees; the others stay as they
    /// are.</summary>
    public ImageSplit RotateTraining() => this with { Training = Training.WithRotations() };

    /// <summary>The split with the classes of every part turned: what is tested on then are turned characters as well, and whatever is
    /// drawn from them may hold one character twice, turned differently.</summary>
    public ImageSplit RotateAll()
        => new(Training.WithRotations(), Validation?.WithRotations(), Test.WithRotations());
}
