using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>Each row of a matrix divided by its Euclidean norm: n = x / |x|, the derivative of the norm. 0 where the norm is 0. Where
/// elements are infinite they count as 1 and -1, and the finite ones as 0. Its derivative along v is (v - n (n . v)) / |x|, and it is its
/// own transpose.</summary>
internal sealed class NormSlopeOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NormSlopeOperation<T> Instance { get; } = new();

    public override string Name => "norm slope";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        int size = context.InputShape(0)[-1];
        for (int start = 0; start < context.Output.Length; start += size)
        {
            ReadOnlySpan<T> x = context.Input(0).Slice(start, size);
            Span<T> y = context.Output.Slice(start, size);
            T greatest = ScaledSquares.Greatest(x);
            if (T.IsInfinity(greatest))
            {
                for (int i = 0; i < size; i++)
                {
                    y[i] = T.IsInfinity(x[i]) ? T.CopySign(T.One, x[i]) : T.Zero;
                }

                TensorPrimitives.Divide(y, T.Sqrt(ScaledSquares.Sum<T>(y, T.One)), y);
            }
            else if (greatest == T.Zero || T.IsNaN(greatest))
            {
                y.Fill(greatest);
            }
            else
            {
                T factor = ScaledSquares.Factor(greatest);
                TensorPrimitives.Multiply(x, factor, y);
                TensorPrimitives.Divide(y, T.Sqrt(ScaledSquares.Sum<T>(y, T.One)), y);
            }
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, Across(context.Cotangent, context.Input(0), context.Output));

    public override void Jvp(JvpContext<T> context) => context.Add(Across(context.Tangent(0), context.Input(0), context.Output));

    // The part of v across n, divided by the norm. What lies along n is taken off twice: where an element of n outweighs the others, v - n
    // (n . v) is there the difference of nearly equal numbers, and the second time leaves of its rounding what it leaves of the element.
    // Any multiple of n may be taken off first, so that the first is taken for a constant at every order.
    private static Variable<T> Across(Variable<T> v, Variable<T> x, Variable<T> n)
    {
        Variable<T> norm = x.Tape.Apply(NormOperation<T>.Instance, x);
        Variable<T> isZero = norm.EqualTo(x.Tape.Zeros(Shape.Scalar));
        Variable<T> first = v - (n * Along(v).Detach());
        Variable<T> across = first - (n * Along(first));
        return (across / (norm + isZero)).DropWhere(isZero);

        Variable<T> Along(Variable<T> values) => (n * values).Sum([-1], keepAxes: true);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The rows of this matrix, each divided by its Euclidean norm.</summary>
    internal Variable<T> NormSlope() => Tape.Apply(NormSlopeOperation<T>.Instance, this);
}
