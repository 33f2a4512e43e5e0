using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Each number added at the place of its window where another array is greatest, the rest zero: the transpose of
/// <see cref="MaxPoolOperation{T}"/>.</summary>
/// <remarks>Inputs: numbers [planes, rows, columns] and places [planes, height, width]; result [planes, height, width].</remarks>
internal sealed class MaxPoolTransposeOperation<T>(PoolWindows rows, PoolWindows columns) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "max pool transposed";

    public override Shape OutputShape(OperandShapes inputs) => inputs[1];

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> numbers = context.Input(0);
        ReadOnlySpan<T> places = context.Input(1);
        Span<T> output = context.Output;
        output.Clear();
        int plane = rows.Size * columns.Size;
        for (int k = 0, at = 0; at < numbers.Length; k++)
        {
            Span<T> to = output.Slice(k * plane, plane);
            ReadOnlySpan<T> where = places.Slice(k * plane, plane);
            for (int row = 0; row < rows.Count; row++)
            {
                for (int column = 0; column < columns.Count; column++)
                {
                    to[MaxPoolOperation<T>.Greatest(where, rows, row, columns, column)] += numbers[at++];
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
