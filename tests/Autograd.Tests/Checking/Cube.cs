using System.Numerics;

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>x^3 element by element, with rules that can be spoiled in a chosen way.</summary>
internal sealed class Cube<T>(CubeFault fault) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static int _calls;

    public override string Name => $"cube {fault}";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        ReadOnlySpan<T> x = context.Input(0);
        for (int k = 0; k < x.Length; k++)
        {
            context.Output[k] = x[k] * x[k] * x[k];
        }

        if (fault == CubeFault.WritesToItsInput)
        {
            System.Runtime.InteropServices.MemoryMarshal.GetReference(x) += T.One;
        }

        if (fault == CubeFault.Random)
        {
            context.Output[0] += T.CreateChecked(1e-3 * (++_calls % 7));
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        Variable<T> cotangent = context.Cotangent;
        Variable<T> x = context.Input(0);
        Variable<T> three = cotangent.Tape.Constant(T.CreateChecked(3));
        Variable<T> right = cotangent * three * x * x;
        context.Add(0, fault switch
        {
            CubeFault.OffByATenthOfAPercent => right * T.CreateChecked(1.001),
            CubeFault.WrongSign => -right,
            CubeFault.DetachedInVjp => cotangent * (three * x * x).Detach(),
            CubeFault.NumbersInVjp => cotangent * cotangent.Tape.Constant(Derivatives(x.Values), x.Shape),
            CubeFault.NumbersOfCotangentInVjp => cotangent.Tape.Constant(cotangent.ToArray(), cotangent.Shape) * three * x * x,
            CubeFault.ShapeOfVjp => right.Sum(),
            CubeFault.RefusesVjp => throw new NotSupportedException("cube has no reverse rule"),
            CubeFault.NaNInVjp => right / (x - x),
            _ => right,
        });
    }

    public override void Jvp(JvpContext<T> context)
    {
        Variable<T> x = context.Input(0);
        Variable<T> right = context.Tangent(0) * x.Tape.Constant(T.CreateChecked(3)) * x * x;
        context.Add(fault == CubeFault.WrongJvp ? right * T.CreateChecked(2) : right);
    }

    private static T[] Derivatives(ReadOnlySpan<T> x)
    {
        var result = new T[x.Length];
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = T.CreateChecked(3) * x[k] * x[k];
        }

        return result;
    }
}
