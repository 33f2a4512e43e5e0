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
    {
        (int height, int width) = ImageSize("AveragePool");
        PoolWindows rows = PoolWindows.Regular(height, window, stride ?? window, padding);
        PoolWindows columns = PoolWindows.Regular(width, window, stride ?? window, padding);
        return AveragePool(Averages(rows, window), Averages(columns, window));
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
        return AveragePool(Averages(down, null), Averages(across, null));
    }

    private Variable<T> AveragePool(Variable<T> rows, Variable<T> columns) => rows.MatMul(MatMul(columns, transposeRight: true));

    /// <summary>[windows, places]: 1 / divisor where the place lies in the window; by default each window is divided by its own length.</summary>
    private Variable<T> Averages(PoolWindows windows, int? divisor)
    {
        var matrix = new T[windows.Count * windows.Size];
        for (int k = 0; k < windows.Count; k++)
        {
            int length = windows.Ends[k] - windows.Starts[k];
            matrix.AsSpan((k * windows.Size) + windows.Starts[k], length).Fill(T.One / T.CreateChecked(divisor ?? length));
        }

        return Tape.Constant(matrix, [windows.Count, windows.Size]);
    }
}
