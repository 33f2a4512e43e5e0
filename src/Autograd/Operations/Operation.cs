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
public abstract class Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in listings and errors, with the constants that matter: <c>sum(axes 1)</c>.</summary>
    public abstract string Name { get; }

    /// <summary>False when the result is constant in the inputs as far as derivatives go (a comparison, a detach): sweeps stop here.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether the result is a function of the inputs alone. One that is not (a call to the host that counts or samples) is computed exactly
    /// as often as it was recorded, and in that order among its kind: a program neither folds nor shares it, nor computes it again, and
    /// <see cref="Tape{T}.Checkpoint(Func{IReadOnlyList{Variable{T}}, Variable{T}}, ReadOnlySpan{Variable{T}})"/> refuses it. What no output needs
    /// is left out all the same.</summary>
    public virtual bool IsPure => true;

    /// <summary>Whether a program may take the result of an equal operation on equal inputs in place of this one's.</summary>
    internal virtual bool MayBeShared => IsPure;

    /// <summary>The constants that the result depends on, comparable by value: two operations of one type with equal constants are the same
    /// operation, and a program computes it once. Null when only the instance itself is known to be the same.</summary>
    internal virtual object? Constants => null;

    /// <summary>Why this operation can't be part of a program, or null when it can.</summary>
    internal virtual string? NotReplayable => null;

    /// <summary>Whether the result is the first input's memory under another shape; such an operation computes nothing.</summary>
    internal virtual bool IsView => false;

    /// <summary>Whether <see cref="Compute"/> divides its work among a <see cref="ThreadTeam"/>: then each helper is given scratch memory of
    /// <see cref="ScratchLength"/> as well.</summary>
    internal virtual bool SharesWork => false;

    /// <summary>Whether <see cref="Compute"/> may write its result over an input that is as long: it reads each element just before it writes the one in
    /// its place, and none later.</summary>
    /// <param name="input">Which input.</param>
    internal virtual bool ReadsAlong(int input) => false;

    /// <summary>The shape of the result; throws an <see cref="ArgumentException"/> that names what was expected when inputs don't fit.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    public abstract Shape OutputShape(OperandShapes inputs);

    /// <summary>How many elements of scratch memory <see cref="Compute"/> wants.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the result.</param>
    public virtual int ScratchLength(OperandShapes inputs, Shape output) => 0;

    /// <summary>How many multiplications, additions and values of functions <see cref="Compute"/> takes, by the plain formula; 0 for what only moves or
    /// selects numbers.</summary>
    /// <param name="inputs">The shapes of the inputs.</param>
    /// <param name="output">The shape of the result.</param>
    internal virtual long OperationCount(OperandShapes inputs, Shape output) => 0;

    /// <summary>Computes the value: reads the inputs, writes every element of the output. Must depend on nothing else, unless the operation says so with
    /// <see cref="IsPure"/>.</summary>
    /// <param name="context">The arrays.</param>
    public abstract void Compute(ComputeContext<T> context);

    /// <summary>The vector-Jacobian product: given the cotangent of the output, adds J_k' cotangent to each input k that needs it.</summary>
    /// <param name="context">The cotangent, the inputs, the output and where to add.</param>
    public abstract void Vjp(VjpContext<T> context);

    /// <summary>The Jacobian-vector product: adds J_k tangent_k for each input k that has a tangent.</summary>
    /// <param name="context">The tangents, the inputs, the output and where to add.</param>
    public abstract void Jvp(JvpContext<T> context);
}
