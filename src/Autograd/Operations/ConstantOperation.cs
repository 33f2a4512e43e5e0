using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>An operation whose result is constant in its inputs as far as derivatives go: sweeps stop at it, so both its rules add
/// nothing.</summary>
internal abstract class ConstantOperation<T> : Operation<T>
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
