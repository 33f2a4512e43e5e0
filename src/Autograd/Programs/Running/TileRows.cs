namespace AutogradMaml.Autograd;

/// <summary>Goes over the rows within a tile of an operand that does not lie together there; rows that repeat come together.</summary>
internal ref struct TileRows
{
    private readonly int[] _sizes;
    private readonly int[] _strides;
    private readonly int _first;
    private readonly int _outerAxes;
    private Counters _counters;

    /// <summary>Begins at the first row.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="stretch">The length of the tile along the axis that is cut.</param>
    public TileRows(LoopOperand operand, int stretch)
    {
        _sizes = operand.Sizes;
        _strides = operand.Strides;
        _first = operand.CutsFirst ? stretch * _sizes[0] : _sizes[0];
        Length = _sizes.Length == 1 ? _first : _sizes[^1];
        InnerStride = _strides[^1];
        bool repeats = _sizes.Length > 1 && _strides[^2] == 0;
        Repeats = !repeats ? 1 : _sizes.Length == 2 ? _first : _sizes[^2];
        _outerAxes = _sizes.Length - (repeats ? 2 : 1);
    }

    /// <summary>The length of a row.</summary>
    public int Length { get; }

    /// <summary>The stride within a row: 0 or 1.</summary>
    public int InnerStride { get; }

    /// <summary>How many times the row comes, one after the other.</summary>
    public int Repeats { get; }

    /// <summary>Where the row's first number lies.</summary>
    public nint Offset { get; private set; }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Next()
    {
        for (int axis = _outerAxes - 1; axis >= 0; axis--)
        {
            int size = axis == 0 ? _first : _sizes[axis];
            Offset += _strides[axis];
            if (++_counters[axis] < size)
            {
                return true;
            }

            Offset -= (nint)_strides[axis] * size;
            _counters[axis] = 0;
        }

        return false;
    }

    [System.Runtime.CompilerServices.InlineArray(Shape.MaximumRank)]
    private struct Counters
    {
        private int _first;
    }
}
