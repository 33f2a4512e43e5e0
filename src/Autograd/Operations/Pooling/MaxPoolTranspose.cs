using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>Each number added at the place of its window where another array is greatest, the rest zero: the transpose of
/// <see cref="MaxPoolOperation{T}"/>.</summary>
/// <remarks>Inputs: numbers [planes, rows, columns] and places [planes, height, width]; result [planes, height, width].</remarks>
internal sealed class MaxPoolTransposeOperation<T>(PoolWindows rows, PoolWindows columns) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "max pool transposed";

    public override Shape OutputShape(OperandShapes inputs) => inputs[1];

    public override unsafe void Compute(ComputeContext<T> context)
    {
        fixed (T* numbers = context.Input(0))
        fixed (T* places = context.Input(1))
        fixed (T* output = context.Output)
        {
            int planes = context.OutputShape[0];
            if (rows.ArePairs && columns.ArePairs)
            {
                PairPooling.Spread(numbers, places, planes, rows.Size, columns.Size, output);
                return;
            }

            context.Output.Clear();
            T* from = numbers;
            nint plane = (nint)rows.Size * columns.Size;
            for (nint start = 0; start < planes * plane; start += plane)
            {
                for (int row = 0; row < rows.Count; row++)
                {
                    for (int column = 0; column < columns.Count; column++)
                    {
                        output[start + MaxPoolOperation<T>.Greatest(places + start, rows, row, columns, column)] += *from++;
                    }
                }
            }
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, context.Cotangent.Tape.Apply(new MaxPoolOperation<T>(rows, columns), context.Cotangent, context.Input(1)));
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            context.Add(context.Output.Tape.Apply(this, context.Tangent(0), context.Input(1)));
        }
    }
}
