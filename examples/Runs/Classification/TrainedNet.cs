using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Runs;

/// <summary>A net that was trained, now or before.</summary>
/// <param name="Parameters">What was trained.</param>
/// <param name="Iterations">The number of outer steps.</param>
/// <param name="Plan">How it was trained, as its checkpoint says it.</param>
/// <param name="Seconds">How long the training took; null if that is not known.</param>
public sealed record TrainedNet(Parameters<float> Parameters, long Iterations, string Plan, double? Seconds)
{
    private const string Evaluate = "--evaluate";

    /// <summary>Reads a checkpoint of any training.</summary>
    /// <param name="path">The file.</param>
    /// <param name="output">Where it is said how it was trained.</param>
    /// <param name="option">The option that named it.</param>
    /// <exception cref="UsageException">It is no checkpoint.</exception>
    public static TrainedNet Read(string path, TextWriter output, string option = Evaluate)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            var checkpoint = TrainingCheckpoint<float>.Read(path);
            output.WriteLine($"Checkpoint after {checkpoint.Iteration} iterations of: {OneLine.Of(checkpoint.Plan)}");
            return new(checkpoint.MetaParameters, checkpoint.Iteration, checkpoint.Plan, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"{option}: {OneLine.Of(exception)}");
        }
    }

    /// <summary>The parameters that a classifier begins a task with.</summary>
    /// <param name="take">Takes them from what was trained; refuses those of another net.</param>
    /// <param name="options">The options that make a net what it is, in words.</param>
    /// <param name="option">The option that named the checkpoint.</param>
    /// <exception cref="UsageException">They are those of another net.</exception>
    public Parameters<float> For(Func<Parameters<float>, Parameters<float>> take, string options, string option = Evaluate)
    {
        ArgumentNullException.ThrowIfNull(take);
        try
        {
            return take(Parameters);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(
                $"{option}: the checkpoint is not one of this net; give {options} as in its training. {OneLine.Of(exception)}");
        }
    }
}
