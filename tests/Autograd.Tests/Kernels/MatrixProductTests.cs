using System.Numerics;
using AutogradMaml.Autograd.Kernels;
using AutogradMaml.Testing;

namespace AutogradMaml.Autograd.Tests.Kernels;

[Trait("Widths", "every")]
public sealed class DoubleMatrixProductTests : MatrixProductTests<double>;

[Trait("Widths", "every")]
public sealed class FloatMatrixProductTests : MatrixProductTests<float>;

/// <summary>The matrix product against the three loops that define it. Whole numbers make every sum exact, so equality is meant.</summary>
public abstract class MatrixProductTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 20;
    private static readonly T Sentinel = T.CreateChecked(-12345);

    [Fact]
    public void Every_size_from_1_to_20_equals_the_definition()
    {
        for (int rows = 1; rows <= 20; rows++)
        {
            for (int columns = 1; columns <= 20; columns++)
            {
                for (int inner = 1; inner <= 20; inner++)
                {
                    Compare(rows, columns, inner, transposed: (rows + inner) % 2 == 0, accumulate: columns % 3 == 0);
                }
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_number_of_rows_and_columns_to_70_equals_the_definition(bool transposeLeft, bool transposeRight)
    {
        for (int size = 1; size <= 70; size++)
        {
            CompareWithScratch(size, 37, 9, transposeLeft, transposeRight);
            CompareWithScratch(13, size, 9, transposeLeft, transposeRight);
            CompareWithScratch(13, 37, size, transposeLeft, transposeRight);
            CompareWithScratch(size, 1, 9, transposeLeft, transposeRight);
            CompareWithScratch(size, 20, 9, transposeLeft, transposeRight);
            CompareWithScratch(size, 40, 9, transposeLeft, transposeRight);
            CompareWithScratch(1, size, 9, transposeLeft, transposeRight);
        }
    }

    // Around the block of the inner axis, that of the columns, and the bounds from which the factors are copied to panels.
    [Theory]
    [InlineData(24, 96, 64)]
    [InlineData(25, 96, 64)]
    [InlineData(25, 97, 64)]
    [InlineData(130, 130, 130)]
    [InlineData(25, 100, 255)]
    [InlineData(26, 100, 256)]
    [InlineData(27, 100, 257)]
    [InlineData(25, 70, 511)]
    [InlineData(26, 100, 512)]
    [InlineData(27, 100, 513)]
    [InlineData(201, 70, 1025)]
    [InlineData(129, 65, 300)]
    [InlineData(30, 257, 256)]
    [InlineData(30, 511, 256)]
    [InlineData(30, 513, 256)]
    [InlineData(30, 1030, 300)]
    [InlineData(30, 1030, 600)]
    public void Sizes_around_the_blocks_in_memory_equal_the_definition(int rows, int columns, int inner)
    {
        foreach (bool transposeLeft in (bool[])[false, true])
        {
            foreach (bool transposeRight in (bool[])[false, true])
            {
                CompareWithScratch(rows, columns, inner, transposeLeft, transposeRight);
            }
        }
    }

    [Fact]
    public void Odd_sizes_around_the_blocks_equal_the_definition()
    {
        int[] sizes = [1, 5, 17, 31, 33, 39, 40, 41, 63, 64, 65, 97];
        foreach (int rows in sizes)
        {
            foreach (int columns in sizes)
            {
                Compare(rows, columns, 40, transposed: false, accumulate: true);
                Compare(rows, columns, 3, transposed: true, accumulate: false);
            }
        }
    }

    [Fact]
    public void Sizes_of_zero_write_zeros_or_nothing()
    {
        Compare(3, 4, 0, transposed: false, accumulate: false);
        Compare(0, 4, 3, transposed: false, accumulate: false);
        Compare(3, 0, 3, transposed: false, accumulate: false);
        foreach (bool transposed in (bool[])[false, true])
        {
            CompareWithScratch(3, 4, 0, transposed, transposed);
            CompareWithScratch(3, 1, 0, transposed, transposed);
            CompareWithScratch(1, 4, 0, transposed, transposed);
            CompareWithScratch(0, 4, 3, transposed, transposed);
            CompareWithScratch(3, 0, 3, transposed, transposed);
        }
    }

    // 20 and 40: two vectors and a half of double, and of float.
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(45)]
    public unsafe void An_element_has_the_same_bits_whatever_block_it_falls_into(int columns)
    {
        const int Size = 45;
        RandomStream stream = new(7, "bits");
        T[] a = Fractions(stream, Size * Size);
        T[] b = Fractions(stream, Size * columns);
        var whole = new T[Size * columns];
        var single = new T[1];
        fixed (T* pa = a, pb = b, pc = whole, one = single)
        {
            MatrixProduct.Multiply(Size, columns, Size, pa, Size, 1, pb, columns, pc);
            for (int row = 0; row < Size; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    MatrixProduct.Multiply(1, 1, Size, pa + (row * Size), Size, 1, pb + column, columns, one);
                    Assert.True(
                        single[0] == whole[(row * columns) + column],
                        $"Element ({row}, {column}) is {whole[(row * columns) + column]} in the whole and {single[0]} alone.");
                }
            }
        }
    }

    [Fact]
    public void The_scratch_memory_of_a_product_serves_every_part_of_it()
    {
        // Fewer columns may be cut into fewer and wider blocks: 8224 into three, half of them into one.
        int[] all = [1, 2, 31, 33, 64, 1000, 2752, 4096, 4112, 4128, 6000, 8192, 8224, 20_000];
        foreach (int inner in (int[])[5, 100, 256, 257, 700])
        {
            foreach (int columns in all)
            {
                foreach (int part in all.Where(part => part <= columns && part > 1))
                {
                    foreach (int rows in (int[])[65, 200])
                    {
                        Assert.InRange(
                            MatrixProduct.ScratchLength<T>(rows, part, inner, false), 0,
                            MatrixProduct.ScratchLength<T>(200, columns, inner, false));
                        Assert.InRange(
                            MatrixProduct.ScratchLength<T>(rows, part, inner, true), 0,
                            MatrixProduct.ScratchLength<T>(200, columns, inner, true));
                    }
                }
            }
        }
    }

    // The sum over the inner axis keeps its order when it is cut into blocks.
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(90)]
    public unsafe void Copying_to_panels_does_not_change_a_bit(int columns)
    {
        const int Rows = 31;
        const int Inner = 600;
        RandomStream stream = new(7, "panels");
        T[] a = Fractions(stream, Rows * Inner);
        T[] b = Fractions(stream, Inner * columns);
        var turned = new T[Inner * columns];
        var direct = new T[Rows * columns];
        var copied = new T[Rows * columns];
        var copiedTurned = new T[Rows * columns];
        var scratch = new T[Math.Max(MatrixProduct.ScratchLength<T>(
            Rows, columns, Inner, false), MatrixProduct.ScratchLength<T>(Rows, columns, Inner, true))];
        Assert.NotEmpty(scratch);
        fixed (T* pa = a, pb = b, pt = turned, pd = direct, pc = copied, pct = copiedTurned, ps = scratch)
        {
            MatrixTranspose.Transpose(pb, Inner, columns, pt);
            MatrixProduct.Multiply(Rows, columns, Inner, pa, Inner, 1, pb, columns, pd);
            MatrixProduct.Multiply(Rows, columns, Inner, pa, Inner, 1, pb, columns, 1, pc, columns, ps);
            MatrixProduct.Multiply(Rows, columns, Inner, pa, Inner, 1, pt, 1, Inner, pct, columns, ps);
        }

        Assert.Equal(direct, copied);
        Assert.Equal(direct, copiedTurned);
    }

    [Fact]
    public unsafe void Transposing_writes_every_element_and_nothing_else()
    {
        for (int rows = 1; rows <= 20; rows++)
        {
            for (int columns = 1; columns <= 20; columns++)
            {
                T[] source = Whole(new RandomStream(7, "transpose", rows, columns), rows * columns);
                T[] target = Guarded(rows * columns);
                T[] placed = Guarded(rows * columns);

                // The rows of the target from the last to the first.
                nint[] places = [.. Enumerable.Range(1, columns).Select(k => (nint)(columns - k) * rows)];
                fixed (T* from = source, to = target, toPlaces = placed)
                fixed (nint* starts = places)
                {
                    MatrixTranspose.Transpose(from, rows, columns, to + Guard);
                    MatrixTranspose.TransposeTo(from, columns, rows, columns, toPlaces + Guard, starts);
                }

                for (int k = 0; k < source.Length; k++)
                {
                    (int row, int column) = Math.DivRem(k, columns);
                    Assert.Equal(source[k], target[Guard + (column * rows) + row]);
                    Assert.Equal(source[k], placed[Guard + (int)places[column] + row]);
                }

                GuardsStand(target);
                GuardsStand(placed);
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Transposes_and_broadcast_batches_equal_the_definition(bool transposeLeft, bool transposeRight)
    {
        int[][] batches = [[], [1], [3], [2, 1], [1, 3], [2, 3]];
        using PoolCheck check = new();
        using Tape<T> tape = check.Tape<T>();
        foreach (int[] leftBatch in batches)
        {
            foreach (int[] rightBatch in batches)
            {
                tape.Clear();
                RandomStream stream = new(7, "batches");
                Shape left = Shape.Create([.. leftBatch, .. transposeLeft ? (int[])[9, 5] : [5, 9]]);
                Shape right = Shape.Create([.. rightBatch, .. transposeRight ? (int[])[18, 9] : [9, 18]]);
                Variable<T> a = tape.Input(Whole(stream, left.ElementCount), left);
                Variable<T> b = tape.Input(Whole(stream, right.ElementCount), right);
                Variable<T> c = a.MatMul(b, transposeLeft, transposeRight);
                ReferenceArray x = new(left, Near.ToDouble(a.Values));
                ReferenceArray y = new(right, Near.ToDouble(b.Values));
                ReferenceArray expected = ReferenceArray.From(c.Shape, index =>
                {
                    double sum = 0;
                    for (int k = 0; k < 9; k++)
                    {
                        int[] batch = index[..^2];
                        sum += Element(x, batch, transposeLeft ? k : index[^2], transposeLeft ? index[^2] : k)
                            * Element(y, batch, transposeRight ? index[^1] : k, transposeRight ? k : index[^1]);
                    }

                    return sum;
                });
                Assert.Equal(expected.Values, Near.ToDouble(c.Values));
            }
        }
    }

    private static double Element(ReferenceArray x, int[] batch, int row, int column)
    {
        int own = x.Shape.Rank - 2;
        int[] place = [.. batch[^own..].Select((at, axis) => x.Sizes[axis] == 1 ? 0 : at)];
        return x[[.. place, row, column]];
    }

    private static unsafe void Compare(int rows, int columns, int inner, bool transposed, bool accumulate)
    {
        RandomStream stream = new(7, "product", rows, (columns * 1000) + inner);

        // A stands with its rows or its columns together, and with a gap between them.
        (int aRow, int aColumn) = transposed ? (1, rows + 2) : (inner + 3, 1);
        T[] a = Whole(stream, Math.Max(1, (rows * aRow) + (inner * aColumn)));
        T[] b = Whole(stream, Math.Max(1, inner * (columns + 1)));
        T[] c = Guarded(rows * columns);
        T[] held = Whole(stream, rows * columns);
        held.CopyTo(c, Guard);
        fixed (T* pa = a, pb = b, pc = c)
        {
            MatrixProduct.Multiply(rows, columns, inner, pa, aRow, aColumn, pb, columns + 1, pc + Guard, accumulate);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                T sum = accumulate ? held[(row * columns) + column] : T.Zero;
                for (int k = 0; k < inner; k++)
                {
                    sum += a[(row * aRow) + (k * aColumn)] * b[(k * (columns + 1)) + column];
                }

                if (sum != c[Guard + (row * columns) + column])
                {
                    Assert.Fail(
                        $"[{rows}, {inner}] x [{inner}, {columns}]: element ({row}, {column}) is " +
                            $"{c[Guard + (row * columns) + column]}, expected {sum}.");
                }
            }
        }

        GuardsStand(c);
    }

    // Every factor ends where its array ends, or a gap before; C stands among sentinels, between its rows too.
    private static unsafe void CompareWithScratch(int rows, int columns, int inner, bool transposeLeft, bool transposeRight)
    {
        RandomStream stream = new(7, "product with scratch", rows, (columns * 10_000) + inner);
        int gap = rows % 3;
        (int aRow, int aColumn) = transposeLeft ? (1, rows + gap) : (inner + gap, 1);
        (int bRow, int bColumn) = transposeRight ? (1, inner + gap) : (columns + gap, 1);
        int cRow = columns + gap;
        T[] a = Whole(stream, Math.Max(1, (transposeLeft ? inner : rows) * Math.Max(aRow, aColumn)));
        T[] b = Whole(stream, Math.Max(1, (transposeRight ? columns : inner) * Math.Max(bRow, bColumn)));
        T[] c = Guarded(rows * cRow);
        T[] held = Whole(stream, rows * columns);
        for (int row = 0; row < rows; row++)
        {
            held.AsSpan(row * columns, columns).CopyTo(c.AsSpan(Guard + (row * cRow)));
        }

        int scratchLength = MatrixProduct.ScratchLength<T>(rows, columns, inner, transposeRight);
        T[] scratch = Guarded(scratchLength);
        fixed (T* pa = a, pb = b, pc = c, ps = scratch)
        {
            MatrixProduct.Multiply(rows, columns, inner, pa, aRow, aColumn, pb, bRow, bColumn, pc + Guard, cRow, ps + Guard);
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < cRow; column++)
            {
                T expected = Sentinel;
                if (column < columns)
                {
                    expected = T.Zero;
                    for (int k = 0; k < inner; k++)
                    {
                        expected += a[(row * aRow) + (k * aColumn)] * b[(k * bRow) + (column * bColumn)];
                    }
                }

                if (expected != c[Guard + (row * cRow) + column])
                {
                    Assert.Fail(
                        $"[{rows}, {inner}]{(transposeLeft ? "'" : string.Empty)} x [{inner}, " +
                            $"{columns}]{(transposeRight ? "'" : string.Empty)}: " +
                        $"element ({row}, {column}) is {c[Guard + (row * cRow) + column]}, expected {expected}.");
                }
            }
        }

        GuardsStand(c);
        GuardsStand(scratch);
    }

    private static T[] Guarded(int length)
    {
        var values = new T[length + (2 * Guard)];
        Array.Fill(values, Sentinel);
        return values;
    }

    private static void GuardsStand(T[] values)
    {
        Assert.Equal(-1, values.AsSpan(0, Guard).IndexOfAnyExcept(Sentinel));
        Assert.Equal(-1, values.AsSpan(values.Length - Guard).IndexOfAnyExcept(Sentinel));
    }

    private static T[] Whole(RandomStream stream, int length)
        => [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(stream.NextInt32(17) - 8))];

    private static T[] Fractions(RandomStream stream, int length)
        => [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked(stream.NextUniform(-1, 1)))];
}
