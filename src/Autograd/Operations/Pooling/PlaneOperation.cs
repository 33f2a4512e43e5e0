using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>An operation between planes, the elements of the first axis, and smaller planes of windows: each plane of its result comes from
/// the same plane of its inputs alone. A program computes it tile by tile with others, where tiles are whole planes.</summary>
/// <remarks>Of its two inputs the second has the shape of the planes, and the result is constant in it; the first and the result are one of
/// either kind, and the result is linear in the first.</remarks>
internal abstract unsafe class PlaneOperation<T>(PoolWindows rows, PoolWindows columns) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of a plane.</summary>
    public int PlaneLength { get; } = rows.Size * columns.Size;

    /// <summary>The windows of a plane.</summary>
    public int WindowCount { get; } = rows.Count * columns.Count;

    /// <summary>Whether the result is of windows, and the first input of planes; otherwise the other way round.</summary>
    public abstract bool GivesWindows { get; }

    internal sealed override TileForm<T>? Tiles(OperandShapes inputs, Shape output)
    {
        if (inputs[1].ElementCount == 0)
        {
            return null;
        }

        // As many windows as elements are like any other array, and may have been made in the same tiles.
        TileAccess windows = TileAccess.OfWindows(WindowCount);
        return new()
        {
            Cut = 1,
            Function = ComputeRun,
            First = GivesWindows || WindowCount == PlaneLength ? TileAccess.Along : windows,
            Output = GivesWindows ? windows : TileAccess.Along,
            Sizes = [inputs[1].ElementCount / PlaneLength, PlaneLength],
            PlaneLength = PlaneLength,
            IsGathered = GivesWindows,
            IsBestAloneOnWhole = true,
            Anew = GivesWindows ? AnewCost.Dear : AnewCost.Planes,
        };
    }

    public sealed override void Compute(ComputeContext<T> context)
    {
        fixed (T* first = context.Input(0))
        fixed (T* second = context.Input(1))
        fixed (T* output = context.Output)
        {
            ComputePlanes(first, second, output, context.OutputShape[0]);
        }
    }

    public sealed override void Vjp(VjpContext<T> context)
    {
        if (context.Needs(0))
        {
            context.Add(0, context.Cotangent.Tape.Apply(Transposed, context.Cotangent, context.Input(1)));
        }
    }

    public sealed override void Jvp(JvpContext<T> context)
    {
        if (context.Has(0))
        {
            context.Add(context.Output.Tape.Apply(this, context.Tangent(0), context.Input(1)));
        }
    }

    /// <summary>The operation that takes the other direction, and gives the cotangent of the first input.</summary>
    protected abstract PlaneOperation<T> Transposed { get; }

    /// <summary>The windows, for a kind of operation between planes: where each starts and ends, and the distance of its places.</summary>
    protected OperationDescription Describe(string kind) => new OperationDescription(kind)
        .With("rowStarts", Rows.Starts).With("rowEnds", Rows.Ends).With("rowStep", Rows.Step)
        .With("columnStarts", Columns.Starts).With("columnEnds", Columns.Ends).With("columnStep", Columns.Step);

    /// <summary>The windows down.</summary>
    protected PoolWindows Rows { get; } = rows;

    /// <summary>The windows across.</summary>
    protected PoolWindows Columns { get; } = columns;

    private void ComputeRun(T* first, int firstStep, T* second, int secondStep, T* output, int length)
        => ComputePlanes(first, second, output, length / PlaneLength);

    /// <summary>Computes some planes that lie one after the other.</summary>
    public abstract void ComputePlanes(T* first, T* second, T* output, int planes);
}
