using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// What a derivative rule computed after it had read values. The numbers are right, but how they depend on the inputs is not on the tape;
/// so this stands for them, says what they depend on, and refuses to be differentiated.
/// </summary>
internal sealed class OpaqueResult<T>(string rule) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"result of the rule of '{rule}'";

    internal override bool IsView => true;

    internal override string? NotReplayable
        => $"a result of the derivative rule of '{rule}', which reads values and computes with numbers: another run would " +
        "find the numbers of the recording. Write the rule with operations on variables only";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
    }

    public override void Vjp(VjpContext<T> context) => throw NotDifferentiable();

    public override void Jvp(JvpContext<T> context) => throw NotDifferentiable();

    private InvalidOperationException NotDifferentiable() => new(
        $"The derivative rule of '{rule}' reads values (Values, Scalar or ToTensor) and computes with numbers, so its " +
        "result can't be differentiated again. Write the rule with operations on variables only; or stop at this order, with Detach() " +
            "where the term is dropped on purpose.");
}

public sealed partial class Tape<T>
{
    /// <summary>A result of the rule of a node that has read values.</summary>
    /// <param name="node">The node.</param>
    /// <param name="result">What the rule gave.</param>
    /// <param name="directions">The cotangent or the tangents that the rule was given.</param>
    internal Variable<T> Opaque(int node, Variable<T> result, params ReadOnlySpan<Variable<T>> directions)
        => Apply(new OpaqueResult<T>(OperationOf(node).Name), [result, .. directions, .. VariablesOf(node)]);
}
