using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Onnx;

/// <summary>How a program is written as an ONNX model.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class OnnxOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name of the graph.</summary>
    public string Name { get; init; } = "program";

    /// <summary>The names of the inputs, in order; by default those that the program was compiled with, and without such
    /// <c>input_0</c>, <c>input_1</c>, ...</summary>
    public IReadOnlyList<string>? InputNames { get; init; }

    /// <summary>The names of the outputs, in order; by default those that the program was compiled with, and without such
    /// <c>output_0</c>, <c>output_1</c>, ...</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Values of inputs, by name: these are kept in the model, and are not among what a host gives. By default there are
    /// none.</summary>
    public Parameters<T>? Weights { get; init; }

    /// <summary>Whether the <see cref="Weights"/> are inputs too, with what is kept as the value that holds where a host gives
    /// none.</summary>
    public bool WeightsAreInputs { get; init; }
}
