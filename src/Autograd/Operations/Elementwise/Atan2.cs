using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The angle of the point (x, y) from the positive x axis, from -pi to pi, element by element; y is the first operand.</summary>
internal sealed class Atan2Operation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Atan2Operation<T> Instance { get; } = new();

    public override string Name => "atan2";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0] == inputs[1]
        ? inputs[0]
        : throw new ArgumentException($"atan2 takes two arrays of one shape, got {inputs[0]} and {inputs[1]}.");

    public override void Compute(ComputeContext<T> context) => TensorPrimitives.Atan2(context.Input(0), context.Input(1), context.Output);

    public override void Vjp(VjpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Needs(input))
            {
                context.Add(input, TimesPartial(input, context.Cotangent, context.Input(0), context.Input(1)));
            }
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        for (int input = 0; input < 2; input++)
        {
            if (context.Has(input))
            {
                context.Add(TimesPartial(input, context.Tangent(input), context.Input(0), context.Input(1)));
            }
        }
    }

    // x / (x^2 + y^2) and -y / (x^2 + y^2), as the slopes of the distance from the origin divided by it.
    private static Variable<T> TimesPartial(int input, Variable<T> direction, Variable<T> y, Variable<T> x)
    {
        Variable<T> length = x.LengthOrOne(y);
        return input == 0 ? direction * (x.HypotSlope(y) / length) : -(direction * (y.HypotSlope(x) / length));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The angle of the point (x, this) from the positive x axis, from -pi to pi, element by element.</summary>
    /// <param name="x">The abscissa; this is the ordinate, and the two broadcast.</param>
    /// <remarks>The derivatives are x / (x^2 + y^2) by y, which is this, and -y / (x^2 + y^2) by x. At the origin the value is 0 or pi by
    /// the signs of the zeros, as in IEEE 754, and the derivatives of every order are 0; they are 0 as well where an operand is
    /// infinite.</remarks>
    public Variable<T> Atan2(Variable<T> x)
    {
        Tape.IndexOf(x);
        Shape shape = Shape.Broadcast(Shape, x.Shape, "atan2");
        return Tape.Apply(Atan2Operation<T>.Instance, RepeatedTo(shape), x.RepeatedTo(shape));
    }
}
