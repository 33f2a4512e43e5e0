using System.Numerics;
using System.Numerics.Tensors;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>What becomes of a matrix product before it is stored: C = D + factor * product, or C = factor * product.</summary>
/// <remarks>A few rows of the product are computed into a tile in the first cache, then scaled, added and stored, so that the product
/// itself is never written to an array of its own. Each element is rounded after the product, after the factor and after the sum, as by
/// operations of their own. D may be C itself: each element of it is read just before it is written.</remarks>
internal unsafe struct MatrixSum<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of the product that are computed at a time; 0 if nothing becomes of it.</summary>
    public int Rows;

    /// <summary>The elements of the tile, at the beginning of the scratch memory.</summary>
    public int TileLength;

    /// <summary>The factor.</summary>
    public T Factor;

    /// <summary>The first element of D; null if there is none.</summary>
    public T* Addend;

    /// <summary>The length of D, in whole rows; where it is shorter than C it repeats.</summary>
    public int AddendLength;

    /// <summary>Below this many elements at a time an operation of its own is faster.</summary>
    public const int FewestElements = 64;

    // Half of the first cache, for the tile; what is read beside it and what is written need the other half.
    private const int TileBytes = 16 * 1024;

    /// <summary>How many rows are best computed at a time, or 0 if no tile suits the product: then what becomes of it is better done
    /// afterwards.</summary>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The columns of B and C.</param>
    /// <param name="inner">The columns of A and rows of B.</param>
    /// <param name="turned">Whether B's columns are contiguous and not its rows.</param>
    public static int TileRows(int rows, int columns, int inner, bool turned)
    {
        if ((long)rows * columns * sizeof(T) <= TileBytes)
        {
            return (long)rows * columns < FewestElements ? 0 : rows;
        }

        int block = MatrixBlock.MostRows<T>();
        return MatrixProduct.MayDivideRows<T>(columns, inner, turned) && (long)block * columns * sizeof(T) <= TileBytes
            ? TileBytes / (columns * sizeof(T)) / block * block
            : 0;
    }

    /// <summary>Scales, adds and stores what is in the tile.</summary>
    /// <param name="tile">The tile, its rows as far apart as those of C.</param>
    /// <param name="rows">The rows in it.</param>
    /// <param name="columns">The columns in it.</param>
    /// <param name="c">The first element of all products.</param>
    /// <param name="place">Where in them the tile belongs.</param>
    /// <param name="cRow">The distance between rows of C.</param>
    public readonly void Finish(T* tile, int rows, int columns, T* c, nint place, int cRow)
    {
        if (columns == cRow)
        {
            columns *= rows;
            rows = 1;
        }

        for (; rows > 0; rows--)
        {
            FinishRow(new(tile, columns), c + place, place);
            tile += cRow;
            place += cRow;
        }
    }

    private readonly void FinishRow(ReadOnlySpan<T> product, T* c, nint place)
    {
        if (Addend is null)
        {
            TensorPrimitives.Multiply(product, Factor, new Span<T>(c, product.Length));
            return;
        }

        int start = (int)(place % AddendLength);
        while (product.Length > 0)
        {
            int some = Math.Min(product.Length, AddendLength - start);
            ReadOnlySpan<T> addend = new(Addend + start, some);
            Span<T> sum = new(c, some);
            if (Factor == T.One)
            {
                TensorPrimitives.Add(product[..some], addend, sum);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(product[..some], Factor, addend, sum);
            }

            product = product[some..];
            c += some;
            start = 0;
        }
    }
}
