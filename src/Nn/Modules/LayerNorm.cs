using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and variance over the last axes of each example.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x and y [..., normalized axes]; weight and bias have the shape of the normalized axes. With a task axis: x [tasks, examples,
/// ..., normalized axes], weight and bias [tasks, normalized axes]; x without the task axis, [examples, normalized axes], is shared by all
/// tasks. The variance is the mean square of x - mean, without Bessel's correction. Epsilon stands inside the root, so the derivatives of
/// every order are finite where all normalized elements are equal. Names, layout and defaults as in PyTorch: <c>weight</c>, <c>bias</c>.
/// Source: J. L. Ba, J. R. Kiros and G. E. Hinton, Layer normalization, 2016, equation 4.
/// </remarks>
public sealed class LayerNorm<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly T _epsilon;

    /// <summary>Describes the layer.</summary>
    /// <param name="normalizedShape">The sizes of the last axes, over which is normalized.</param>
    /// <param name="epsilon">Added to the variance; positive.</param>
    /// <param name="affine">Whether there is a weight, which starts at 1.</param>
    /// <param name="bias">Whether there is also a bias, which starts at 0; not without a weight.</param>
    /// <exception cref="ArgumentException">The normalized shape has fewer than two elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not positive in the element type.</exception>
    public LayerNorm(Shape normalizedShape, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        ArgumentNullException.ThrowIfNull(normalizedShape);
        if (normalizedShape.Rank == 0 || normalizedShape.ElementCount < 2)
        {
            throw new ArgumentException(
                $"LayerNorm normalizes over at least 2 elements, got {normalizedShape}: of one the output is the bias whatever comes in.",
                nameof(normalizedShape));
        }

        _epsilon = Epsilon.Of<T>(epsilon);
        NormalizedShape = normalizedShape;
        ParameterSpecification<T> weight = new("weight", normalizedShape, Initializers.Constant(T.One));
        _parameters = affine ? bias ? [weight, new("bias", normalizedShape, Initializers.Constant(T.Zero))] : [weight] : [];
    }

    /// <summary>The sizes of the last axes, over which is normalized.</summary>
    public Shape NormalizedShape { get; }

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{NormalizedShape}, epsilon {_epsilon}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Shape shape = input.Shape;
        int own = NormalizedShape.Rank;
        if (shape.Rank < own || !shape.Sizes[^own..].SequenceEqual(NormalizedShape.Sizes))
        {
            throw new ArgumentException(
                $"LayerNorm({NormalizedShape}) takes [..., {string.Join(", ", NormalizedShape)}], got {shape}.", nameof(input));
        }

        Span<int> axes = stackalloc int[own];
        for (int k = 0; k < own; k++)
        {
            axes[k] = shape.Rank - own + k;
        }

        Variable<T> centred = input - input.Mean(axes, keepAxes: true);
        Variable<T> variance = centred.Square().Mean(axes, keepAxes: true);
        Variable<T> output = centred / (variance + _epsilon).Sqrt();
        if (parameters.Length > 0)
        {
            output *= Aligned(parameters[0], shape);
        }

        return parameters.Length > 1 ? output + Aligned(parameters[1], shape) : output;
    }

    /// <summary>A parameter with a task axis as [tasks, 1, ..., normalized axes], with an axis of size 1 for each axis between.</summary>
    private Variable<T> Aligned(Variable<T> parameter, Shape input)
    {
        int own = NormalizedShape.Rank;
        if (!HasTaskAxis(parameter, own))
        {
            return parameter;
        }

        int tasks = parameter.Shape[0];
        int leading = input.Rank - own;
        if (leading < 1 || (leading > 1 && input[0] != tasks))
        {
            throw new ArgumentException(
                $"With parameters of {tasks} tasks, LayerNorm({NormalizedShape}) takes [{tasks}, examples, ..., " +
                    $"{string.Join(", ", NormalizedShape)}], " +
                $"or [examples, {string.Join(", ", NormalizedShape)}] shared by all, got {input}.",
                nameof(input));
        }

        Span<int> between = stackalloc int[Math.Max(1, leading - 1)];
        between.Fill(1);
        return parameter.Reshape([tasks, .. between, .. NormalizedShape.Sizes]);
    }
}
