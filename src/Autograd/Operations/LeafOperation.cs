using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A value that was put on the tape from outside: it has no inputs and nothing to compute.</summary>
internal sealed class LeafOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LeafOperation(string kind, string? own)
    {
        Name = own is null ? kind : $"{kind} '{own}'";
        OwnName = own;
    }

    public static LeafOperation<T> Constant { get; } = new("constant", null);

    private static LeafOperation<T> Nameless { get; } = new("input", null);

    public override string Name { get; }

    internal override string? OwnName { get; }

    internal override LeafKind Leaf => ReferenceEquals(this, Constant) ? LeafKind.Constant : LeafKind.Input;

    /// <summary>An input, under a name or without.</summary>
    public static LeafOperation<T> Input(string? name) => name is null ? Nameless : new("input", name);

    public override Shape OutputShape(OperandShapes inputs) => throw Unreachable();

    public override void Compute(ComputeContext<T> context) => throw Unreachable();

    public override void Vjp(VjpContext<T> context) => throw Unreachable();

    public override void Jvp(JvpContext<T> context) => throw Unreachable();

    private static InvalidOperationException Unreachable() => new("A leaf has no inputs, so no sweep and no recording passes it.");
}
