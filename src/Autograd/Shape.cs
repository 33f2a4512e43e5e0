using System.Collections;
using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// The sizes of the axes of an array, outermost first; values are stored row by row (the last axis is contiguous).
/// A scalar has no axes. Immutable; equality is by sizes. Written as a collection: <c>Shape shape = [25, 10, 40];</c>.
/// </summary>
/// <remarks>Axes are named by index from 0; a negative index counts from the end, as in NumPy. At most
/// <see cref="MaximumRank"/> axes; a size of zero is allowed.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>The greatest number of axes an array can have.</summary>
    public const int MaximumRank = 8;

    private readonly int[] _sizes;

    private Shape(int[] sizes, int length)
    {
        _sizes = sizes;
        ElementCount = length;
    }

    /// <summary>The shape of a single number: no axes, one element.</summary>
    public static Shape Scalar { get; } = new([], 1);

    /// <summary>The number of axes.</summary>
    public int Rank => _sizes.Length;

    /// <summary>The number of elements: the product of all sizes, 1 for a scalar.</summary>
    /// <remarks>Not called Length: a collection expression that spreads a shape would take that for the number of axes.</remarks>
    public int ElementCount { get; }

    /// <summary>The sizes, outermost axis first.</summary>
    public ReadOnlySpan<int> Sizes => _sizes;

    int IReadOnlyCollection<int>.Count => _sizes.Length;

    /// <summary>The size of one axis; a negative index counts from the last axis.</summary>
    /// <param name="axis">The axis, from -Rank to Rank - 1.</param>
    public int this[int axis] => _sizes[ResolveAxis(axis)];

    /// <summary>Makes a shape from its sizes.</summary>
    /// <param name="sizes">The sizes of the axes, outermost first; none for a scalar.</param>
    /// <exception cref="ArgumentException">A size is negative, there are too many axes, or the number of elements does not fit in
    /// 31 bits.</exception>
    public static Shape Create(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length == 0)
        {
            return Scalar;
        }

        if (sizes.Length > MaximumRank)
        {
            throw new ArgumentException(
                $"A shape has at most {MaximumRank} axes, got {sizes.Length}: merge axes with Reshape.", nameof(sizes));
        }

        long length = 1;
        foreach (int size in sizes)
        {
            if (size < 0)
            {
                throw new ArgumentException($"The size of an axis must be zero or more, got {size} in {Format(sizes)}.", nameof(sizes));
            }

            length *= size;
            if (length > int.MaxValue)
            {
                throw new ArgumentException(
                    $"An array holds at most {int.MaxValue} elements; {Format(sizes)} has more: split it.", nameof(sizes));
            }
        }

        return new Shape(sizes.ToArray(), (int)length);
    }

    /// <summary>The axis as an index from 0, resolving a negative index from the end.</summary>
    /// <param name="axis">The axis, from -Rank to Rank - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int ResolveAxis(int axis)
    {
        int resolved = axis < 0 ? axis + _sizes.Length : axis;
        if ((uint)resolved >= (uint)_sizes.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(axis),
                _sizes.Length == 0
                    ? $"Axis {axis} was asked of a scalar, which has no axes."
                    : $"Axis {axis} does not exist in {this}: expected {-_sizes.Length} to {_sizes.Length - 1}.");
        }

        return resolved;
    }

    /// <summary>The shape to which two shapes broadcast, by NumPy's rule: aligned at the last axis, sizes equal or one of them 1.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    /// <param name="operation">What the shapes were given to; named in the error.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Shape Broadcast(Shape left, Shape right, string operation)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Equals(right) || right.Rank == 0)
        {
            return left;
        }

        if (left.Rank == 0)
        {
            return right;
        }

        int rank = Math.Max(left.Rank, right.Rank);
        Span<int> sizes = stackalloc int[MaximumRank];
        sizes = sizes[..rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int a = fromEnd <= left.Rank ? left._sizes[^fromEnd] : 1;
            int b = fromEnd <= right.Rank ? right._sizes[^fromEnd] : 1;
            if (a != b && a != 1 && b != 1)
            {
                throw new ArgumentException(
                    $"{operation}: shapes {left} and {right} do not broadcast: axis -{fromEnd} has sizes {a} and {b}; " +
                    "expected equal sizes, or 1 in one of them. Use Reshape to add an axis of size 1 where one is missing.");
            }

            sizes[^fromEnd] = a == 1 ? b : a;
        }

        // Handing back an existing instance spares an allocation on the hottest path: one operand rarely widens both.
        return sizes.SequenceEqual(left._sizes) ? left : sizes.SequenceEqual(right._sizes) ? right : Create(sizes);
    }

    /// <summary>Whether an array of this shape broadcasts to the given shape without changing it.</summary>
    /// <param name="target">The shape to broadcast to.</param>
    public bool BroadcastsTo(Shape target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (Rank > target.Rank)
        {
            return false;
        }

        for (int fromEnd = 1; fromEnd <= Rank; fromEnd++)
        {
            if (_sizes[^fromEnd] != 1 && _sizes[^fromEnd] != target._sizes[^fromEnd])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>This shape with an axis of the given size put in front: the task axis, for instance.</summary>
    /// <param name="size">The size of the new outermost axis.</param>
    public Shape Prepend(int size) => Create([size, .. _sizes]);

    /// <summary>This shape without the given axis.</summary>
    /// <param name="axis">The axis to leave out.</param>
    public Shape Without(int axis)
    {
        int resolved = ResolveAxis(axis);
        return Create([.. _sizes.AsSpan(0, resolved), .. _sizes.AsSpan(resolved + 1)]);
    }

    /// <summary>This shape with one size replaced.</summary>
    /// <param name="axis">The axis to change.</param>
    /// <param name="size">Its new size.</param>
    public Shape With(int axis, int size)
    {
        int[] sizes = [.. _sizes];
        sizes[ResolveAxis(axis)] = size;
        return Create(sizes);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && _sizes.AsSpan().SequenceEqual(other._sizes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <summary>Whether two shapes have the same sizes.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    public static bool operator ==(Shape? left, Shape? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    /// <param name="left">One shape.</param>
    /// <param name="right">The other shape.</param>
    public static bool operator !=(Shape? left, Shape? right) => !(left == right);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (int size in _sizes)
        {
            hash.Add(size);
        }

        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets, as in <c>[25, 10, 40]</c>.</summary>
    public override string ToString() => Format(_sizes);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The distance in elements between neighbours along each axis of a contiguous array of this shape.</summary>
    internal void Strides(Span<int> strides)
    {
        int stride = 1;
        for (int axis = _sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= _sizes[axis];
        }
    }

    private static string Format(ReadOnlySpan<int> sizes) => $"[{string.Join(", ", sizes.ToArray())}]";
}
