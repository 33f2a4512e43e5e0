using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A value that was put on the tape from outside: it has no inputs and nothing to compute.</summary>
internal sealed class LeafOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LeafOperation(string name) => Name = name;

    public static LeafOperation<T> Input { get; } = new("input");

    public static LeafOperation<T> Constant { get; } = new("constant");

    public override string Name { get; }

    public override Shape OutputShape(OperandShapes inputs) => throw Unreachable();

    public override void Compute(ComputeContext<T> context) => throw Unreachable();

    public override void Vjp(VjpContext<T> context) => throw Unreachable();

    public override void Jvp(JvpContext<T> context) => throw Unreachable();

    private static InvalidOperationException Unreachable() => new("A leaf has no inputs, so no sweep and no recording passes it.");
}
