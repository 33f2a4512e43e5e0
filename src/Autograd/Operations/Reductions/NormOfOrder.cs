using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The norm of each row of a matrix, which stays as a column, for a finite order p above 0: y[i, 0] = (sum over j of |x[i,
/// j]|^p)^(1 / p).</summary>
internal sealed class NormOfOrderOperation<T>(T order) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => FormattableString.Invariant($"norm(order {order})");

    internal override object? Constants => order;

    internal override OperationDescription? Description => new OperationDescription("norm of order").WithNumber("order", order);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 3L * inputs[0].ElementCount;

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

            T sum = T.Zero;
            foreach (T value in values)
            {
                sum += T.Pow(T.Abs(value) / greatest, order);
            }

            y[row] = T.Pow(sum, T.One / order) * greatest;
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * Slope(context.Input(0), context.Output));

    public override void Jvp(JvpContext<T> context)
        => context.Add((context.Tangent(0) * Slope(context.Input(0), context.Output)).Sum([-1], keepAxes: true));

    // sign(x) (|x| / y)^(p - 1), in which no power of x or y by itself can overflow. An odd power has the sign and all derivatives at 0 by
    // itself; any other is taken of 1 where x is 0, and dropped there, so that no infinite derivative arises.
    private Variable<T> Slope(Variable<T> x, Variable<T> y)
    {
        Variable<T> zero = x.Tape.Zeros(Shape.Scalar);
        Variable<T> ratios = x / (y + y.EqualTo(zero));
        if (T.IsEvenInteger(order))
        {
            return ratios.Pow(order - T.One);
        }

        Variable<T> isZero = ratios.EqualTo(zero);
        return (ratios.Abs() + isZero).Pow(order - T.One).DropWhere(isZero) * ratios.Sign();
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The norm of some order over all elements, a single number.</summary>
    /// <param name="order">p: 0 or more, infinity included.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative or NaN.</exception>
    /// <remarks>See <see cref="Norm(T, ReadOnlySpan{int}, bool)"/>.</remarks>
    public Variable<T> Norm(T order) => Norm(order, [.. Enumerable.Range(0, Shape.Rank)]);

    /// <summary>The norm of some order p over some axes: (Σ |x|^p)^(1 / p), the greatest |x| for infinity, and for 0 the number of elements
    /// that are not 0.</summary>
    /// <param name="order">p: 0 or more, infinity included. Below 1 it is no norm, but computed all the same.</param>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <param name="keepAxes">Whether they stay with size 1 or go.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is negative or NaN, or an axis does not exist.</exception>
    /// <exception cref="ArgumentException">The order is infinity and there are no elements.</exception>
    /// <remarks>
    /// The derivative is sign(x) (|x| / y)^(p - 1), computed from that ratio; for infinity it is sign(x) at the first greatest |x| and 0
    /// elsewhere, for 0 it is 0. Where all elements are 0 the derivatives of every order are 0. By an element that is 0 beside others they
    /// are 0 too, also where p is below 2 and they would be infinite; for even whole p they are the true ones. Elements are divided by the
    /// greatest first, so that no power overflows. NaN where an element is; where one is infinite the result is infinite and its derivative
    /// NaN, for p other than 1, 2 and infinity. Orders 1 and 2 are <see cref="Norm1(ReadOnlySpan{int}, bool)"/> and
    /// <see cref="Norm(ReadOnlySpan{int}, bool)"/>; 0 and infinity are composed.
    /// </remarks>
    public Variable<T> Norm(T order, ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        if (!(order >= T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(order), $"Norm takes an order of 0 or more, got {order}.");
        }

        if (order == T.One)
        {
            return Norm1(axes, keepAxes);
        }

        if (order == T.CreateChecked(2))
        {
            return Norm(axes, keepAxes);
        }

        Variable<T> self = this;
        ReducedAxes over = new(Shape, axes);
        return Tape.Compose(() =>
        {
            Variable<T> rows = self.Rows(over);
            Variable<T> norms = order == T.Zero ? rows.NotEqualTo(self.Tape.Zeros(Shape.Scalar)).Sum([-1], keepAxes: true)
                : T.IsInfinity(order) ? rows.Abs().Max([-1], keepAxes: true)
                : self.Tape.Apply(new NormOfOrderOperation<T>(order), rows);
            return self.Reduced(norms, over, keepAxes);
        });
    }
}
