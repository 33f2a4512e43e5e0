namespace AutogradMaml.Autograd;

public readonly partial struct Variable<T>
{
    /// <summary>The mean of each window of the last two axes.</summary>
    /// <param name="window">The height and width of a window.</param>
    /// <param name="stride">The distance between windows; by default the window, so that they don't overlap.</param>
    /// <param name="padding">Places on every border that count as zeros; at most half a window.</param>
    /// <returns>[..., rows, columns]; incomplete windows at the end are left out.</returns>
    /// <remarks>Linear. Composed: a product with a matrix of windows on either side, A x B'; the divisor is the whole window, padding
    /// included.</remarks>
    /// <exception cref="ArgumentException">The windows don't fit.</exception>
    public Variable<T> AveragePool(int window, int? stride = null, int padding = 0)
        => AveragePool(PoolingGeometry.Square(window, stride, padding));

    /// <summary>The mean of each window of the last two axes.</summary>
    /// <param name="geometry">How the windows lie.</param>
    /// <param name="countPadding">Whether places on the border count as zeros; otherwise the mean is over the places of the image alone.
    /// Places beyond the border, of incomplete windows, never count.</param>
    /// <param name="divisor">By what each sum is divided; by default by the number of places that count.</param>
    /// <returns>[..., rows, columns].</returns>
    /// <remarks>Linear. Composed: a product with a matrix of windows on either side, A x B'.</remarks>
    /// <exception cref="ArgumentException">The windows don't fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is below 1.</exception>
    public Variable<T> AveragePool(PoolingGeometry geometry, bool countPadding = true, int? divisor = null)
    {
        if (divisor is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(divisor), $"A sum is divided by 1 or more, got {divisor}.");
        }

        (int height, int width) = ImageSize("AveragePool");
        (PoolWindows rows, PoolWindows columns) = (geometry.Rows(height), geometry.Columns(width));

        // A divisor of its own stands in the rows, and 1 in the columns.
        return AveragePool(Averages(rows, countPadding, divisor), Averages(columns, countPadding, divisor is null ? null : 1));
    }

    /// <summary>The mean of each of a given number of windows that cover the last two axes.</summary>
    /// <param name="rows">The number of windows down: window k reaches from floor(k height / rows) to ceil((k + 1) height / rows).</param>
    /// <param name="columns">The number of windows across.</param>
    /// <returns>[..., rows, columns].</returns>
    public Variable<T> AdaptiveAveragePool(int rows, int columns)
    {
        (int height, int width) = ImageSize("AdaptiveAveragePool");
        PoolWindows down = PoolWindows.Adaptive(height, rows);
        PoolWindows across = PoolWindows.Adaptive(width, columns);
        return AveragePool(Averages(down, false, null), Averages(across, false, null));
    }

    private Variable<T> AveragePool(Variable<T> rows, Variable<T> columns) => rows.MatMul(MatMul(columns, transposeRight: true));

    /// <summary>[windows, places]: 1 / divisor where the place lies in the window; by default each window is divided by the number of its
    /// own places.</summary>
    private Variable<T> Averages(PoolWindows windows, bool countPadding, int? divisor)
    {
        var matrix = new T[windows.Count * windows.Size];
        for (int k = 0; k < windows.Count; k++)
        {
            T share = T.One / T.CreateChecked(divisor ?? (countPadding ? windows.Places[k] : windows.PlacesWithin(k)));
            for (int place = windows.Starts[k]; place < windows.Ends[k]; place += windows.Step)
            {
                matrix[(k * windows.Size) + place] = share;
            }
        }

        return Tape.Constant(matrix, [windows.Count, windows.Size]);
    }
}
