using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>Tells the classes of images from a few images of each class, by a net that was trained before.</summary>
/// <param name="options">What the command line asks for.</param>
internal sealed class ClassificationRun(RunOptions options)
{
    // Dark ink on light paper, as the net's training images were.
    private static readonly ImageLayout Layout = ImageLayout.Ink28;

    /// <summary>Runs it.</summary>
    /// <param name="output">Where a line for each image goes: its name, its class, and the probability of that.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="UsageException">The checkpoint or an image can't be read, or the net is for another number of classes.</exception>
    public void Execute(TextWriter output, CancellationToken cancellation)
    {
        Classifier classifier = new(options);
        Parameters<float> parameters = classifier.Parameters(TrainedNet.Read(options.Evaluate!, output));
        try
        {
            ImageSet examples = ImageFolder.Load(options.Classify!, Layout);
            if (examples.ClassCount != options.Ways)
            {
                throw new UsageException(
                    $"--classify: '{OneLine.Of(options.Classify!)}' has {examples.ClassCount} classes and the net is asked for " +
                        $"{options.Ways}; take a net of {examples.ClassCount} classes, with --ways {examples.ClassCount}.");
            }

            ImageClassifier<float> images = new(classifier.Learner(), parameters, examples, Layout);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{examples.DrawingCount} images of {options.Ways} classes in '{OneLine.Of(options.Classify!)}', {images.Adapted.Steps} " +
                    $"inner steps of {options.Settings.InnerStepSize}"));
            foreach (string path in options.Images)
            {
                cancellation.ThrowIfCancellationRequested();
                output.WriteLine(OneLine.Of($"{path}: {images.Predict(path)}"));
            }
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            throw new UsageException($"--classify: {OneLine.Of(exception)}");
        }
    }
}
