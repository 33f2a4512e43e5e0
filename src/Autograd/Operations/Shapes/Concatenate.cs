using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>Arrays one after the other along an axis. Linear; its transpose slices them apart.</summary>
internal sealed class ConcatenateOperation<T>(int axis) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"concatenate(axis {axis})";

    internal override object? Constants => axis;

    internal override OperationDescription? Description => new OperationDescription("concatenate").With("axis", axis);

    public override Shape OutputShape(OperandShapes inputs)
    {
        int size = 0;
        for (int k = 0; k < inputs.Count; k++)
        {
            if (inputs[k].Rank != inputs[0].Rank || inputs[k].With(axis, 1) != inputs[0].With(axis, 1))
            {
                throw new ArgumentException(
                    $"Concatenate along axis {axis} takes shapes that are equal on all other axes, got {inputs[0]} first " +
                        $"and {inputs[k]} at place {k}.");
            }

            size += inputs[k].Sizes[axis];
        }

        return inputs[0].With(axis, size);
    }

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout whole = new(context.OutputShape, axis);
        int row = whole.Size * whole.Inner;
        int at = 0;
        for (int k = 0; k < context.Count; k++)
        {
            ReadOnlySpan<T> part = context.Input(k);
            int length = context.InputShape(k).Sizes[axis] * whole.Inner;
            for (int outer = 0; outer < whole.Outer; outer++)
            {
                part.Slice(outer * length, length).CopyTo(context.Output[((outer * row) + at)..]);
            }

            at += length;
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        int start = 0;
        for (int k = 0; k < context.Count; k++)
        {
            int length = context.Input(k).Shape.Sizes[axis];
            if (context.Needs(k))
            {
                context.Add(k, context.Cotangent.Slice(axis, start, length));
            }

            start += length;
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        var parts = new Variable<T>[context.Count];
        Tape<T> tape = context.Output.Tape;
        for (int k = 0; k < parts.Length; k++)
        {
            parts[k] = context.Has(k) ? context.Tangent(k) : tape.Zeros(context.Input(k).Shape);
        }

        context.Add(tape.Apply(this, parts));
    }
}
