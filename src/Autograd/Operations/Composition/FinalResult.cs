using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// The result of a sweep that the caller declared final. It records what it depends on, so that a sweep that would have to pass it
/// finds it, and then says so instead of treating it as a constant: a second-order term is never lost in silence.
/// </summary>
internal sealed class FinalResult<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static FinalResult<T> Instance { get; } = new();

    public override string Name => "final derivative";

    internal override bool IsView => true;

    internal override string? NotReplayable
        => "a derivative that was computed with DerivativeUse.Final: the operations that computed it are not on the " +
        "tape any more. Record what is to be a program with DerivativeUse.Differentiable; a program drops what it does not need by itself";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
    }

    public override void Vjp(VjpContext<T> context) => throw NotDifferentiable();

    public override void Jvp(JvpContext<T> context) => throw NotDifferentiable();

    private static InvalidOperationException NotDifferentiable() => new(
        "This derivative was computed with DerivativeUse.Final, so the operations that computed it are gone and " +
        "it can't be differentiated. Compute it with DerivativeUse.Differentiable to go to the next order, or call Detach() on it to " +
            "treat it as a constant on purpose.");
}

public sealed partial class Tape<T>
{
    /// <summary>Keeps of everything recorded from a place on only the results, as final ones that depend on what is given.</summary>
    private Variable<T>[] KeepFinal(int from, ReadOnlySpan<int> results, ReadOnlySpan<int> dependencies)
        => KeepOnly(from, results, dependencies, FinalResult<T>.Instance);
}
