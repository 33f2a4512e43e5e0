using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>C = A B for each of a batch of matrices of the same sizes, in one go or divided among the members of a
/// <see cref="ThreadTeam"/>.</summary>
/// <remarks>
/// A part is some of the products, where there are enough of them; otherwise some columns or some rows of every product, whichever of the
/// two there are more of, because what the parts do twice is to copy the other factor. Each part copies what it needs to its member's own
/// scratch memory, so that nobody waits for anybody in between. The inner axis is never divided: every element of C is one sum, whose
/// order and bits are the same whatever the division.
/// </remarks>
internal unsafe struct MatrixBatch<T> : ISharedWork
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The products of the batch and how to step from one to the next in A and B; those of C follow one another.</summary>
    public LoopNest Nest;

    /// <summary>The number of products.</summary>
    public int Count;

    /// <summary>The rows of A and C.</summary>
    public int Rows;

    /// <summary>The columns of B and C.</summary>
    public int Columns;

    /// <summary>The columns of A and rows of B.</summary>
    public int Inner;

    /// <summary>The first element of A, the distance between its rows and that between its columns.</summary>
    public T* A;
    public nint ARow;
    public nint AColumn;

    /// <summary>The first element of B, the distance between its rows and that between its columns.</summary>
    public T* B;
    public nint BRow;
    public nint BColumn;

    /// <summary>The first element of C, whose elements are all contiguous.</summary>
    public T* C;

    /// <summary>What becomes of the products; nothing by default.</summary>
    public MatrixSum<T> Sum;

    /// <summary>The caller's scratch memory, of <see cref="MatrixProduct.ScratchLength"/> elements like that of each helper, and before
    /// them a tile if something becomes of the products.</summary>
    public T* Scratch;

    /// <summary>The helpers' scratch memory.</summary>
    public nint HelperScratch;

    /// <summary>The bytes from one helper's scratch memory to the next one's.</summary>
    public nint HelperScratchStep;

    // Below this a part is sooner done than another thread is told of it.
    private const long LeastOperations = 1_000_000;

    private int _parts;

    /// <summary>Computes all products.</summary>
    public void Multiply(in Helpers helpers)
    {
        _parts = helpers.Team is null ? 1 : Parts(helpers.Team.Count);
        if (_parts == 1)
        {
            Multiply(0, Count, 0, Rows, 0, Columns, Scratch);
            return;
        }

        HelperScratch = helpers.Scratch;
        HelperScratchStep = helpers.ScratchStep;
        fixed (MatrixBatch<T>* work = &this)
        {
            helpers.Team!.Run(_parts, work);
        }
    }

    /// <inheritdoc/>
    public void Run(int part, int member)
    {
        T* scratch = member == 0 ? Scratch : (T*)(HelperScratch + ((member - 1) * HelperScratchStep));
        if (Count >= _parts)
        {
            Multiply(Bound(Count, 1, part), Bound(Count, 1, part + 1), 0, Rows, 0, Columns, scratch);
        }
        else if (Columns >= Rows)
        {
            int width = MatrixProduct.PanelWidth<T>();
            Multiply(0, Count, 0, Rows, Bound(Columns, width, part), Bound(Columns, width, part + 1), scratch);
        }
        else
        {
            int height = MatrixBlock.MostRows<T>();
            Multiply(0, Count, Bound(Rows, height, part), Bound(Rows, height, part + 1), 0, Columns, scratch);
        }
    }

    private readonly int Parts(int threads) => (int)Math.Clamp(2L * Count * Rows * Columns * Inner / LeastOperations, 1, threads);

    // Where a part begins, in whole blocks, of which each part gets as many as the others or one more.
    private readonly int Bound(int length, int block, int part)
    {
        long blocks = (length + (long)block - 1) / block;
        return (int)Math.Min(length, blocks * part / _parts * block);
    }

    private readonly void Multiply(int from, int to, int row, int rowEnd, int column, int columnEnd, T* scratch)
    {
        int rows = rowEnd - row;
        int columns = columnEnd - column;
        if (rows == 0 || columns == 0)
        {
            return;
        }

        LoopNest nest = Nest;
        nint leftOffset = row * ARow;
        nint rightOffset = column * BColumn;
        int start = 0;
        do
        {
            int end = Math.Min(to - start, nest.InnerSize);
            for (int k = Math.Max(0, from - start); k < end; k++)
            {
                T* left = A + leftOffset + ((nint)k * nest.InnerFirst);
                T* right = B + rightOffset + ((nint)k * nest.InnerSecond);
                nint place = ((((nint)(start + k) * Rows) + row) * Columns) + column;
                if (Sum.Rows == 0)
                {
                    Multiply(rows, columns, left, right, C + place, Columns, scratch);
                    continue;
                }

                for (int first = 0; first < rows; first += Sum.Rows)
                {
                    int some = Math.Min(Sum.Rows, rows - first);
                    Multiply(some, columns, left + (first * ARow), right, scratch, Columns, scratch + Sum.TileLength);
                    Sum.Finish(scratch, some, columns, C, place + ((nint)first * Columns), Columns);
                }
            }

            start += nest.InnerSize;
        }
        while (start < to && nest.Next(ref leftOffset, ref rightOffset));
    }

    private readonly void Multiply(int rows, int columns, T* left, T* right, T* result, nint resultRow, T* scratch)
        => MatrixProduct.Multiply(rows, columns, Inner, left, ARow, AColumn, right, BRow, BColumn, result, resultRow, scratch);
}
