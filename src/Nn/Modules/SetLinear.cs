using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>A linear map of sets: y_i = W x_i + U (mean over j of x_j) + b for each item i, with the same weights for all.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// <para>Shapes: x [..., examples, items inputs], y [..., examples, items outputs], one item's features after the other's; W and U
/// [outputs, inputs], b [outputs], each with a task axis in front where tasks have their own. How many items there are does not change the
/// parameters' shapes: what was learned of ten can begin with fifty.</para>
/// <para>Items in another order give the same outputs in that order, and every linear map that does so is of this form. Parameters:
/// <c>own.*</c> (W, b) and <c>mean.weight</c> (U). Cost: for each example 2 inputs outputs (items + 1) operations. Source: Zaheer, Kottur,
/// Ravanbakhsh, Poczos, Salakhutdinov and Smola, Deep sets, 2017, section 3, with the mean for the sum.</para>
/// </remarks>
public sealed class SetLinear<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Linear<T> _own;
    private readonly Linear<T> _mean;
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the layer.</summary>
    /// <param name="items">The number of items.</param>
    /// <param name="inputs">The number of features of an item going in.</param>
    /// <param name="outputs">The number of features of an item coming out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public SetLinear(int items, int inputs, int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(items, 1);
        (Items, _own, _mean) = (items, new(inputs, outputs), new(inputs, outputs, bias: false));
        _parameters =
        [
            .. _own.Parameters.Select(static parameter => parameter with { Name = $"own.{parameter.Name}" }),
            .. _mean.Parameters.Select(static parameter => parameter with { Name = $"mean.{parameter.Name}" }),
        ];
    }

    /// <summary>The number of items.</summary>
    public int Items { get; }

    /// <summary>The number of features of an item going in.</summary>
    public int Inputs => _own.Inputs;

    /// <summary>The number of features of an item coming out.</summary>
    public int Outputs => _own.Outputs;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Items} items");

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Shape shape = input.Shape;
        if (shape.Rank < 2 || shape[-1] != Items * Inputs)
        {
            throw new ArgumentException(
                $"SetLinear({Items}, {Inputs}, {Outputs}) takes [..., examples, {Items * Inputs}], got {shape}.", nameof(input));
        }

        // Items are examples to a linear layer, whether or not there is a task axis in front of them.
        ReadOnlySpan<int> before = shape.Sizes[..^2];
        Variable<T> own = _own.Compute(parameters[..2], input.Reshape([.. before, shape[-2] * Items, Inputs]), pass);
        Variable<T> mean = _mean.Compute(parameters[2..], input.Reshape([.. before, shape[-2], Items, Inputs]).Mean([-2]), pass);
        Shape outputs = mean.Shape;
        Variable<T> sum = own.Reshape([.. outputs.Sizes[..^1], Items, Outputs]) + mean.InsertAxis(outputs.Rank - 1);
        return sum.Reshape([.. outputs.Sizes[..^1], Items * Outputs]);
    }
}
