using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// From each window, the value of one array at the place where another is greatest there, the first among equals: max pooling when both are
/// the same. Linear in the values, constant in the places; its transpose is <see cref="MaxPoolTransposeOperation{T}"/>.
/// </summary>
/// <remarks>Inputs: values and places, both [planes, height, width]; result [planes, rows, columns].</remarks>
internal sealed class MaxPoolOperation<T>(PoolWindows rows, PoolWindows columns) : PlaneOperation<T>(rows, columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "max pool";

    internal override OperationDescription? Description => Describe("max pool");

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? Shape.Create(inputs[0][0], Rows.Count, Columns.Count)
        : throw new ArgumentException($"{Name} takes values and places of one shape, got {inputs[0]} and {inputs[1]}.");

    public override bool GivesWindows => true;

    protected override PlaneOperation<T> Transposed => new MaxPoolTransposeOperation<T>(Rows, Columns);

    public override unsafe void ComputePlanes(T* first, T* second, T* output, int planes)
    {
        if (Rows.ArePairs && Columns.ArePairs)
        {
            PairPooling.Pool(first, second, planes, Rows.Size, Columns.Size, output);
            return;
        }

        nint end = (nint)planes * PlaneLength;
        for (nint start = 0; start < end; start += PlaneLength)
        {
            for (int row = 0; row < Rows.Count; row++)
            {
                for (int column = 0; column < Columns.Count; column++)
                {
                    *output++ = first[start + Greatest(second + start, Rows, row, Columns, column)];
                }
            }
        }
    }

    /// <summary>The place of the greatest element in a window, the first among equals; the first NaN where there is one.</summary>
    internal static unsafe int Greatest(T* plane, PoolWindows rows, int row, PoolWindows columns, int column)
    {
        int from = columns.Starts[column];
        int to = columns.Ends[column];
        int greatest = (rows.Starts[row] * columns.Size) + from;
        T most = plane[greatest];
        for (int y = rows.Starts[row]; y < rows.Ends[row]; y += rows.Step)
        {
            int line = y * columns.Size;
            for (int place = line + from; place < line + to; place += columns.Step)
            {
                T value = plane[place];
                if (!(value <= most) && !T.IsNaN(most))
                {
                    greatest = place;
                    most = value;
                }
            }
        }

        return greatest;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The greatest value in each window of the last two axes.</summary>
    /// <param name="window">The height and width of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on every border that count for the windows' positions but hold nothing; at most half a window.</param>
    /// <returns>[..., rows, columns]; incomplete windows at the end are left out.</returns>
    /// <remarks>The derivative is 1 at the first of the greatest elements of a window and 0 elsewhere; f'' = 0.</remarks>
    /// <exception cref="ArgumentException">The windows don't fit.</exception>
    public Variable<T> MaxPool(int window, int? stride = null, int padding = 0) => MaxPool(PoolingGeometry.Square(window, stride, padding));

    /// <summary>The greatest value in each window of the last two axes.</summary>
    /// <param name="geometry">How the windows lie. Places on the border hold nothing.</param>
    /// <returns>[..., rows, columns].</returns>
    /// <remarks>The derivative is 1 at the first of the greatest elements of a window and 0 elsewhere; f'' = 0.</remarks>
    /// <exception cref="ArgumentException">The windows don't fit.</exception>
    public Variable<T> MaxPool(PoolingGeometry geometry)
    {
        (int height, int width) = ImageSize("MaxPool");
        return MaxPool(geometry.Rows(height), geometry.Columns(width));
    }

    /// <summary>The greatest value in each of a given number of windows that cover the last two axes.</summary>
    /// <param name="rows">The number of windows down: window k reaches from floor(k height / rows) to ceil((k + 1) height / rows).</param>
    /// <param name="columns">The number of windows across.</param>
    /// <returns>[..., rows, columns].</returns>
    public Variable<T> AdaptiveMaxPool(int rows, int columns)
    {
        (int height, int width) = ImageSize("AdaptiveMaxPool");
        return MaxPool(PoolWindows.Adaptive(height, rows), PoolWindows.Adaptive(width, columns));
    }

    private Variable<T> MaxPool(PoolWindows rows, PoolWindows columns)
    {
        Variable<T> planes = Shaped([Shape.ElementCount / Math.Max(1, rows.Size * columns.Size), rows.Size, columns.Size]);
        Variable<T> pooled = Tape.Apply(new MaxPoolOperation<T>(rows, columns), planes, planes.Detach());
        return pooled.Shaped([.. Shape.Sizes[..^2], rows.Count, columns.Count]);
    }

    private (int Height, int Width) ImageSize(string name) => Shape.Rank >= 2
        ? (Shape[-2], Shape[-1])
        : throw new ArgumentException($"{name} takes [..., height, width], got {Shape}.");
}
