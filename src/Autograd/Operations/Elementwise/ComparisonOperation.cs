using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>A function of two numbers whose value is 0 or 1: constant wherever it is differentiable, so sweeps stop at it.</summary>
internal abstract class ComparisonOperation<T, TFunction> : ConstantElementwiseOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFunction : struct, IBinaryFunction<T>
{
    public sealed override Shape OutputShape(OperandShapes inputs) => Shape.Broadcast(inputs[0], inputs[1], Name);

    public sealed override void Compute(ComputeContext<T> context)
        => Strided.Zip<T, TFunction>(
            context.Input(0), context.InputShape(0), context.Input(1), context.InputShape(1), context.Output, context.OutputShape);

    public sealed override unsafe void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => Elementwise.Zip<T, TFunction>(first, firstStep, second, secondStep, output, length);
}
