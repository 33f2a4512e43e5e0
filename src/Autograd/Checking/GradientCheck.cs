using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>
/// Compares gradients with finite differences, at any order, and says what is wrong when they don't agree: a wrong rule and its likely
/// factor, a rule that is wrong only at second order, a kink, too little precision, a function that is not deterministic or writes to its
/// input, a value that is not finite, an input that is not connected.
/// </summary>
/// <remarks>
/// <para>First order compares g.v with the central difference of f along v, at steps h and h/2 with Richardson's extrapolation. Order n
/// does the same with the function &lt;gradient of order n - 1, u&gt; for a fixed random u. Functions on variables are also differentiated
/// in forward mode, and where something is wrong each operation on the tape is checked by itself: the first at which &lt;v, J u&gt;, &lt;J'
/// v, u&gt; and the differences don't agree is named.</para>
/// <para>When a number does not agree the step is swept over decades. What the differences settle on, the rate at which the Taylor
/// remainder falls (2 when the gradient is right) and the gap between the one-sided differences tell the causes apart.</para>
/// <para>Cost: fast mode takes four values for each projection, full mode four for each element; a sweep takes about 50.</para>
/// </remarks>
/// <example>
/// <code>
/// GradientCheck.Assert(x => Math.Exp(x[0]) * x[1], x => [Math.Exp(x[0]) * x[1], Math.Exp(x[0])], [0.5, 2.0]);
/// </code>
/// </example>
public static partial class GradientCheck
{
    /// <summary>Checks a function of one variable (an array of any shape).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape; what is not a single number is contracted with a fixed random
    /// cotangent.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check; first order by projections unless said otherwise.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(Func<Variable<T>, Variable<T>> function, Tensor<T> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        return Run((_, inputs) => function(inputs[0]), [KeyValuePair.Create("x", point)], options);
    }

    /// <summary>Checks a function of several variables.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape.</param>
    /// <param name="point">The inputs; they are called "input 0", "input 1" and so on.</param>
    /// <param name="options">How to check.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(
        Func<Variable<T>[], Variable<T>> function, IReadOnlyList<Tensor<T>> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        return Run(
            (_, inputs) => function(inputs),
            point.Select(static (tensor, k) => KeyValuePair.Create(Text.Format($"input {k}"), tensor)),
            options);
    }

    /// <summary>Checks a function of named variables.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape.</param>
    /// <param name="point">The inputs.</param>
    /// <param name="options">How to check.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(Func<Variables<T>, Variable<T>> function, Parameters<T> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(point);
        string[] names = [.. point.Names];
        return Run(
            (_, inputs) => function(new Variables<T>(inputs.Select((input, k) => KeyValuePair.Create(names[k], input)))), point, options);
    }

    /// <summary>Checks a gradient that was written anywhere, in double.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient: as many numbers as the point has.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="hessianVectorProduct">(x, u) to H(x) u, needed for order 2.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The gradient has another length than the point, or an order was asked for that nothing
    /// gives.</exception>
    public static GradientReport Run(
        Func<double[], double> function,
        Func<double[], double[]> gradient,
        ReadOnlySpan<double> point,
        GradientCheckOptions? options = null,
        Func<double[], double[], double[]>? hessianVectorProduct = null)
        => RunHost(function, gradient, point, options, hessianVectorProduct);

    /// <summary>Checks a gradient that was written anywhere, in float.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient: as many numbers as the point has.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="hessianVectorProduct">(x, u) to H(x) u, needed for order 2.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The gradient has another length than the point, or an order was asked for that nothing
    /// gives.</exception>
    public static GradientReport Run(
        Func<float[], float> function,
        Func<float[], float[]> gradient,
        ReadOnlySpan<float> point,
        GradientCheckOptions? options = null,
        Func<float[], float[], float[]>? hessianVectorProduct = null)
        => RunHost(function, gradient, point, options, hessianVectorProduct);

    /// <summary>Throws unless the gradient of a function of one variable is right.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void Assert<T>(Func<Variable<T>, Variable<T>> function, Tensor<T> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(function, point, options).ThrowIfWrong();

    /// <summary>Throws unless the gradient of a function of several variables is right.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape.</param>
    /// <param name="point">The inputs.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void Assert<T>(
        Func<Variable<T>[], Variable<T>> function, IReadOnlyList<Tensor<T>> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(function, point, options).ThrowIfWrong();

    /// <summary>Throws unless the gradient of a function of named variables is right.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="function">The function, to an array of any shape.</param>
    /// <param name="point">The inputs.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void Assert<T>(Func<Variables<T>, Variable<T>> function, Parameters<T> point, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(function, point, options).ThrowIfWrong();

    /// <summary>Throws unless a gradient that was written anywhere is right.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="hessianVectorProduct">(x, u) to H(x) u, needed for order 2.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void Assert(
        Func<double[], double> function,
        Func<double[], double[]> gradient,
        ReadOnlySpan<double> point,
        GradientCheckOptions? options = null,
        Func<double[], double[], double[]>? hessianVectorProduct = null)
        => Run(function, gradient, point, options, hessianVectorProduct).ThrowIfWrong();

    /// <summary>Throws unless a gradient in float that was written anywhere is right.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="point">The point.</param>
    /// <param name="options">How to check.</param>
    /// <param name="hessianVectorProduct">(x, u) to H(x) u, needed for order 2.</param>
    /// <exception cref="GradientCheckException">It is not; the message is the report's table.</exception>
    public static void Assert(
        Func<float[], float> function,
        Func<float[], float[]> gradient,
        ReadOnlySpan<float> point,
        GradientCheckOptions? options = null,
        Func<float[], float[], float[]>? hessianVectorProduct = null)
        => Run(function, gradient, point, options, hessianVectorProduct).ThrowIfWrong();

    private static GradientReport Run<T>(
        Func<Tape<T>, Variable<T>[], Variable<T>> function, IEnumerable<KeyValuePair<string, Tensor<T>>> point,
        GradientCheckOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientCheckOptions chosen = (options ?? new()).Checked();
        List<CheckedInput> inputs = [];
        List<double> all = [];
        foreach ((string name, Tensor<T> tensor) in point)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            inputs.Add(new(name, Tensors.ShapeOf(tensor), all.Count));
            all.AddRange(Array.ConvertAll(Tensors.ToArray(tensor), double.CreateChecked));
        }

        return new Checker(new TapeFunction<T>(function, inputs, [.. all], chosen.Seed), chosen).Run();
    }

    private static GradientReport RunHost<T>(
        Func<T[], T> function,
        Func<T[], T[]> gradient,
        ReadOnlySpan<T> point,
        GradientCheckOptions? options,
        Func<T[], T[], T[]>? hessianVectorProduct)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        GradientCheckOptions chosen = (options ?? new()).Checked();
        int highest = hessianVectorProduct is null ? 1 : 2;
        return chosen.Orders <= highest
            ? new Checker(new HostFunction<T>(function, gradient, hessianVectorProduct, point, chosen.Seed), chosen).Run()
            : throw new ArgumentException(
                highest == 1
                    ? $"Order {chosen.Orders} was asked for, but a function and its gradient allow order 1 only: give a " +
                        "Hessian-vector product for order 2."
                    : $"Order {chosen.Orders} was asked for, but a function, its gradient and a Hessian-vector " +
                        "product allow order 2 at most.",
                nameof(options));
    }
}
