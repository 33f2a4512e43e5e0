using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and variance over each group of channels of each
/// image.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>
/// Shapes: x and y [images, channels, height, width]; weight and bias [channels]. With a task axis: x [tasks, images, ...], weight and bias
/// [tasks, channels]; x [images, ...] is shared by all tasks. No image sees another, so there are no statistics to keep and nothing is
/// transductive. The variance is the mean square of x - mean; epsilon stands inside the root, so the derivatives of every order are finite
/// where a group is constant. Names, layout and defaults as in PyTorch: <c>weight</c>, <c>bias</c>. Source: Y. Wu and K. He, Group
/// normalization, 2018, equations 1 to 7.
/// </remarks>
public sealed class GroupNorm<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;
    private readonly T _epsilon;
    private readonly string _name;

    /// <summary>Describes the layer.</summary>
    /// <param name="groups">The number of groups.</param>
    /// <param name="channels">The number of channels; it divides by that of the groups.</param>
    /// <param name="epsilon">Added to the variance; positive.</param>
    /// <param name="affine">Whether there are a weight, which starts at 1, and a bias, which starts at 0.</param>
    /// <exception cref="ArgumentException">The channels don't divide by the groups.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1, or epsilon is not positive in the element type.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
        : this($"GroupNorm({groups}, {channels})", groups, channels, epsilon, affine)
    {
    }

    /// <summary>The same under the name of the layer that is made of it.</summary>
    internal GroupNorm(string name, int groups, int channels, double epsilon, bool affine)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (channels % groups != 0)
        {
            throw new ArgumentException(
                $"The channels divide by the number of groups, got {channels} channels in {groups} groups.", nameof(groups));
        }

        Groups = groups;
        Channels = channels;
        _epsilon = Nn.Epsilon.Of<T>(epsilon);
        _name = name;
        _parameters = affine
            ? [new("weight", [channels], Initializers.Constant(T.One)), new("bias", [channels], Initializers.Constant(T.Zero))]
            : [];
    }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>What is added to the variance.</summary>
    internal T Epsilon => _epsilon;

    /// <inheritdoc/>
    protected override string Settings => FormattableString.Invariant($"{Groups} groups, epsilon {_epsilon}");

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        ImageAxes.Require(_name, input, Channels);
        ImageAxes.RequireTasks(_name, input, 3, parameters, _parameters);
        Shape shape = input.Shape;
        int values = Channels / Groups * shape[-2] * shape[-1];
        Spread.Require(
            _name, values, Groups == Channels ? "channel of an image" : "group of an image", shape, "give it larger images or groups");
        Variable<T> grouped = input.Reshape([.. shape.Sizes[..^3], Groups, values]);
        Variable<T> centred = grouped - grouped.Mean([-1], keepAxes: true);
        Variable<T> variance = centred.Square().Mean([-1], keepAxes: true);
        Variable<T> output = (centred / (variance + _epsilon).Sqrt()).Reshape(shape);
        return parameters.Length == 0 ? output : (output * ImageAxes.PerChannel(parameters[0], 2)) + ImageAxes.PerChannel(parameters[1], 2);
    }
}
