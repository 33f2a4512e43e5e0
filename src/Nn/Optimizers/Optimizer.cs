using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>
/// An update rule, written once on variables: p' = p - stepSize * direction(p, gradient, state). On the tape of an inner loop it is
/// differentiable like anything else; as the outer update it is the same rule on numbers.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>A rule holds its constants and no state. Parameters, gradients and moments may carry a task axis: each task then has an
/// optimizer of its own. Open to users: derive from it for a rule of one's own, which then serves in inner loops and as the outer
/// update.</remarks>
/// <example>
/// <code>
/// // Descent with a decay of weights alone: g + 0.01 p where the name ends in ".weight".
/// protected override Variable&lt;float&gt; Direction(
///     string name, Variable&lt;float&gt; parameter, Variable&lt;float&gt; gradient, Span&lt;Variable&lt;float&gt;&gt; moments,
///     ReadOnlySpan&lt;Variable&lt;float&gt;&gt; numbers)
///     => name.EndsWith(".weight", StringComparison.Ordinal) ? gradient + (0.01f * parameter) : gradient;
/// </code>
/// </example>
public abstract class Optimizer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in listings and results.</summary>
    public abstract string Name { get; }

    /// <summary>The rule in words, with every number that it depends on: part of a checkpoint's identity.</summary>
    public abstract string Description { get; }

    /// <summary>How many moments are kept for each parameter.</summary>
    protected abstract int MomentCount { get; }

    /// <summary>How many single numbers, of shape [1], are kept for all parameters.</summary>
    protected virtual int NumberCount => 0;

    /// <summary>The state before the first step: all moments zero.</summary>
    /// <param name="parameters">The parameters that will be updated.</param>
    public OptimizerState<T> InitialState(Variables<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var moments = new Variables<T>[MomentCount];
        for (int k = 0; k < moments.Length; k++)
        {
            moments[k] = parameters.Map(static parameter => parameter.Tape.Zeros(parameter.Shape));
        }

        var numbers = new Variable<T>[NumberCount];
        for (int k = 0; k < numbers.Length; k++)
        {
            numbers[k] = parameters.Values[0].Tape.Ones([1]);
        }

        return new(moments, numbers);
    }

    /// <summary>The state before the first step, on the host.</summary>
    /// <param name="parameters">The parameters that will be updated.</param>
    public Parameters<T> InitialState(Parameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var tape = new Tape<T>();
        return InitialState(parameters.On(tape)).ToParameters();
    }

    /// <summary>Puts a saved state on a tape.</summary>
    /// <param name="saved">What <see cref="OptimizerState{T}.ToParameters"/> gave.</param>
    /// <param name="tape">The tape.</param>
    public OptimizerState<T> Restore(Parameters<T> saved, Tape<T> tape)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return OptimizerState<T>.From(saved, tape, MomentCount, NumberCount);
    }

    /// <summary>A state that is on a tape under the names of <see cref="OptimizerState{T}.ToVariables"/>.</summary>
    /// <param name="saved">The state, in any order.</param>
    /// <exception cref="KeyNotFoundException">A number is missing.</exception>
    public OptimizerState<T> Restore(Variables<T> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return OptimizerState<T>.From(saved, MomentCount, NumberCount);
    }

    /// <summary>One update.</summary>
    /// <param name="parameters">The parameters p.</param>
    /// <param name="gradient">Their gradient, under the same names.</param>
    /// <param name="state">The state before the step.</param>
    /// <param name="stepSize">The step size: a constant, a variable, or a variable for each parameter.</param>
    /// <returns>The parameters and the state after the step, all on the tape.</returns>
    public (Variables<T> Parameters, OptimizerState<T> State) Step(
        Variables<T> parameters, Variables<T> gradient, OptimizerState<T> state, StepSize<T> stepSize)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(state);
        if (!parameters.Names.SequenceEqual(gradient.Names))
        {
            throw new ArgumentException(
                $"The gradient has the names [{string.Join(", ", gradient.Names)}], expected those of the parameters: " +
                    $"[{string.Join(", ", parameters.Names)}].",
                nameof(gradient));
        }

        if (state.Moments.Count != MomentCount || state.Numbers.Count != NumberCount)
        {
            throw new ArgumentException(
                $"The state is not one of {Name}: make it with InitialState or Restore of the same optimizer.", nameof(state));
        }

        foreach (Variables<T> moment in state.Moments)
        {
            if (!moment.Names.SequenceEqual(parameters.Names))
            {
                throw new ArgumentException(
                    $"The state is of the parameters [{string.Join(", ", moment.Names)}], expected " +
                        $"[{string.Join(", ", parameters.Names)}].", nameof(state));
            }
        }

        stepSize.RequireFits(parameters);
        Variable<T>[] numbers = AdvanceNumbers([.. state.Numbers]);
        var updated = new Variable<T>[parameters.Count];
        var moments = new Variable<T>[MomentCount][];
        for (int m = 0; m < moments.Length; m++)
        {
            moments[m] = state.Moments[m].Values.ToArray();
        }

        // Without an axis, or a parameter that is a single number would come out as [1].
        Variable<T>[] scalars = Array.ConvertAll(numbers, static number => number.Reshape(Shape.Scalar));
        var own = new Variable<T>[MomentCount];
        for (int k = 0; k < updated.Length; k++)
        {
            for (int m = 0; m < own.Length; m++)
            {
                own[m] = moments[m][k];
            }

            (string name, Variable<T> parameter) = parameters[k];
            Variable<T> direction = Direction(name, parameter, gradient.Values[k], own, scalars);
            updated[k] = parameter - stepSize.Times(name, direction);
            for (int m = 0; m < own.Length; m++)
            {
                moments[m][k] = own[m];
            }
        }

        var next = new Variables<T>[MomentCount];
        for (int m = 0; m < next.Length; m++)
        {
            next[m] = parameters.WithValues(moments[m]);
        }

        return (parameters.WithValues(updated), new OptimizerState<T>(next, numbers));
    }

    /// <summary>The numbers at the next step.</summary>
    /// <param name="numbers">The numbers now, 1 before the first step.</param>
    protected virtual Variable<T>[] AdvanceNumbers(Variable<T>[] numbers) => numbers;

    /// <summary>The direction that the step size multiplies, for one parameter.</summary>
    /// <param name="name">The parameter's name in the set that is updated: <c>0.weight</c> in an inner loop of a net or in an outer rule of
    /// one part of the meta-parameters, and with the part before it, <c>net.0.weight</c>, where a trainer's plan updates several parts
    /// together. What a rule does by name depends on the end of the name, <c>.weight</c>, or is said in its
    /// <see cref="Description"/>.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="moments">Its moments before the step; the rule replaces them by those after it.</param>
    /// <param name="numbers">The numbers at this step, without axes.</param>
    protected abstract Variable<T> Direction(
        string name, Variable<T> parameter, Variable<T> gradient, Span<Variable<T>> moments, ReadOnlySpan<Variable<T>> numbers);
}
