using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>
/// Rows by number, batch by batch: out[b, i, :] = x[b, indices[b, i], :] for x of [batches, rows, width] and indices of
/// [batches, count]. Linear in x, constant in the indices; its transpose adds rows back (<see cref="TakeTransposeOperation{T}"/>).
/// </summary>
internal sealed class TakeOperation<T> : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static TakeOperation<T> Instance { get; } = new();

    public override string Name => "take";

    internal override OperationDescription? Description => new(Name);

    public override Shape OutputShape(OperandShapes inputs) => Shape.Create(inputs[0][0], inputs[1][1], inputs[0][2]);

    public override void Compute(ComputeContext<T> context)
    {
        (int batches, int rows, int width) = (context.InputShape(0)[0], context.InputShape(0)[1], context.InputShape(0)[2]);
        int count = context.InputShape(1)[1];
        if (width == 1)
        {
            TakeElements(context.Input(0), rows, context.Input(1), count, context.Output);
            return;
        }

        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < count; i++)
            {
                int row = Row(context.Input(1)[(batch * count) + i], rows);
                context.Input(0).Slice(((batch * rows) + row) * width, width).CopyTo(context.Output[(((batch * count) + i) * width)..]);
            }
        }
    }

    public override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            Variable<T> cotangent = context.Cotangent;
            context.Add(0, cotangent.Tape.Apply(new TakeTransposeOperation<T>(context.Input(0).Shape[1]), cotangent, context.Input(1)));
        }

        if (context.Needs(1))
        {
            context.Add(1, context.Cotangent.Tape.Zeros(context.Input(1).Shape));
        }
    }

    public override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            context.Add(context.Output.Tape.Apply(this, context.Tangent(0), context.Input(1)));
        }
    }

    // Rows of one element: without the cost of copying each as a run.
    private static void TakeElements(ReadOnlySpan<T> table, int rows, ReadOnlySpan<T> indices, int count, Span<T> output)
    {
        int start = 0;
        for (int first = 0; first < output.Length; first += count)
        {
            for (int i = first; i < first + count; i++)
            {
                output[i] = table[start + Row(indices[i], rows)];
            }

            start += rows;
        }
    }

    /// <summary>A row number held in an element, checked.</summary>
    internal static int Row(T value, int rows) => T.IsInteger(value) && value >= T.Zero && value < T.CreateChecked(rows)
        ? int.CreateChecked(value)
        : throw new ArgumentOutOfRangeException(
            null, FormattableString.Invariant($"Got index {value}, expected a whole number from 0 to {rows - 1}: there are {rows} rows."));
}

public readonly partial struct Variable<T>
{
    /// <summary>Rows by number: out[i..., :] = x[indices[i...], :].</summary>
    /// <param name="indices">Row numbers as whole values of T (exact to 2^24 in float), of any shape; constant as far as derivatives
    /// go.</param>
    /// <returns>The rows, with the axes of the indices followed by the last axis of this.</returns>
    /// <remarks>This has shape [rows, width]; or [tasks, rows, width], and then the indices have [tasks, ...] and each task takes from its
    /// own rows. A row that is taken several times gets the sum of the cotangents.</remarks>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a whole number within the rows.</exception>
    public Variable<T> TakeRows(Variable<T> indices)
    {
        Shape shape = Shape;
        Shape picked = indices.Shape;
        bool perTask = shape.Rank == 3;
        if (shape.Rank is not (2 or 3) || (perTask && (picked.Rank == 0 || picked[0] != shape[0])))
        {
            throw new ArgumentException(
                "TakeRows takes from [rows, width] by indices of any shape, or from [tasks, rows, width] by [tasks, " +
                    $"...], got {shape} and {picked}.");
        }

        Tape.IndexOf(indices);
        int batches = perTask ? shape[0] : 1;
        int start = Tape.Count;
        try
        {
            Variable<T> table = Shaped([batches, shape[-2], shape[-1]]);
            Variable<T> flat = indices.Shaped([batches, batches == 0 ? 0 : picked.ElementCount / batches]);
            return Tape.Apply(TakeOperation<T>.Instance, table, flat).Shaped(Shape.Create([.. picked.Sizes, shape[-1]]));
        }
        catch (ArgumentOutOfRangeException)
        {
            // An index that is no row shows only now; the views made for it go with it.
            Tape.Truncate(start);
            throw;
        }
    }
}
