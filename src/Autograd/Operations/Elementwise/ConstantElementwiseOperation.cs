using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>A <see cref="ConstantOperation{T}"/> among the element-by-element operations: constant wherever it is differentiable, so sweeps
/// stop at it and both its rules add nothing.</summary>
internal abstract class ConstantElementwiseOperation<T> : ElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public sealed override bool IsDifferentiable => false;

    public sealed override void Vjp(VjpContext<T> context)
    {
    }

    public sealed override void Jvp(JvpContext<T> context)
    {
    }
}
