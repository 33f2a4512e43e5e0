using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The Euclidean norm of each row of a matrix, which stays as a column: y[i, 0] = sqrt(sum over j of x[i, j]^2).</summary>
internal sealed class NormOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static NormOperation<T> Instance { get; } = new();

    public override string Name => "norm";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(-1, 1);

    public override void Compute(ComputeContext<T> context)
    {
        Span<T> y = context.Output;
        int size = context.InputShape(0)[-1];
        for (int row = 0; row < y.Length; row++)
        {
            ReadOnlySpan<T> values = context.Input(0).Slice(row * size, size);
            T greatest = ScaledSquares.Greatest(values);
            if (greatest == T.Zero || !T.IsFinite(greatest))
            {
                y[row] = greatest;
                continue;
            }

            T factor = ScaledSquares.Factor(greatest);
            y[row] = T.Sqrt(ScaledSquares.Sum(values, factor)) / factor;
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * context.Input(0).NormSlope());

    public override void Jvp(JvpContext<T> context)
        => context.Add((context.Tangent(0) * context.Input(0).NormSlope()).Sum([-1], keepAxes: true));
}

public readonly partial struct Variable<T>
{
    /// <summary>The Euclidean norm of all elements, a single number.</summary>
    /// <remarks>See <see cref="Norm(ReadOnlySpan{int}, bool)"/>.</remarks>
    public Variable<T> Norm() => Norm(new ReducedAxes(Shape), keepAxes: false);

    /// <summary>The Euclidean norm over some axes: the square root of the sum of squares, without overflow or underflow of the
    /// squares.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <remarks>The derivative is x / norm; where the norm is 0 those of every order are 0. NaN where an element is, and infinite where one
    /// is: there the derivative is the limit along the diagonal, in which infinite elements count as 1 and finite ones as 0, and those of
    /// higher order are 0. Axes that are not the last ones are brought there, which copies.</remarks>
    public Variable<T> Norm(ReadOnlySpan<int> axes, bool keepAxes = false) => Norm(new ReducedAxes(Shape, axes), keepAxes);

    /// <summary>The sum of the magnitudes of all elements, the 1-norm: a single number.</summary>
    public Variable<T> Norm1() => Abs().Sum();

    /// <summary>The sum of the magnitudes over some axes: the 1-norm.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <remarks>The derivative is sign(x), 0 at 0; f'' = 0. Composed.</remarks>
    public Variable<T> Norm1(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        // The axes are checked before anything is recorded.
        ReducedAxes over = new(Shape, axes);
        return Abs().Sum(over, keepAxes);
    }

    private Variable<T> Norm(ReducedAxes over, bool keepAxes)
        => Reduced(Tape.Apply(NormOperation<T>.Instance, Rows(over)), over, keepAxes);
}
