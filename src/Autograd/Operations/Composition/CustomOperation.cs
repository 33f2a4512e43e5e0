using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The shape rule of a user's operation.</summary>
/// <param name="inputs">The shapes of the inputs.</param>
public delegate Shape ShapeRule(OperandShapes inputs);

/// <summary>The computation of a user's operation.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="context">The arrays.</param>
public delegate void ComputeRule<T>(ComputeContext<T> context)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The reverse rule of a user's operation.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="context">The cotangent and where to add.</param>
public delegate void VjpRule<T>(VjpContext<T> context)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>The forward rule of a user's operation.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="context">The tangents and where to add.</param>
public delegate void JvpRule<T>(JvpContext<T> context)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>
/// An operation made of functions, for a user who has a primitive of his own: forward, VJP, JVP. Applied with
/// <see cref="Tape{T}.Apply"/>. A class derived from <see cref="Operation{T}"/> does the same.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="name">The name in listings and errors.</param>
/// <param name="shape">The shape rule.</param>
/// <param name="compute">The computation.</param>
/// <param name="vjp">The reverse rule; without one, a reverse sweep that comes by throws.</param>
/// <param name="jvp">The forward rule; without one, a forward sweep that comes by throws.</param>
/// <param name="isPure">Whether the result is a function of the inputs alone; see <see cref="Operation{T}.IsPure"/>.</param>
/// <remarks>
/// A rule written with operations on variables is differentiable to any order. A rule that reads values and computes with numbers is right
/// at first order; at the next order it is an exception that names the operation, never a missing term.
/// </remarks>
/// <example>
/// <code>
/// var cube = new CustomOperation&lt;double&gt;(
///     "cube",
///     inputs => inputs[0],
///     context =>
///     {
///         for (int i = 0; i &lt; context.Output.Length; i++)
///         {
///             double x = context.Input(0)[i];
///             context.Output[i] = x * x * x;
///         }
///     },
///     context => context.Add(0, context.Cotangent * (3.0 * context.Input(0).Square())),
///     context => context.Add(context.Tangent(0) * (3.0 * context.Input(0).Square())));
/// var y = tape.Apply(cube, x);
/// </code>
/// </example>
public sealed class CustomOperation<T>(
    string name, ShapeRule shape, ComputeRule<T> compute, VjpRule<T>? vjp = null, JvpRule<T>? jvp = null, bool isPure = true)
    : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool IsPure => isPure;

    /// <inheritdoc/>
    public override Shape OutputShape(OperandShapes inputs) => shape(inputs);

    /// <inheritdoc/>
    public override void Compute(ComputeContext<T> context) => compute(context);

    /// <inheritdoc/>
    public override void Vjp(VjpContext<T> context) => (vjp ?? throw Missing("reverse (VJP)", "Gradient"))(context);

    /// <inheritdoc/>
    public override void Jvp(JvpContext<T> context) => (jvp ?? throw Missing("forward (JVP)", "JacobianVectorProduct"))(context);

    private InvalidOperationException Missing(string rule, string needing)
        => new($"The operation '{name}' was defined without a {rule} rule, which {needing} needs here: give it one.");
}
