using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The same elements in the same order under another shape: no copy. Linear; its transpose is the reshape back.</summary>
internal sealed class ReshapeOperation<T>(Shape shape) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"reshape to {shape}";

    internal override object? Constants => shape;

    internal override bool IsView => true;

    internal override bool OnlyReshapes => true;

    internal override bool IsSeparateAlongLeadingAxis(Shape output) => true;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].ElementCount == shape.ElementCount
        ? shape
        : throw new ArgumentException(
            $"Reshape: {inputs[0]} has {inputs[0].ElementCount} elements, {shape} has {shape.ElementCount}; expected the same number.");

    public override void Compute(ComputeContext<T> context)
    {
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.Shaped(context.Input(0).Shape));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Shaped(shape));
}

public readonly partial struct Variable<T>
{
    /// <summary>The same elements in the same order under another shape; costs nothing.</summary>
    /// <param name="shape">The shape, with the same number of elements.</param>
    public Variable<T> Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Tape.Apply(new ReshapeOperation<T>(shape), this);
    }

    /// <summary>The same values as a node of its own: what an operation gives where it has nothing to do, so that the derivative by its
    /// result is not that by its operand. No copy is made, and a program leaves it out.</summary>
    internal Variable<T> Unchanged() => Reshape(Shape);

    /// <summary>The same elements under a shape; this variable itself where it has that shape. For operands and derivative rules, where
    /// nobody takes the result for a node of its own.</summary>
    internal Variable<T> Shaped(Shape shape) => Shape == shape ? this : Reshape(shape);

    /// <summary>The same elements with an axis of size 1 put in.</summary>
    /// <param name="axis">Where the new axis will be; a negative one counts from the end of the new shape.</param>
    public Variable<T> InsertAxis(int axis)
    {
        Shape shape = Shape;
        int at = axis < 0 ? axis + shape.Rank + 1 : axis;
        if ((uint)at > (uint)shape.Rank)
        {
            throw new ArgumentOutOfRangeException(
                nameof(axis), $"An axis can be put into {shape} at {-shape.Rank - 1} to {shape.Rank}, got {axis}.");
        }

        return Reshape(Shape.Create([.. shape.Sizes[..at], 1, .. shape.Sizes[at..]]));
    }
}
