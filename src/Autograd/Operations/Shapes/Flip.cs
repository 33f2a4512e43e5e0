using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The places along some axes in reverse order. Linear, and its own transpose.</summary>
internal sealed class FlipOperation<T>(int[] axes) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"flip(axes {string.Join(", ", axes)})";

    internal override object? Constants => string.Join(',', axes);

    internal override OperationDescription? Description => new OperationDescription("flip").With("axes", axes);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override void Compute(ComputeContext<T> context)
    {
        Shape shape = context.InputShape(0);
        Span<int> strides = stackalloc int[Shape.MaximumRank];
        shape.Strides(strides);
        int offset = 0;
        foreach (int axis in axes)
        {
            offset += strides[axis] * (shape.Sizes[axis] - 1);
            strides[axis] = -strides[axis];
        }

        Strided.Gather(context.Input(0), offset, strides, context.Output, shape.Sizes);
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.Tape.Apply(this, context.Cotangent));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Tape.Apply(this, context.Tangent(0)));
}

public readonly partial struct Variable<T>
{
    /// <summary>The places along some axes in reverse order.</summary>
    /// <param name="axes">The axes, each once; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">An axis is named twice.</exception>
    public Variable<T> Flip(params ReadOnlySpan<int> axes)
    {
        var resolved = new int[axes.Length];
        for (int k = 0; k < axes.Length; k++)
        {
            resolved[k] = Shape.ResolveAxis(axes[k]);
            if (resolved.AsSpan(0, k).Contains(resolved[k]))
            {
                throw new ArgumentException(
                    $"Flip names each axis once, got [{string.Join(", ", axes.ToArray())}] for {Shape}.", nameof(axes));
            }
        }

        return axes.Length == 0 ? Unchanged() : Tape.Apply(new FlipOperation<T>(resolved), this);
    }
}
