using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The axes that layers on sequences share: [examples, steps, features], or [tasks, examples, steps, features].</summary>
internal static class SequenceAxes
{
    /// <summary>The input with a task axis where any parameter has one, so that what follows need not tell the two apart.</summary>
    /// <param name="layer">The layer in words.</param>
    /// <param name="input">The input.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="specifications">Their specifications, in the same order.</param>
    /// <exception cref="ArgumentException">The input does not fit, or is of another number of tasks than the parameters.</exception>
    public static Variable<T> Aligned<T>(
        string layer, Variable<T> input, int features, ReadOnlySpan<Variable<T>> parameters,
        ReadOnlySpan<ParameterSpecification<T>> specifications)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Shape shape = input.Shape;
        if (shape.Rank is not (3 or 4) || shape[-1] != features || shape[-2] < 1)
        {
            throw new ArgumentException(
                $"{layer} takes [examples, steps, {features}], or [tasks, examples, steps, {features}], with " +
                    $"one step or more, got {shape}.", nameof(input));
        }

        ImageAxes.RequireTasks(layer, input, 2, parameters, specifications);
        for (int k = 0; k < parameters.Length && shape.Rank == 3; k++)
        {
            if (parameters[k].Shape.Rank > specifications[k].Shape.Rank)
            {
                return input.BroadcastTo(shape.Prepend(parameters[k].Shape[0]));
            }
        }

        return input;
    }

    /// <summary>Scores [..., steps, steps] of which each step has those of itself and of earlier ones.</summary>
    public static Variable<T> Causal<T>(Variable<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = scores.Shape[-1];
        var earlier = new T[steps * steps];
        for (int row = 0; row < steps; row++)
        {
            earlier.AsSpan(row * steps, row + 1).Fill(T.One);
        }

        return Among(scores.Tape.Constant(earlier, [steps, steps]), scores);
    }

    /// <summary>Scores where they are allowed. One of minus infinity leaves its place out of a softmax, with derivatives 0 at every
    /// order.</summary>
    public static Variable<T> Among<T>(Variable<T> allowed, Variable<T> scores)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Variable.Where(allowed, scores, scores.Tape.Constant(T.NegativeInfinity));
}
