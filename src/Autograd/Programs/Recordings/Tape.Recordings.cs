namespace AutogradMaml.Autograd;

/// <content>Comparing what was recorded with what is recorded the next time.</content>
public sealed partial class Tape<T>
{
    /// <summary>The first difference between what leads from inputs to outputs here and on another tape; null when replaying the one is the
    /// other.</summary>
    /// <param name="inputs">What may change from run to run.</param>
    /// <param name="outputs">What is computed.</param>
    /// <param name="other">The other tape, on which the same computation was recorded with other inputs.</param>
    /// <param name="otherInputs">The inputs there, in the same order.</param>
    /// <param name="otherOutputs">The outputs there, in the same order.</param>
    /// <remarks>A program repeats its recording. What a computation takes from elsewhere than its inputs (a number that was drawn, the
    /// iteration, a value that was read) is a constant of the recording, and shows by differing between two. What an operation of one's own
    /// holds inside is not seen. Cost: one pass over both recordings.</remarks>
    /// <exception cref="ArgumentException">The numbers of inputs or outputs differ.</exception>
    public RecordingDifference? FindDifference(
        IReadOnlyList<Variable<T>> inputs,
        IReadOnlyList<Variable<T>> outputs,
        Tape<T> other,
        IReadOnlyList<Variable<T>> otherInputs,
        IReadOnlyList<Variable<T>> otherOutputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(otherInputs);
        ArgumentNullException.ThrowIfNull(otherOutputs);
        if (inputs.Count != otherInputs.Count || outputs.Count != otherOutputs.Count)
        {
            throw new ArgumentException(
                $"Two recordings of one computation have as many inputs and outputs, got {inputs.Count} and {otherInputs.Count} inputs, " +
                $"{outputs.Count} and {otherOutputs.Count} outputs.");
        }

        return new RecordingComparison<T>(new(this, inputs, outputs), new(other, otherInputs, otherOutputs)).Run();
    }
}
