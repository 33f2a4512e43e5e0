using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Checks the gradients of a module by its parameters and its input against finite differences.</summary>
/// <remarks>See <see cref="GradientCheck"/> for what is compared and what the verdicts mean.</remarks>
public static class ModuleCheck
{
    /// <summary>The name of the module's input in the report, beside its parameters.</summary>
    public const string InputName = "input";

    /// <summary>Checks the output of a module, contracted with a fixed random cotangent, by each parameter and by the input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="module">The module.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="input">Its input.</param>
    /// <param name="options">How to check.</param>
    /// <param name="pass">Makes what differs between training and evaluation, anew for each run so that masks are the same each time; by
    /// default evaluation.</param>
    /// <param name="byInput">Whether the input is differentiated by as well; not, when it holds class numbers for instance.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(
        Module<T> module,
        Parameters<T> parameters,
        Tensor<T> input,
        GradientCheckOptions? options = null,
        Func<Pass<T>>? pass = null,
        bool byInput = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(input);
        return Run(parameters, input, options, byInput, (theta, x) => module.Forward(theta, x, pass?.Invoke()));
    }

    /// <summary>Checks the loss of a module by each parameter and by the input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="module">The module.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="input">Its input.</param>
    /// <param name="target">The target; a constant of the check.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">How to check.</param>
    /// <param name="pass">Makes what differs between training and evaluation, anew for each run; by default evaluation.</param>
    /// <param name="byInput">Whether the input is differentiated by as well.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(
        Module<T> module,
        Parameters<T> parameters,
        Tensor<T> input,
        Tensor<T> target,
        LossFunction<T> loss,
        GradientCheckOptions? options = null,
        Func<Pass<T>>? pass = null,
        bool byInput = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(loss);
        return Run(
            parameters, input, options, byInput, (theta, x) => loss(module.Forward(theta, x, pass?.Invoke()), x.Tape.Input(target)));
    }

    /// <summary>Checks the loss of a module, a function without task axes, by each parameter and by the input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="module">The module.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="input">Its input.</param>
    /// <param name="target">The target; a constant of the check.</param>
    /// <param name="loss">The loss, a single number: <c>(p, t) => (p - t).Square().Mean()</c>.</param>
    /// <param name="options">How to check.</param>
    /// <param name="pass">Makes what differs between training and evaluation, anew for each run; by default evaluation.</param>
    /// <param name="byInput">Whether the input is differentiated by as well.</param>
    /// <returns>The report.</returns>
    public static GradientReport Run<T>(
        Module<T> module,
        Parameters<T> parameters,
        Tensor<T> input,
        Tensor<T> target,
        Func<Variable<T>, Variable<T>, Variable<T>> loss,
        GradientCheckOptions? options = null,
        Func<Pass<T>>? pass = null,
        bool byInput = true)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Run(module, parameters, input, target, (prediction, wanted, _) => loss(prediction, wanted), options, pass, byInput);
    }

    private static GradientReport Run<T>(
        Parameters<T> parameters,
        Tensor<T> input,
        GradientCheckOptions? options,
        bool byInput,
        Func<Variables<T>, Variable<T>, Variable<T>> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!byInput)
        {
            return parameters.Count > 0
                ? GradientCheck.Run(theta => function(theta, theta[0].Value.Tape.Input(input)), parameters, options)
                : throw new ArgumentException(
                    "The module has no parameters and its input is left out, so there is nothing to differentiate by.", nameof(byInput));
        }

        Parameters<T> all = parameters.Concat(new([KeyValuePair.Create(InputName, input)]));
        return GradientCheck.Run(
            point => function(new(point.Take(parameters.Count)), point[InputName]), all, options);
    }
}
