using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Federated;

/// <summary>Labelled examples: inputs [examples, features] row by row, and a class number for each.</summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Labels">The class numbers.</param>
/// <param name="Features">The numbers of one input.</param>
internal sealed record Examples(ReadOnlyMemory<float> Inputs, ReadOnlyMemory<float> Labels, int Features)
{
    /// <summary>How many there are.</summary>
    public int Count => Labels.Length;

    /// <summary>The inputs, [examples, features].</summary>
    public Tensor<float> InputTensor => Tensors.Create(Inputs.Span, [Count, Features]);

    /// <summary>The class numbers, [examples].</summary>
    public Tensor<float> LabelTensor => Tensors.Create(Labels.Span, [Count]);

    /// <summary>Some examples that follow each other, in the same memory.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public Examples Slice(int start, int count)
        => new(Inputs.Slice(start * Features, count * Features), Labels.Slice(start, count), Features);

    /// <summary>Copies some examples one after the other.</summary>
    /// <param name="numbers">Which ones.</param>
    /// <param name="inputs">Where the inputs go.</param>
    /// <param name="labels">Where the class numbers go.</param>
    public void CopyTo(ReadOnlySpan<int> numbers, Span<float> inputs, Span<float> labels)
    {
        for (int k = 0; k < numbers.Length; k++)
        {
            Inputs.Span.Slice(numbers[k] * Features, Features).CopyTo(inputs[(k * Features)..]);
            labels[k] = Labels.Span[numbers[k]];
        }
    }
}
