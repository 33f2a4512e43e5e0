using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>What a safetensors file holds.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Parameters">The tensors, in the order of the file's header.</param>
/// <param name="Metadata">The strings under <c>__metadata__</c>; empty when there are none.</param>
public sealed record SafeTensorsFile<T>(Parameters<T> Parameters, IReadOnlyDictionary<string, string> Metadata)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The tensors of integers and booleans that were passed over on request, in the order of the file's header.</summary>
    public IReadOnlyList<SkippedTensor> Skipped { get; init; } = [];

    /// <summary>Names and shapes of the tensors, then the metadata.</summary>
    public override string ToString() => Metadata.Count == 0
        ? Parameters.ToString()
        : $"{Parameters}; metadata: {string.Join(", ", Metadata.Select(static entry => $"{entry.Key} = {entry.Value}"))}";
}
