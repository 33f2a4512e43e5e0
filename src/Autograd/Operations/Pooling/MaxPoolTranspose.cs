using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>Each number added at the place of its window where another array is greatest, the rest zero: the transpose of
/// <see cref="MaxPoolOperation{T}"/>.</summary>
/// <remarks>Inputs: numbers [planes, rows, columns] and places [planes, height, width]; result [planes, height, width].</remarks>
internal sealed class MaxPoolTransposeOperation<T>(PoolWindows rows, PoolWindows columns) : PlaneOperation<T>(rows, columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "max pool transposed";

    internal override OperationDescription? Description => Describe("max pool transposed");

    public override Shape OutputShape(OperandShapes inputs) => inputs[1];

    public override bool GivesWindows => false;

    protected override PlaneOperation<T> Transposed => new MaxPoolOperation<T>(Rows, Columns);

    public override unsafe void ComputePlanes(T* first, T* second, T* output, int planes)
    {
        if (Rows.ArePairs && Columns.ArePairs)
        {
            PairPooling.Spread(first, second, planes, Rows.Size, Columns.Size, output);
            return;
        }

        nint end = (nint)planes * PlaneLength;
        for (nint start = 0; start < end; start += PlaneLength)
        {
            new Span<T>(output + start, PlaneLength).Clear();
            for (int row = 0; row < Rows.Count; row++)
            {
                for (int column = 0; column < Columns.Count; column++)
                {
                    output[start + MaxPoolOperation<T>.Greatest(second + start, Rows, row, Columns, column)] += *first++;
                }
            }
        }
    }
}
