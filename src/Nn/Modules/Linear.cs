using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>y = x W' + b.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Shapes: x [..., examples, in]; W [out, in], b [out]; y [..., examples, out]. With a task axis: x [tasks, ..., examples, in],
/// W [tasks, out, in], b [tasks, out]; then each task has its own weights, and x [examples, in] is shared by all. Names and layout as in
/// PyTorch: <c>weight</c>, <c>bias</c>.</remarks>
public sealed class Linear<T> : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSpecification<T>[] _parameters;

    /// <summary>Describes the layer.</summary>
    /// <param name="inputs">The number of features in.</param>
    /// <param name="outputs">The number of features out.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="weightInitializer">How the weight starts; by default He, uniform, which suits ReLU.</param>
    /// <param name="biasInitializer">How the bias starts; by default zero.</param>
    public Linear(
        int inputs, int outputs, bool bias = true, Initializer<T>? weightInitializer = null, Initializer<T>? biasInitializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        Inputs = inputs;
        Outputs = outputs;
        ParameterSpecification<T> weight = new("weight", [outputs, inputs], weightInitializer ?? Initializers.HeUniform<T>());
        _parameters = bias ? [weight, new("bias", [outputs], biasInitializer ?? Initializers.Constant(T.Zero))] : [weight];
    }

    /// <summary>The number of features in.</summary>
    public int Inputs { get; }

    /// <summary>The number of features out.</summary>
    public int Outputs { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpecification<T>> Parameters => _parameters;

    /// <inheritdoc/>
    protected internal override Variable<T> Compute(ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Shape shape = input.Shape;
        if (shape.Rank < 2 || shape[-1] != Inputs)
        {
            throw new ArgumentException($"Linear({Inputs}, {Outputs}) takes [..., examples, {Inputs}], got {shape}.", nameof(input));
        }

        // More axes between tasks and examples would be matched with the tasks of the weights, so they count as examples.
        bool perTask = HasTaskAxis(parameters[0], 2) || (parameters.Length > 1 && HasTaskAxis(parameters[1], 1));
        if (perTask && shape.Rank > 3)
        {
            Variable<T> flat = input.Reshape([shape[0], Shape.Create(shape.Sizes[1..^1]).ElementCount, Inputs]);
            return Compute(parameters, flat, pass).Reshape([.. shape.Sizes[..^1], Outputs]);
        }

        Variable<T> product = input.MatMul(parameters[0], transposeRight: true);
        if (parameters.Length == 1)
        {
            return product;
        }

        Variable<T> bias = parameters[1];
        return product + (HasTaskAxis(bias, 1) ? bias.InsertAxis(1) : bias);
    }
}
