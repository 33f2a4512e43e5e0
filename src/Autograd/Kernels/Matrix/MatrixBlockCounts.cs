namespace AutogradMaml.Autograd.Kernels;

/// <summary>The row counts of <see cref="MatrixBlock"/>.</summary>
internal static class RowCount
{
    public readonly struct One : IRowCount
    {
        public static int Count => 1;
    }

    public readonly struct Two : IRowCount
    {
        public static int Count => 2;
    }

    public readonly struct Three : IRowCount
    {
        public static int Count => 3;
    }

    public readonly struct Four : IRowCount
    {
        public static int Count => 4;
    }

    public readonly struct Five : IRowCount
    {
        public static int Count => 5;
    }

    public readonly struct Six : IRowCount
    {
        public static int Count => 6;
    }

    public readonly struct Seven : IRowCount
    {
        public static int Count => 7;
    }

    public readonly struct Eight : IRowCount
    {
        public static int Count => 8;
    }

    public readonly struct Nine : IRowCount
    {
        public static int Count => 9;
    }

    public readonly struct Ten : IRowCount
    {
        public static int Count => 10;
    }

    public readonly struct Eleven : IRowCount
    {
        public static int Count => 11;
    }

    public readonly struct Twelve : IRowCount
    {
        public static int Count => 12;
    }
}

/// <summary>The column counts of <see cref="MatrixBlock"/>: vectors, and whether the last is whole.</summary>
internal static class ColumnCount
{
    public readonly struct One : IColumnCount
    {
        public static bool HasSecond => false;

        public static bool EndsInPart => false;
    }

    public readonly struct Two : IColumnCount
    {
        public static bool HasSecond => true;

        public static bool EndsInPart => false;
    }

    public readonly struct PartOfOne : IColumnCount
    {
        public static bool HasSecond => false;

        public static bool EndsInPart => true;
    }

    public readonly struct OneAndPart : IColumnCount
    {
        public static bool HasSecond => true;

        public static bool EndsInPart => true;
    }
}
