using System.Numerics;

namespace AutogradMaml.Autograd.Tests.Checking;

/// <summary>x^3 / 6, whose VJP is right and calls an operation that is right too, but whose rule computes with numbers: so the first wrong
/// derivative is that of order 3.</summary>
internal sealed class SixthCube<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "sixth cube";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        for (int k = 0; k < context.Output.Length; k++)
        {
            T x = context.Input(0)[k];
            context.Output[k] = x * x * x / T.CreateChecked(6);
        }
    }

    public override void Vjp(VjpContext<T> context)
        => context.Add(0, context.Cotangent * context.Input(0).Tape.Apply(new SquareWithNumbers(), context.Input(0)));

    public override void Jvp(JvpContext<T> context)
        => context.Add(context.Tangent(0) * context.Input(0).Tape.Apply(new SquareWithNumbers(), context.Input(0)));

    private sealed class SquareWithNumbers : Operation<T>
    {
        public override string Name => "square with numbers";

        public override Shape OutputShape(OperandShapes inputs) => inputs[0];

        public override void Compute(ComputeContext<T> context)
        {
            for (int k = 0; k < context.Output.Length; k++)
            {
                context.Output[k] = context.Input(0)[k] * context.Input(0)[k] / T.CreateChecked(2);
            }
        }

        public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent * context.Input(0).Detach());

        public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0) * context.Input(0));
    }
}
