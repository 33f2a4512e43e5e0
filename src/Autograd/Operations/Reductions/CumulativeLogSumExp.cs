using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The running log-sum-exp along an axis: y[k] = log(exp(x[k]) + exp(y[k - 1])), the greater of the two taken out.</summary>
internal sealed class CumulativeLogSumExpOperation<T>(int axis) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"cumulative log-sum-exp(axis {axis})";

    internal override object? Constants => axis;

    internal override OperationDescription? Description => new OperationDescription("cumulative log-sum-exp").With("axis", axis);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 3L * output.ElementCount;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        ReadOnlySpan<T> x = context.Input(0);
        Span<T> y = context.Output;
        for (int outer = 0; outer < layout.Outer; outer++)
        {
            for (int inner = 0; inner < layout.Inner; inner++)
            {
                int place = (outer * layout.Size * layout.Inner) + inner;
                T sum = T.NegativeInfinity;
                for (int k = 0; k < layout.Size; k++, place += layout.Inner)
                {
                    sum = Added(sum, x[place]);
                    y[place] = sum;
                }
            }
        }
    }

    // dy[k] = w[k] dx[k] + r[k] dy[k - 1].
    public override void Jvp(JvpContext<T> context)
    {
        (Variable<T> weights, Variable<T> rests) = Weights(context.Input(0), context.Output);
        context.Add((context.Tangent(0) * weights).LinearRecurrence(rests, axis));
    }

    // The same backwards: s[k] = g[k] + r[k + 1] s[k + 1], and w[k] s[k].
    public override void Vjp(VjpContext<T> context)
    {
        (Variable<T> weights, Variable<T> rests) = Weights(context.Input(0), context.Output);
        int size = rests.Shape.Sizes[axis];
        Variable<T> following = size == 0 ? rests : rests.Slice(axis, 1, size - 1).Embed(axis, 0, size);
        context.Add(0, context.Cotangent.LinearRecurrence(following, axis, fromEnd: true) * weights);
    }

    // What x[k] and y[k - 1] have of exp(y[k]): w[0] = 1, and both logistic functions of their difference, whose digits neither loses.
    private (Variable<T> Weights, Variable<T> Rests) Weights(Variable<T> x, Variable<T> y)
    {
        int size = x.Shape.Sizes[axis];
        if (size < 2)
        {
            return (x.Tape.Ones(x.Shape), x.Tape.Zeros(x.Shape));
        }

        Variable<T> added = x.Slice(axis, 1, size - 1);
        Variable<T> nothing = added.EqualTo(x.Tape.Constant(T.NegativeInfinity));
        Variable<T> difference = (added - y.Slice(axis, 0, size - 1)).DropWhere(nothing);
        Variable<T> weights = difference.Sigmoid().DropWhere(nothing);
        Variable<T> rests = (-difference).Sigmoid().DropWhere(nothing) + nothing;
        Variable<T> first = x.Tape.Ones(x.Shape.With(axis, 1));
        return (Variable.Concatenate<T>([first, weights], axis), rests.Embed(axis, 1, size));
    }

    private static unsafe T Added(T sum, T x)
    {
        if (T.IsNaN(sum) || T.IsNaN(x))
        {
            return T.NaN;
        }

        (T greater, T less) = sum > x ? (sum, x) : (x, sum);
        if (T.IsInfinity(greater))
        {
            return greater;
        }

        // The platform's log(1 + x) has no digits for small x.
        T more;
        SimdMath<T, Lane1<T>>.Log1P(SimdMath<T, Lane1<T>>.Exp(new(less - greater))).Store(&more);
        return greater + more;
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The running log-sum-exp along an axis, without overflow: y[k] = log(exp(x[0]) + ... + exp(x[k])).</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <remarks>
    /// The derivative of y[k] by x[i] is exp(x[i] - y[k]) for i up to k. It is computed as dy[k] = w dx[k] + (1 - w) dy[k - 1] with w =
    /// sigmoid(x[k] - y[k - 1]), a <see cref="LinearRecurrence"/> in which nothing cancels. An element of minus infinity counts for nothing
    /// and has derivative 0, unless it is the first. From an infinite element on, that is the result, with derivative 1 by it and 0 by the
    /// others; where there is a second one, it is NaN. One exponential and one logarithm for each element, and two exponentials in a sweep.
    /// </remarks>
    public Variable<T> CumulativeLogSumExp(int axis) => Tape.Apply(new CumulativeLogSumExpOperation<T>(Shape.ResolveAxis(axis)), this);
}
