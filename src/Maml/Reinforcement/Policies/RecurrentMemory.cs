using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>One recurrent net that reads everything: h_t = cell(h_(t-1), [s_t, a_(t-1), r_(t-1), d_(t-1)]).</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Source: Duan et al., RL^2, 2016, section 2.2.</remarks>
public sealed class RecurrentMemory<T> : PolicyMemory<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Recurrent<T> _net;

    /// <summary>Describes the memory.</summary>
    /// <param name="net">The cells; their inputs are as many as <see cref="MemoryPolicy{T}.InputSize"/> says of the environment.</param>
    public RecurrentMemory(Recurrent<T> net)
    {
        ArgumentNullException.ThrowIfNull(net);
        _net = net;
        Shape each = [net.Layers, net.Hidden];
        StateShapes = [.. Enumerable.Repeat(each, net.StateCount)];
    }

    /// <inheritdoc/>
    public override string Description => _net.Description;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _net.Parameters;

    /// <inheritdoc/>
    public override int Inputs => _net.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _net.Hidden;

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> StateShapes { get; }

    /// <inheritdoc/>
    public override (Variable<T> Output, Variable<T>[] States) RunFrom(
        Variables<T> parameters, Variable<T> inputs, params ReadOnlySpan<Variable<T>> states)
        => _net.RunFrom(parameters, inputs, states);
}
