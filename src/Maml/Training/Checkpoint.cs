using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>
/// A training's state as a safetensors file: <c>meta.*</c> are the meta-parameters, <c>optimizer.*</c> the outer optimizer's state; the
/// metadata hold the number of iterations and the plan in words.
/// </summary>
internal static class Checkpoint
{
    private const string Format = "AutogradMaml training checkpoint 1";
    private const string Meta = "meta";
    private const string Optimizer = "optimizer";

    public static void Write<T>(string path, string fingerprint, TrainingState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => SafeTensors.Write(
            path,
            state.MetaParameters.Prefixed(Meta).Concat(state.OptimizerState.Prefixed(Optimizer)),
            new Dictionary<string, string>
            {
                ["format"] = Format,
                ["iteration"] = state.Iteration.ToString(CultureInfo.InvariantCulture),
                ["plan"] = fingerprint,
            });

    /// <summary>Reads a checkpoint, checking that it belongs to the plan and has the tensors that the plan's state has.</summary>
    public static TrainingState<T> Read<T>(string path, string fingerprint, TrainingState<T> layout)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SafeTensorsFile<T> file = SafeTensors.Read<T>(path);
        string? plan = null;
        if (!file.Metadata.TryGetValue("format", out string? format)
            || format != Format
            || !file.Metadata.TryGetValue("iteration", out string? written)
            || !long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out long iteration)
            || !file.Metadata.TryGetValue("plan", out plan))
        {
            throw new InvalidDataException($"'{path}' is not a training checkpoint: its metadata lack the format, the iteration or the plan.");
        }

        if (plan != fingerprint)
        {
            throw new InvalidDataException(
                $"The checkpoint '{path}' was made by another plan.\n  It has: {plan}\n  Expected: {fingerprint}\nUse the same settings, or start anew.");
        }

        return new(
            iteration,
            Select(path, file.Parameters.Under(Meta), layout.MetaParameters, Meta),
            Select(path, file.Parameters.Under(Optimizer), layout.OptimizerState, Optimizer));
    }

    private static Parameters<T> Select<T>(string path, Parameters<T> found, Parameters<T> layout, string part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (found.Count != layout.Count)
        {
            throw new InvalidDataException($"The checkpoint '{path}' has {found.Count} tensors under '{part}', expected {layout.Count}.");
        }

        return new(layout.Select(entry =>
        {
            Shape expected = Tensors.ShapeOf(entry.Value);
            if (!found.TryGet(entry.Key, out Tensor<T>? tensor) || Tensors.ShapeOf(tensor) != expected)
            {
                throw new InvalidDataException(
                    $"The checkpoint '{path}' lacks '{part}.{entry.Key}' of shape {expected}" +
                    (tensor is null ? "." : $"; it has shape {Tensors.ShapeOf(tensor)}."));
            }

            return KeyValuePair.Create(entry.Key, tensor);
        }));
    }
}
