using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The elements on one side of a diagonal of the last two axes, and zeros on the other. Linear, and its own transpose.</summary>
internal sealed class TriangleOperation<T>(bool lower, int diagonal) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"{(lower ? "lower" : "upper")} triangle({diagonal})";

    internal override object? Constants => (lower, diagonal);

    internal override OperationDescription? Description
        => new OperationDescription("triangle").With("lower", lower).With("diagonal", diagonal);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].Rank >= 2
        ? inputs[0]
        : throw new ArgumentException($"{Name} takes an array of two axes or more, got {inputs[0]}.");

    public override void Compute(ComputeContext<T> context)
    {
        int rows = context.OutputShape[-2];
        int columns = context.OutputShape[-1];
        Span<T> y = context.Output;
        context.Input(0).CopyTo(y);
        for (int row = 0; columns > 0 && y.Length > 0; row = row + 1 == rows ? 0 : row + 1)
        {
            // Kept are the columns up to row + diagonal below, and from there on above.
            Span<T> line = y[..columns];
            y = y[columns..];
            if (lower)
            {
                line[(int)Math.Clamp((long)row + diagonal + 1, 0, columns)..].Clear();
            }
            else
            {
                line[..(int)Math.Clamp((long)row + diagonal, 0, columns)].Clear();
            }
        }
    }

    public override void Vjp(VjpContext<T> context) => context.Add(0, context.Cotangent.Tape.Apply(this, context.Cotangent));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Tape.Apply(this, context.Tangent(0)));
}

public readonly partial struct Variable<T>
{
    /// <summary>The elements of [..., i, j] with j - i at most <paramref name="diagonal"/>, and zeros above.</summary>
    /// <param name="diagonal">The last diagonal that is kept: 0 for the main one, -1 for the one below it.</param>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    public Variable<T> LowerTriangle(int diagonal = 0) => Tape.Apply(new TriangleOperation<T>(lower: true, diagonal), this);

    /// <summary>The elements of [..., i, j] with j - i at least <paramref name="diagonal"/>, and zeros below.</summary>
    /// <param name="diagonal">The first diagonal that is kept: 0 for the main one, 1 for the one above it.</param>
    /// <exception cref="ArgumentException">There are fewer than two axes.</exception>
    public Variable<T> UpperTriangle(int diagonal = 0) => Tape.Apply(new TriangleOperation<T>(lower: false, diagonal), this);
}
