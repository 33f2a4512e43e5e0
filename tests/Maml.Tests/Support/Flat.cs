using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Support;

/// <summary>Named sets of tensors as one array of numbers and back.</summary>
internal static class Flat
{
    public static T[] Of<T>(Parameters<T> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => [.. parameters.SelectMany(entry => Tensors.ToArray(entry.Value))];

    public static T[] Of<T>(Variables<T> variables)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Of(variables.ToParameters());

    /// <summary>A set laid out like <paramref name="layout"/> with other numbers.</summary>
    public static Parameters<T> To<T>(Parameters<T> layout, T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = 0;
        return new([.. layout.Select(entry =>
        {
            int length = (int)entry.Value.FlattenedLength;
            Tensor<T> part = Tensors.Create<T>(values.AsSpan(start, length), Tensors.ShapeOf(entry.Value));
            start += length;
            return KeyValuePair.Create(entry.Key, part);
        })]);
    }

    /// <summary>The cosine of the angle between two vectors.</summary>
    public static double Cosine(double[] a, double[] b)
        => TensorPrimitives.Dot<double>(a, b) / (TensorPrimitives.Norm<double>(a) * TensorPrimitives.Norm<double>(b));
}
