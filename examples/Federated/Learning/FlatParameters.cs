using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Federated;

/// <summary>Parameters as numbers one after the other, tensor after tensor in their order.</summary>
internal static class FlatParameters
{
    /// <summary>The parameters that some numbers are.</summary>
    /// <param name="layout">Parameters of the same names and shapes.</param>
    /// <param name="numbers">The numbers.</param>
    public static Parameters<float> Of(Parameters<float> layout, ReadOnlySpan<float> numbers)
    {
        List<KeyValuePair<string, System.Numerics.Tensors.Tensor<float>>> tensors = [];
        int at = 0;
        foreach ((string name, System.Numerics.Tensors.Tensor<float> value) in layout)
        {
            int length = (int)value.FlattenedLength;
            tensors.Add(KeyValuePair.Create(name, Tensors.Create(numbers.Slice(at, length), Tensors.ShapeOf(value))));
            at += length;
        }

        return new(tensors);
    }
}
