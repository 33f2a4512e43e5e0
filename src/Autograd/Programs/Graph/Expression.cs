using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>What an operation computes from what; equal expressions have equal values.</summary>
internal readonly record struct Expression(object Operation, object? Constants, int[] Inputs, Shape Shape)
{
    /// <summary>What an operation computes from slots.</summary>
    public static Expression Of<T>(Operation<T> operation, int[] inputs, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(operation.Constants is null ? operation : operation.GetType(), Bits(operation.Constants), inputs, shape);

    public bool Equals(Expression other)
        => Equals(Operation, other.Operation) && Equals(Constants, other.Constants) && Inputs.AsSpan().SequenceEqual(other.Inputs)
            && Shape == other.Shape;

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Operation);
        hash.Add(Constants);
        foreach (int input in Inputs)
        {
            hash.Add(input);
        }

        return hash.ToHashCode();
    }

    // The two zeros are equal as numbers, and multiply to different ones.
    internal static object? Bits(object? constants) => constants switch
    {
        double number => BitConverter.DoubleToInt64Bits(number),
        float number => BitConverter.SingleToInt32Bits(number),
        _ => constants,
    };
}
