using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd;

/// <summary>The greatest whole number that is at most x. Its derivative is zero, at whole numbers too.</summary>
internal sealed class FloorOperation<T> : ConstantElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static FloorOperation<T> Instance { get; } = new();

    public override string Name => "floor";

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context) => TensorPrimitives.Floor(context.Input(0), context.Output);

    public override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => TensorPrimitives.Floor(new ReadOnlySpan<T>(first, length), new Span<T>(output, length));
}

public readonly partial struct Variable<T>
{
    /// <summary>The greatest whole number that is at most x, element by element; NaN at NaN. A constant as far as derivatives go.</summary>
    public Variable<T> Floor() => Tape.Apply(FloorOperation<T>.Instance, this);
}
