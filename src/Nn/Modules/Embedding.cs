using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y[i..., :] = weight[x[i...], :]: a row of the weight for each number in the input.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x [...] holds row numbers as whole values of T (exact to 2^24 in float); weight [count, width]; y [..., width]. With a task
/// axis: x [tasks, ...], weight [tasks, count, width], y [tasks, ..., width], and each task takes from its own rows. Linear in the weight:
/// the derivative by a row is the sum over the places that took it. Constant in x. Name, layout and default initializer (standard normal)
/// as in PyTorch: <c>weight</c>.
/// </remarks>
public sealed class Embedding<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the layer.</summary>
    /// <param name="count">The number of rows: input numbers run from 0 to count - 1.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="initializer">How the rows start; by default standard normal.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public Embedding(int count, int width, Initializer<T>? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Count = count;
        Width = width;
        _parameters = [new("weight", [count, width], initializer ?? Initializers.Normal<T>(1))];
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The length of a row.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Variable<T> weight = parameters[0];
        if (HasTaskAxis(weight, 2) && (input.Shape.Rank == 0 || input.Shape[0] != weight.Shape[0]))
        {
            throw new ArgumentException(
                $"With a weight for each of {weight.Shape[0]} tasks, Embedding({Count}, {Width}) takes row " +
                $"numbers [{weight.Shape[0]}, ...], got {input.Shape}: give every task its own, with BroadcastTo if they are the same.",
                nameof(input));
        }

        return weight.TakeRows(input);
    }
}
