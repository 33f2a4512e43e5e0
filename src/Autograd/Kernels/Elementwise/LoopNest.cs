using System.Runtime.CompilerServices;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// The nest of loops over an array that is walked in order while one or two others are walked with strides of their own (0 along a
/// broadcast or reduced axis). Axes of size 1 are dropped and neighbours that can be walked as one are merged, so the innermost loop
/// is as long as it can be.
/// </summary>
internal struct LoopNest
{
    private Axes _sizes;
    private Axes _first;
    private Axes _second;
    private Axes _counters;
    private readonly int _outerAxes;

    /// <summary>Builds the nest.</summary>
    /// <param name="sizes">The sizes of the axes, outermost first.</param>
    /// <param name="first">The strides of the first companion, one per axis.</param>
    /// <param name="second">The strides of the second companion, one per axis.</param>
    public LoopNest(ReadOnlySpan<int> sizes, ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        int count = 0;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] == 1)
            {
                continue;
            }

            if (count > 0 && _first[count - 1] == first[axis] * sizes[axis] && _second[count - 1] == second[axis] * sizes[axis])
            {
                _sizes[count - 1] *= sizes[axis];
                _first[count - 1] = first[axis];
                _second[count - 1] = second[axis];
                continue;
            }

            _sizes[count] = sizes[axis];
            _first[count] = first[axis];
            _second[count] = second[axis];
            count++;
        }

        if (count == 0)
        {
            InnerSize = 1;
            _outerAxes = 0;
            return;
        }

        _outerAxes = count - 1;
        InnerSize = _sizes[_outerAxes];
        InnerFirst = _first[_outerAxes];
        InnerSecond = _second[_outerAxes];
    }

    /// <summary>The length of the innermost loop.</summary>
    public int InnerSize { get; }

    /// <summary>The stride of the first companion in the innermost loop.</summary>
    public int InnerFirst { get; }

    /// <summary>The stride of the second companion in the innermost loop.</summary>
    public int InnerSecond { get; }

    /// <summary>Steps to the next innermost loop and moves the offsets of both companions; false after the last.</summary>
    public bool Next(ref nint first, ref nint second)
    {
        for (int axis = _outerAxes - 1; axis >= 0; axis--)
        {
            first += _first[axis];
            second += _second[axis];
            if (++_counters[axis] < _sizes[axis])
            {
                return true;
            }

            first -= (nint)_first[axis] * _sizes[axis];
            second -= (nint)_second[axis] * _sizes[axis];
            _counters[axis] = 0;
        }

        return false;
    }

    [InlineArray(Shape.MaximumRank)]
    private struct Axes
    {
        private int _first;
    }
}
