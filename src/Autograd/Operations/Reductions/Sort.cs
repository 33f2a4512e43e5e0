using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>The places of the elements along an axis in their order, equal ones in the order of their places, NaN counted as greatest. A
/// constant.</summary>
/// <remarks>A merge sort, from runs of one up, on the scratch memory: stable and without allocation.</remarks>
internal sealed class ArgSortOperation<T>(int axis, bool descending) : ConstantOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"arg sort(axis {axis}{(descending ? ", descending" : string.Empty)})";

    internal override object? Constants => (axis, descending);

    internal override OperationDescription? Description
        => new OperationDescription("arg sort").With("axis", axis).With("descending", descending);

    public override Shape OutputShape(OperandShapes inputs) => inputs[0];

    public override int ScratchLength(OperandShapes inputs, Shape output) => 4 * output.Sizes[axis];

    public override void Compute(ComputeContext<T> context)
    {
        AxisLayout layout = new(context.InputShape(0), axis);
        int size = layout.Size;
        for (int outer = 0; outer < layout.Outer; outer++)
        {
            for (int inner = 0; inner < layout.Inner; inner++)
            {
                int start = (outer * size * layout.Inner) + inner;
                Span<T> values = context.Scratch[..size];
                Span<T> places = context.Scratch.Slice(size, size);
                for (int k = 0; k < size; k++)
                {
                    values[k] = context.Input(0)[start + (k * layout.Inner)];
                    places[k] = T.CreateTruncating(k);
                }

                places = Sorted(values, places, context.Scratch.Slice(2 * size, size), context.Scratch.Slice(3 * size, size));
                for (int k = 0; k < size; k++)
                {
                    context.Output[start + (k * layout.Inner)] = places[k];
                }
            }
        }
    }

    private Span<T> Sorted(Span<T> values, Span<T> places, Span<T> otherValues, Span<T> otherPlaces)
    {
        int size = values.Length;
        for (long run = 1; run < size; run *= 2)
        {
            for (long first = 0; first < size; first += 2 * run)
            {
                int middle = (int)Math.Min(first + run, size);
                int end = (int)Math.Min(first + (2 * run), size);
                int left = (int)first;
                int right = middle;
                for (int to = left; to < end; to++)
                {
                    // Of equal elements the one of the left run.
                    bool fromRight = left == middle || (right < end && Precedes(values[right], values[left]));
                    int from = fromRight ? right++ : left++;
                    otherValues[to] = values[from];
                    otherPlaces[to] = places[from];
                }
            }

            Span<T> held = values;
            values = otherValues;
            otherValues = held;
            held = places;
            places = otherPlaces;
            otherPlaces = held;
        }

        return places;
    }

    private bool Precedes(T x, T y) => descending ? Less(y, x) : Less(x, y);

    private static bool Less(T x, T y) => x < y || (T.IsNaN(y) && !T.IsNaN(x));
}

public readonly partial struct Variable<T>
{
    /// <summary>The elements along an axis in order: y[k] = x[p[k]] with the permutation p of <see cref="ArgSort"/>.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="descending">Whether the greatest comes first.</param>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    /// <remarks>Stable: equal elements stay in the order of their places, in either direction. NaN counts as greatest. The derivative is 1
    /// by the element that is there, that is the permutation of the tangent; the permutation is constant and f'' = 0. n log n comparisons.
    /// Composed of the permutation and <see cref="Gather"/>.</remarks>
    public Variable<T> Sort(int axis = -1, bool descending = false)
    {
        Variable<T> self = this;
        return Tape.Compose(() => self.Gather(axis, self.ArgSort(axis, descending)));
    }

    /// <summary>The places of the elements along an axis in their order, as whole numbers in T; constant as far as derivatives
    /// go.</summary>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="descending">Whether that of the greatest comes first.</param>
    /// <exception cref="ArgumentException">The axis has more places than T can count (2^24 in float).</exception>
    /// <remarks>Stable: of equal elements the one at the lower place comes first, in either direction. NaN counts as greatest.</remarks>
    public Variable<T> ArgSort(int axis = -1, bool descending = false)
    {
        int resolved = Shape.ResolveAxis(axis);
        RequireCountable("ArgSort", resolved);
        return Tape.Apply(new ArgSortOperation<T>(resolved, descending), this);
    }
}
