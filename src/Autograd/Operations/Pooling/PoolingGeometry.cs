namespace AutogradMaml.Autograd;

/// <summary>How the windows of a pooling lie on an image: their size, distance and spacing, the border, and whether the last may reach
/// beyond it.</summary>
/// <param name="WindowY">The rows of a window.</param>
/// <param name="WindowX">The columns of a window.</param>
/// <param name="StrideY">Rows from one window to the next; by default those of a window, so that they don't overlap.</param>
/// <param name="StrideX">Columns from one window to the next; by default those of a window.</param>
/// <param name="PaddingY">Rows above and below that count for the places of windows; at most half a window.</param>
/// <param name="PaddingX">Columns on either side, likewise.</param>
/// <param name="DilationY">Rows from one row of a window to the next.</param>
/// <param name="DilationX">Columns from one column of a window to the next.</param>
/// <param name="CeilingMode">Whether a last window that begins on the image or the border before it, and reaches beyond the border behind,
/// is one too, with what it has there. By default incomplete windows are left out.</param>
public readonly record struct PoolingGeometry(
    int WindowY,
    int WindowX,
    int? StrideY = null,
    int? StrideX = null,
    int PaddingY = 0,
    int PaddingX = 0,
    int DilationY = 1,
    int DilationX = 1,
    bool CeilingMode = false)
{
    /// <summary>The same window, stride, padding and dilation in both directions.</summary>
    /// <param name="window">The window, at least 1.</param>
    /// <param name="stride">The stride, at least 1; by default the window.</param>
    /// <param name="padding">The padding: 0 to half a window.</param>
    /// <param name="dilation">The dilation, at least 1.</param>
    /// <param name="ceilingMode">Whether incomplete windows at the end are windows too.</param>
    public static PoolingGeometry Square(int window, int? stride = null, int padding = 0, int dilation = 1, bool ceilingMode = false)
        => new(window, window, stride, stride, padding, padding, dilation, dilation, ceilingMode);

    /// <summary>Windows along the last axis alone.</summary>
    /// <param name="window">The window, at least 1.</param>
    /// <param name="stride">The stride, at least 1; by default the window.</param>
    /// <param name="padding">The padding: 0 to half a window.</param>
    /// <param name="dilation">The dilation, at least 1.</param>
    /// <param name="ceilingMode">Whether an incomplete window at the end is a window too.</param>
    public static PoolingGeometry Line(int window, int? stride = null, int padding = 0, int dilation = 1, bool ceilingMode = false)
        => new(1, window, 1, stride, 0, padding, 1, dilation, ceilingMode);

    /// <summary>Window, stride, border and spacing: one number where both directions have the same, otherwise rows before
    /// columns.</summary>
    public override string ToString()
        => $"window {Words(WindowY, WindowX)}, stride {Words(StrideY ?? WindowY, StrideX ?? WindowX)}, padding {Words(PaddingY, PaddingX)}"
            + (DilationY == 1 && DilationX == 1 ? string.Empty : $", dilation {Words(DilationY, DilationX)}")
            + (CeilingMode ? ", incomplete ones too" : string.Empty);

    internal PoolWindows Rows(int height) => PoolWindows.Regular(height, WindowY, StrideY ?? WindowY, PaddingY, DilationY, CeilingMode);

    internal PoolWindows Columns(int width) => PoolWindows.Regular(width, WindowX, StrideX ?? WindowX, PaddingX, DilationX, CeilingMode);

    private static string Words(int rows, int columns)
        => rows == columns ? FormattableString.Invariant($"{rows}") : FormattableString.Invariant($"{rows} x {columns}");
}
