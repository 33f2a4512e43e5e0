using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>x to the power y, element by element, or a derivative of it: so many times by x and so many times by y. The derivatives of each
/// are the next ones, so that mixed ones are the same in every order.</summary>
/// <param name="byBase">How many times it is differentiated by x.</param>
/// <param name="byExponent">How many times it is differentiated by y.</param>
/// <remarks>
/// With m and k for the two numbers it is x^(y - m) times a polynomial in log x, sum over j of k! / (k - j)! d[j] log(x)^(k - j), where
/// d[j] are the coefficients of t^j in (y + t) (y + t - 1) ... (y + t - m + 1). At x = 0 and at infinities the power decides where it is 0,
/// and then the leading term: neither 0 times infinity nor infinity less infinity arises. A coefficient of exactly 0 takes its power with
/// it, so that x^n with a whole n ends at the derivative n + 1, however small x is.
/// </remarks>
internal sealed class PowOperation<T>(int byBase, int byExponent) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static PowOperation<T> Instance { get; } = new(0, 0);

    public override string Name => byBase + byExponent == 0
        ? "pow"
        : $"pow(differentiated {byBase} times by the base, {byExponent} by the exponent)";

    internal override object? Constants => (byBase, byExponent);

    internal override OperationDescription? Description
        => new OperationDescription("pow").With("byBase", byBase).With("byExponent", byExponent);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"pow takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override int ScratchLength(OperandShapes inputs, Shape output) => byExponent + 1;

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> x = context.Input(0);
        ReadOnlySpan<T> y = context.Input(1);
        Span<T> z = context.Output;
        if (byBase + byExponent == 0)
        {
            TensorPrimitives.Pow(x, y, z);
            return;
        }

        for (int i = 0; i < z.Length; i++)
        {
            z[i] = Derivative(x[i], y[i], context.Scratch);
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Needs(input))
            {
                context.Add(input, context.Cotangent * Partial(input, context.Input(0), context.Input(1)));
            }
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Has(input))
            {
                context.Add(context.Tangent(input) * Partial(input, context.Input(0), context.Input(1)));
            }
        }
    }

    private Variable<T> Partial(int input, Variable<T> x, Variable<T> y)
        => x.Tape.Apply(new PowOperation<T>(byBase + 1 - input, byExponent + input), x, y);

    private T Derivative(T x, T y, Span<T> coefficients)
    {
        T power = T.Pow(x, y - T.CreateChecked(byBase));
        if (T.IsNaN(x) || T.IsNaN(y) || T.IsNaN(power) || (byExponent > 0 && x < T.Zero))
        {
            return T.NaN;
        }

        // At the origin there is no limit; the derivatives of x^0 = 1 are taken.
        if (power == T.Zero || (x == T.Zero && y == T.Zero))
        {
            return T.Zero;
        }

        FallingFactorial(y, coefficients);
        return Times(power, byExponent == 0 ? coefficients[0] : Polynomial(T.Log(x), coefficients));
    }

    // The coefficients of (y + t) (y + t - 1) ... (y + t - byBase + 1), from that of 1 on.
    private void FallingFactorial(T y, Span<T> coefficients)
    {
        coefficients.Clear();
        coefficients[0] = T.One;
        for (int factor = 0; factor < byBase; factor++)
        {
            T constant = y - T.CreateChecked(factor);
            for (int j = Math.Min(byExponent, factor + 1); j > 0; j--)
            {
                coefficients[j] = coefficients[j - 1] + Times(coefficients[j], constant);
            }

            coefficients[0] = Times(coefficients[0], constant);
        }
    }

    private T Polynomial(T logarithm, ReadOnlySpan<T> coefficients)
    {
        T sum = T.Zero;
        T weight = T.One;
        for (int j = 0; j <= byExponent; j++)
        {
            // sum = ((d[0] log x + k d[1]) log x + k (k - 1) d[2]) ...
            sum = Times(sum, logarithm);
            if (!T.IsInfinity(sum))
            {
                sum += weight * coefficients[j];
            }

            weight *= T.CreateChecked(byExponent - j);
        }

        return sum;
    }

    // 0 where a factor is, even if the other is infinite.
    private static T Times(T x, T y) => x == T.Zero || y == T.Zero ? T.Zero : x * y;
}

public readonly partial struct Variable<T>
{
    /// <summary>x to the power of another variable, element by element; the two broadcast.</summary>
    /// <param name="exponent">The exponents.</param>
    /// <remarks>The derivatives are y x^(y - 1) and x^y log x. At x = 0 they and those of higher order are their limits from above, some of
    /// them infinite: the second is 0 for y above 0 and minus infinity below. Where y = 0 too they are 0. x^n with a whole n has
    /// derivatives of every order by x at 0. Below 0 those by y are NaN.</remarks>
    public Variable<T> Pow(Variable<T> exponent)
    {
        Tape.IndexOf(exponent);
        Shape shape = Shape.Broadcast(Shape, exponent.Shape, "pow");
        return Tape.Apply(PowOperation<T>.Instance, RepeatedTo(shape), exponent.RepeatedTo(shape));
    }
}
