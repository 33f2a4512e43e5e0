using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The same values, constant as far as derivatives go.</summary>
internal sealed class DetachOperation<T> : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static DetachOperation<T> Instance { get; } = new();

    public override string Name => "detach";

    internal override bool IsView => true;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>The same values, constant as far as derivatives go: every sweep stops here. This is the only way to drop a term, and it is
    /// always asked for.</summary>
    public Variable<T> Detach() => Tape.Apply(DetachOperation<T>.Instance, this);
}
