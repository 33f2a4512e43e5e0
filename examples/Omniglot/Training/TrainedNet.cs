using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>A net that was trained, now or before.</summary>
/// <param name="Parameters">What was trained.</param>
/// <param name="Iterations">The number of outer steps.</param>
/// <param name="Plan">How it was trained, as its checkpoint says it.</param>
/// <param name="Seconds">How long the training took; null if that is not known.</param>
internal sealed record TrainedNet(Parameters<float> Parameters, long Iterations, string Plan, double? Seconds)
{
    /// <summary>Reads a checkpoint of any training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Where it is said how it was trained.</param>
    /// <exception cref="UsageException">It is no checkpoint.</exception>
    public static TrainedNet Read(string path, TextWriter output)
    {
        try
        {
            SafeTensorsFile<float> file = SafeTensors.Read<float>(path);
            Parameters<float> parameters = file.Parameters.Under("meta");
            if (parameters.Count == 0
                || !file.Metadata.TryGetValue("iteration", out string? text)
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long iterations)
                || !file.Metadata.TryGetValue("plan", out string? plan))
            {
                throw new UsageException($"--evaluate: '{path}' is not a training checkpoint: it lacks the trained parameters, the iteration or the plan.");
            }

            if (parameters.FirstNonFinite() is { } name)
            {
                throw new UsageException($"--evaluate: '{path}' holds numbers that are not finite in '{name}'.");
            }

            output.WriteLine($"Checkpoint after {iterations} iterations of: {OneLine.Of(plan)}");
            return new(parameters, iterations, plan, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new UsageException($"--evaluate: {exception.Message}");
        }
    }

    /// <summary>The parameters that a classifier begins a task with.</summary>
    /// <exception cref="UsageException">They are those of another net.</exception>
    public Parameters<float> For(Classifier classifier)
    {
        try
        {
            return classifier.Parameters(Parameters);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(
                $"--evaluate: the checkpoint is not one of this net; give --method, --net, --ways, --preset and --inner-step-size as in its training. {exception.Message}");
        }
    }
}
