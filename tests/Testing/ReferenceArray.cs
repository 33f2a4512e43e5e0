using AutogradMaml.Autograd;

namespace AutogradMaml.Testing;

/// <summary>
/// An array of the host with the plainest possible index arithmetic, in double. Reference definitions of operations are written on it: it
/// shares no code with the engine but <see cref="Shape"/>'s list of sizes.
/// </summary>
public sealed class ReferenceArray
{
    public ReferenceArray(Shape shape, double[] values)
    {
        Shape = shape;
        Values = values;
        if (values.Length != shape.Sizes.ToArray().Aggregate(1, (product, size) => product * size))
        {
            throw new ArgumentException($"Got {values.Length} values for {shape}.", nameof(values));
        }
    }

    public Shape Shape { get; }

    public double[] Values { get; }

    public int[] Sizes => Shape.Sizes.ToArray();

    /// <summary>The element at an index, one number per axis.</summary>
    public double this[params ReadOnlySpan<int> index]
    {
        get => Values[Place(index)];
        set => Values[Place(index)] = value;
    }

    /// <summary>A single number.</summary>
    public static ReferenceArray Scalar(double value) => new(Shape.Scalar, [value]);

    /// <summary>An array whose element at each index is f(index).</summary>
    public static ReferenceArray From(Shape shape, Func<int[], double> function)
    {
        ReferenceArray result = new(shape, new double[shape.ElementCount]);
        foreach (int[] index in Indices(shape))
        {
            result[index] = function(index);
        }

        return result;
    }

    /// <summary>Every index of a shape, the last axis fastest.</summary>
    public static IEnumerable<int[]> Indices(Shape shape)
    {
        int[] sizes = shape.Sizes.ToArray();
        for (int place = 0; place < shape.ElementCount; place++)
        {
            var index = new int[sizes.Length];
            int rest = place;
            for (int axis = sizes.Length - 1; axis >= 0; axis--)
            {
                index[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }

            yield return index;
        }
    }

    /// <summary>The element that broadcasting puts at an index of a larger shape.</summary>
    public double Broadcast(int[] index)
    {
        int lead = index.Length - Shape.Rank;
        var own = new int[Shape.Rank];
        for (int axis = 0; axis < own.Length; axis++)
        {
            own[axis] = Sizes[axis] == 1 ? 0 : index[axis + lead];
        }

        return this[own];
    }

    /// <summary>f applied to each element.</summary>
    public ReferenceArray Map(Func<double, double> function) => new(Shape, Array.ConvertAll(Values, value => function(value)));

    /// <summary>For each row along an axis, f of the row's elements; the axis stays with the length that f returns.</summary>
    public ReferenceArray MapRows(int axis, Func<double[], double[]> function)
    {
        int resolved = axis < 0 ? axis + Shape.Rank : axis;
        int[] sizes = Sizes;
        int size = sizes[resolved];
        int length = function(new double[size]).Length;
        sizes[resolved] = length;
        return From(Shape.Create(sizes), index =>
        {
            var row = new double[size];
            int[] at = [.. index];
            for (int k = 0; k < size; k++)
            {
                at[resolved] = k;
                row[k] = this[at];
            }

            return function(row)[index[resolved]];
        });
    }

    /// <summary>The same elements under another shape.</summary>
    public ReferenceArray Reshape(Shape shape) => new(shape, Values);

    private int Place(ReadOnlySpan<int> index)
    {
        int[] sizes = Sizes;
        int place = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (index[axis] < 0 || index[axis] >= sizes[axis])
            {
                throw new ArgumentOutOfRangeException(nameof(index), $"Index {index[axis]} on axis {axis} of {Shape}.");
            }

            place = (place * sizes[axis]) + index[axis];
        }

        return place;
    }
}
