using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>What a training has saved, read without its plan: to test or to use what was trained. <see cref="Trainer{T}.Resume"/> goes on
/// with it.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// A checkpoint is a safetensors file: <c>meta.*</c> are the meta-parameters, <c>optimizer.*</c> the outer optimizer's state; the metadata
/// hold a checksum over the whole file, the format, the number of iterations and the plan in words. A file that does not fit its checksum,
/// holds a number that is not finite, or is of a format of before is refused.
/// </remarks>
public sealed class TrainingCheckpoint<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string Meta = "meta";
    private const string Optimizer = "optimizer";
    private const string FormatKey = ChecksummedFile.FormatKey;
    private const string IterationKey = "iteration";
    private const string PlanKey = "plan";
    private const string Format = "AutogradMaml training checkpoint 2";
    private const string FormatWithoutChecksum = "AutogradMaml training checkpoint 1";

    internal TrainingCheckpoint(long iteration, string plan, Parameters<T> metaParameters, Parameters<T> optimizerState)
    {
        Iteration = iteration;
        Plan = plan;
        MetaParameters = metaParameters;
        OptimizerState = optimizerState;
    }

    /// <summary>The number of outer steps that were taken.</summary>
    public long Iteration { get; }

    /// <summary>The plan in words: <see cref="TrainingPlan{T}.Description"/>.</summary>
    public string Plan { get; }

    /// <summary>The meta-parameters.</summary>
    public Parameters<T> MetaParameters { get; }

    /// <summary>The state of the outer optimizer.</summary>
    public Parameters<T> OptimizerState { get; }

    /// <summary>Reads a checkpoint. Takes time and memory in proportion to the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightFileException">The file is damaged, or is no safetensors file.</exception>
    /// <exception cref="InvalidDataException">It is no checkpoint, one of a format of before, or holds a number that is not finite; the
    /// message names it.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TrainingCheckpoint<T> Read(string path)
    {
        (SafeTensorsFile<T> file, bool hasChecksum) = ChecksummedFile.Read<T>(path);
        return Of(path, file, hasChecksum);
    }

    /// <summary>The checkpoint that a file holds.</summary>
    internal static TrainingCheckpoint<T> Of(string path, SafeTensorsFile<T> file, bool hasChecksum)
    {
        string? format = file.Metadata.GetValueOrDefault(FormatKey);
        if (format == FormatWithoutChecksum)
        {
            throw new InvalidDataException(
                $"'{path}' is a checkpoint of a version of before ('{FormatWithoutChecksum}'). It has no checksum, so that damage to it " +
                    "would not be seen: use the version that wrote it, or train anew.");
        }

        if (!hasChecksum
            || format != Format
            || !file.Metadata.TryGetValue(IterationKey, out string? text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long iteration)
            || !file.Metadata.TryGetValue(PlanKey, out string? plan))
        {
            throw new InvalidDataException(
                $"'{path}' is not a training checkpoint: its metadata lack the checksum, the format '{Format}', the iteration or the " +
                    "plan.");
        }

        if (file.Parameters.FirstNonFinite() is { } name)
        {
            throw new InvalidDataException($"The checkpoint '{path}' holds numbers that are not finite in '{name}'.");
        }

        TrainingCheckpoint<T> checkpoint = new(iteration, plan, file.Parameters.Under(Meta), file.Parameters.Under(Optimizer));
        return checkpoint.MetaParameters.Count > 0
            && checkpoint.MetaParameters.Count + checkpoint.OptimizerState.Count == file.Parameters.Count
            ? checkpoint
            : throw new InvalidDataException(
                $"'{path}' is not a training checkpoint: it lacks '{Meta}.*', or holds other tensors than '{Meta}.*' and '{Optimizer}.*'.");
    }

    /// <summary>Writes a checkpoint so that at any moment the path holds the one of before or this one: for whoever takes outer steps
    /// without a <see cref="Trainer{T}"/>, which writes its own.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="plan">All that the state depends on, in words: <see cref="Plan"/> of what is read again.</param>
    /// <param name="state">Where the training stands.</param>
    /// <exception cref="ArgumentException">The state holds a number that is not finite, and a file of it would be refused.</exception>
    /// <exception cref="IOException">The file can't be written; what was there is still there.</exception>
    public static void Write(string path, string plan, TrainingState<T> state)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentOutOfRangeException.ThrowIfNegative(state.Iteration, nameof(state));
        if ((state.MetaParameters.FirstNonFinite() ?? state.OptimizerState.FirstNonFinite()) is { } name)
        {
            throw new ArgumentException(
                $"The state holds numbers that are not finite in '{name}', and a checkpoint of it would be refused.", nameof(state));
        }

        ChecksummedFile.Write(
            path,
            state.MetaParameters.Prefixed(Meta).Concat(state.OptimizerState.Prefixed(Optimizer)),
            new Dictionary<string, string>
            {
                [FormatKey] = Format,
                [IterationKey] = state.Iteration.ToString(CultureInfo.InvariantCulture),
                [PlanKey] = plan,
            });
    }

    /// <summary>The state, after checking that it belongs to a plan and has the tensors that the plan's state has.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="description">The plan in words.</param>
    /// <param name="layout">A state of the plan.</param>
    /// <exception cref="InvalidDataException">It is of another plan, or lacks or exceeds the tensors.</exception>
    internal TrainingState<T> For(string path, string description, TrainingState<T> layout)
        => Plan == description
            ? new(
                Iteration,
                Select(path, MetaParameters, layout.MetaParameters, Meta),
                Select(path, OptimizerState, layout.OptimizerState, Optimizer))
            : throw new InvalidDataException(
                $"The checkpoint '{path}' was made by another plan.\n  It has: {Plan}\n  Expected: {description}\nUse the same settings, " +
                    "or start anew.");

    private static Parameters<T> Select(string path, Parameters<T> found, Parameters<T> layout, string part)
    {
        if (found.Count != layout.Count)
        {
            throw new InvalidDataException($"The checkpoint '{path}' has {found.Count} tensors under '{part}', expected {layout.Count}.");
        }

        return new(layout.Select(entry =>
        {
            Shape expected = Tensors.ShapeOf(entry.Value);
            if (!found.TryGet(entry.Key, out System.Numerics.Tensors.Tensor<T>? tensor) || Tensors.ShapeOf(tensor) != expected)
            {
                throw new InvalidDataException(
                    $"The checkpoint '{path}' lacks '{part}.{entry.Key}' of shape {expected}" +
                    (tensor is null ? "." : $"; it has shape {Tensors.ShapeOf(tensor)}."));
            }

            return KeyValuePair.Create(entry.Key, tensor);
        }));
    }
}
