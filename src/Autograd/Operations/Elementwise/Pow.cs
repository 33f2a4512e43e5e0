using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>x to the power y, element by element.</summary>
internal sealed class PowOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static PowOperation<T> Instance { get; } = new();

    public override string Name => "pow";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"pow takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override void Compute(ComputeContext<T> context) => TensorPrimitives.Pow(context.Input(0), context.Input(1), context.Output);

    public override void Vjp(VjpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Needs(input))
            {
                context.Add(input, TimesPartial(input, context.Cotangent, context.Input(0), context.Input(1), context.Output));
            }
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Has(input))
            {
                context.Add(TimesPartial(input, context.Tangent(input), context.Input(0), context.Input(1), context.Output));
            }
        }
    }

    private static Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> x, Variable<T> y, Variable<T> z)
    {
        if (input == 0)
        {
            // Where both are 0 the derivative is that of x^0 = 1, which is 0; y x^(y - 1) would be 0 times infinity there. The same
            // point is met by the higher derivatives of x^n at 0, when the exponent has come down to 0.
            Variable<T> zero = x.Tape.Zeros(Shape.Scalar);
            Variable<T> flat = x.EqualTo(zero) * y.EqualTo(zero);
            return direction * (y * (x + flat).Pow(y - T.One)).DropWhere(flat);
        }

        // At x = 0 the derivative by the exponent is the limit 0: the logarithm is kept away from 0 there and the product dropped.
        Variable<T> isZero = x.EqualTo(x.Tape.Zeros(Shape.Scalar));
        return direction * (z * (x + isZero).Log()).DropWhere(isZero);
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>x to the power of another variable, element by element; the two broadcast.</summary>
    /// <param name="exponent">The exponents.</param>
    /// <remarks>The derivatives are y x^(y - 1) and x^y log x; at x = 0 the second is 0, its limit for y > 0, and where y = 0 too so is the
    /// first: x^n with a whole n has derivatives of every order by x at 0. Below 0 the second is NaN.</remarks>
    public Variable<T> Pow(Variable<T> exponent)
    {
        Tape.IndexOf(exponent);
        Shape shape = Shape.Broadcast(Shape, exponent.Shape, "pow");
        return Tape.Apply(PowOperation<T>.Instance, RepeatedTo(shape), exponent.RepeatedTo(shape));
    }
}
