using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// A primitive: the shape of its result, its value, and its derivative in both directions. Both derivative rules are written with
/// variables, that is with operations that have rules of their own; they are recorded on the same tape, and that alone makes
/// derivatives of every order right.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>An instance may hold constants (the axes of a sum, an exponent) but no state: one instance serves many tapes and threads.
/// A rule must not read values and compute with numbers: what it computes that way is a constant to the next order.</remarks>
public abstract partial class Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in listings and errors, with the constants that matter: <c>sum(axes 1)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>False when the result is constant in the inputs as far as derivatives go (a comparison, a detach): sweeps stop
    /// here.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>The shape of the result; throws an <see cref="ArgumentException"/> that names what was expected when inputs don't
    /// fit.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    public abstract Shape OutputShape(OperandShapes inputs);

    /// <summary>How many elements of scratch memory <see cref="Compute"/> wants.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the result.</param>
    public virtual int ScratchLength(OperandShapes inputs, Shape output) => 0;

    /// <summary>How many multiplications, additions and values of functions <see cref="Compute"/> takes, by the plain formula; 0 for what
    /// only moves or selects numbers.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the result.</param>
    internal virtual long OperationCount(OperandShapes inputs, Shape output) => 0;

    /// <summary>Computes the value: reads the inputs, writes every element of the output. Must depend on nothing else, unless the operation
    /// says so with <see cref="IsPure"/>.</summary>
    /// <param name="context">The arrays.</param>
    public abstract void Compute(ComputeContext<T> context);

    /// <summary>The vector-Jacobian product: given the cotangent of the output, adds J_k' cotangent to each input k that needs
    /// it.</summary>
    /// <param name="context">The cotangent, the inputs, the output and where to add.</param>
    public abstract void Vjp(VjpContext<T> context);

    /// <summary>The Jacobian-vector product: adds J_k tangent_k for each input k that has a tangent.</summary>
    /// <param name="context">The tangents, the inputs, the output and where to add.</param>
    public abstract void Jvp(JvpContext<T> context);
}
