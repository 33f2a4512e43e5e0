using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The sum of all other elements along the last axis: y[i] = sum of x[j] over all j but i. Linear, its own transpose.</summary>
/// <remarks>Not the sum of all less the element: where that element is nearly all of it, the difference would be its rounding.</remarks>
internal sealed class SumOfOthersOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SumOfOthersOperation<T> Instance { get; } = new();

    public override string Name => "sum of others";

    internal override OperationDescription? Description => new(Name);

    internal override long OperationCount(OperandShapes inputs, Shape output) => 3L * output.ElementCount;

    public override Shape OutputShape(OperandShapes inputs)
    {
        inputs[0].ResolveAxis(-1);
        return inputs[0];
    }

    public override unsafe void Compute(ComputeContext<T> context)
    {
        int size = context.OutputShape[-1];
        fixed (T* x = context.Input(0))
        fixed (T* y = context.Output)
        {
            OthersSum.Rows(x, y, size, context.Output.Length / Math.Max(size, 1));
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.SumOfOthers());

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).SumOfOthers());
}

public readonly partial struct Variable<T>
{
    /// <summary>The sum of all other elements along the last axis.</summary>
    internal Variable<T> SumOfOthers() => Tape.Apply(SumOfOthersOperation<T>.Instance, this);
}
