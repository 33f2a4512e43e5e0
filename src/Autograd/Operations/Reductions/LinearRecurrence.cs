using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>y[k] = x[k] + a[k] y[k - 1] along an axis, from the first place on or from the last one back. Linear in x, and its derivatives
/// are recurrences of the same kind.</summary>
/// <remarks>Source: Martin and Cundy, Parallelizing linear recurrent neural nets over sequence length, ICLR 2018, section 2.</remarks>
internal sealed class LinearRecurrenceOperation<T>(int axis, bool fromEnd) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"linear recurrence(axis {axis}{(fromEnd ? ", from the end" : string.Empty)})";

    internal override object? Constants => (axis, fromEnd);

    internal override OperationDescription? Description
        => new OperationDescription("linear recurrence").With("axis", axis).With("fromEnd", fromEnd);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 2L * output.ElementCount;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"{Name} takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        ReadOnlySpan<T> a = context.Input(1);
        Span<T> y = context.Output;
        int inner = layout.Inner;
        int step = fromEnd ? -inner : inner;
        for (int outer = 0; outer < layout.Outer && layout.Size > 0; outer++)
        {
            int place = ((outer * layout.Size) + (fromEnd ? layout.Size - 1 : 0)) * inner;
            x.Slice(place, inner).CopyTo(y[place..]);
            for (int k = 1; k < layout.Size; k++)
            {
                int before = place;
                place += step;
                if (inner == 1)
                {
                    y[place] = x[place] + (a[place] * y[before]);
                    continue;
                }

                Span<T> line = y.Slice(place, inner);
                TensorPrimitives.Multiply(a.Slice(place, inner), y.Slice(before, inner), line);
                TensorPrimitives.Add(line, x.Slice(place, inner), line);
            }
        }
    }

    // With s[k] = g[k] + a[k + 1] s[k + 1], from the other end: s for x, and s[k] y[k - 1] for a.
    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> sums = context.Cotangent.LinearRecurrence(Moved(context.Input(1), !fromEnd), axis, !fromEnd);
        if (context.Needs(0))
        {
            context.Add(0, sums);
        }

        if (context.Needs(1))
        {
            context.Add(1, sums * Moved(context.Output, fromEnd));
        }
    }

    // dy[k] = dx[k] + da[k] y[k - 1] + a[k] dy[k - 1].
    public override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            context.Add(context.Tangent(0).LinearRecurrence(context.Input(1), axis, fromEnd));
        }

        if (context.Has(1))
        {
            Variable<T> change = context.Tangent(1) * Moved(context.Output, fromEnd);
            context.Add(change.LinearRecurrence(context.Input(1), axis, fromEnd));
        }
    }

    // Each place gets what the recurrence comes from there: the one before it, or the one after it when it runs from the end; 0 where there
    // is none.
    private Variable<T> Moved(Variable<T> values, bool back)
    {
        int size = values.Shape.Sizes[axis];
        return size == 0 ? values : values.Slice(axis, back ? 1 : 0, size - 1).Embed(axis, back ? 0 : 1, size);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The linear recurrence y[k] = x[k] + a[k] y[k - 1] along an axis, with y[0] = x[0]: x is this.</summary>
    /// <param name="factors">a, in the shape of this or one that broadcasts to it; its first place is not used and gets gradient 0.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="fromEnd">Whether it runs from the last place back: y[k] = x[k] + a[k] y[k + 1], as discounted returns do.</param>
    /// <exception cref="ArgumentException">The factors do not broadcast to the shape of this.</exception>
    /// <remarks>Linear in x; the derivative by a[k] is y[k - 1] times what follows from it. Two operations for each element, and
    /// derivatives of every order are recurrences of the same cost. Nothing is divided, so factors of 0 are no exception: they start
    /// anew.</remarks>
    public Variable<T> LinearRecurrence(Variable<T> factors, int axis, bool fromEnd = false)
    {
        int resolved = Shape.ResolveAxis(axis);
        Tape.IndexOf(factors);
        if (Shape.Broadcast(Shape, factors.Shape, "LinearRecurrence") != Shape)
        {
            throw new ArgumentException(
                $"LinearRecurrence takes factors that broadcast to the shape of this, {Shape}, got {factors.Shape}.", nameof(factors));
        }

        return Tape.Apply(new LinearRecurrenceOperation<T>(resolved, fromEnd), this, factors.RepeatedTo(Shape));
    }
}
