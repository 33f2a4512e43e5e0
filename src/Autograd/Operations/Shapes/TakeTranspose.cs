using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>
/// Rows added up by number: out[b, indices[b, i], :] += x[b, i, :], in the order of i, from zero. The transpose of
/// <see cref="TakeOperation{T}"/>, which is its own transpose in turn.
/// </summary>
internal sealed class TakeTransposeOperation<T>(int rows) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"take transposed(rows {rows})";

    internal override object? Constants => rows;

    internal override OperationDescription? Description => new OperationDescription("take transposed");

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(1, rows);

    public override void Compute(ComputeContext<T> context)
    {
        (int batches, int count, int width) = (context.InputShape(0)[0], context.InputShape(0)[1], context.InputShape(0)[2]);
        context.Output.Clear();
        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < count; i++)
            {
                int row = TakeOperation<T>.Row(context.Input(1)[(batch * count) + i], rows);
                if (width == 1)
                {
                    context.Output[(batch * rows) + row] += context.Input(0)[(batch * count) + i];
                    continue;
                }

                Span<T> target = context.Output.Slice(((batch * rows) + row) * width, width);
                TensorPrimitives.Add(target, context.Input(0).Slice(((batch * count) + i) * width, width), target);
            }
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, context.Cotangent.Tape.Apply(TakeOperation<T>.Instance, context.Cotangent, context.Input(1)));
        }

        if (context.Needs(1))
        {
            context.Add(1, context.Cotangent.Tape.Zeros(context.Input(1).Shape));
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
