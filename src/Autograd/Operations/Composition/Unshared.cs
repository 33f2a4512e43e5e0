using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The same values, apart: a program does not take what is computed from them for what is computed from the input.</summary>
internal sealed class UnsharedOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static UnsharedOperation<T> Instance { get; } = new();

    public override string Name => "unshared";

    internal override bool IsView => true;

    internal override bool MayBeShared => false;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent);

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0));
}

public readonly partial struct Variable<T>
{
    /// <summary>The same values, apart: what is computed from them is computed anew in a program, and not shared with what is computed from
    /// this variable. f' = 1.</summary>
    /// <remarks>A program computes equal expressions once and keeps the result for all who read it. Where a long computation is recorded a
    /// second time so that its inside need not be kept, that would undo it; behind this barrier the second time stays a second time. Costs
    /// nothing by itself.</remarks>
    public Variable<T> Unshared() => Tape.Apply(UnsharedOperation<T>.Instance, this);
}
