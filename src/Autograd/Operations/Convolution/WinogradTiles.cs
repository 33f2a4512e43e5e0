using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The tiles of 2 x 2 places into which the results of some images are divided, in the order of images, rows and columns; tiles at odd
/// ends reach beyond the image.</summary>
internal readonly unsafe struct WinogradTiles
{
    private readonly int _firstRow;
    private readonly int _down;
    private readonly int _across;

    /// <summary>Divides results.</summary>
    /// <param name="images">The number of images.</param>
    /// <param name="row">The first row of results, an even number.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public WinogradTiles(int images, int row, int rows, int columns)
    {
        _firstRow = row;
        _down = (rows + 1) / 2;
        _across = (columns + 1) / 2;
        Count = images * _down * _across;
    }

    /// <summary>The number of tiles.</summary>
    public int Count { get; }

    /// <summary>The transforms of what some tiles read, [16, count, channels].</summary>
    /// <param name="source">The source.</param>
    /// <param name="rowOffset">Where the first tap of row 0 reads.</param>
    /// <param name="columnOffset">Where the first tap of column 0 reads.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="zeros">Zeros for the channels of a place.</param>
    /// <param name="transformed">The result.</param>
    public void ReadInput<T>(in ChannelsLastPiece<T> source, int rowOffset, int columnOffset, int first, int count, T* zeros, T* transformed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** tile = stackalloc T*[16];
        for (int k = 0; k < count; k++)
        {
            (int image, int y, int x) = Place(first + k);
            Point(source, image, y + rowOffset, x + columnOffset, 4, zeros, tile);
            Winograd.TransformInput(tile, source.Channels, transformed + ((nint)k * source.Channels), (nint)count * source.Channels);
        }
    }

    /// <summary>The transposed transforms of the results of some tiles, [16, count, channels].</summary>
    public void ReadOutput<T>(in ChannelsLastPiece<T> result, int first, int count, T* zeros, T* transformed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** tile = stackalloc T*[4];
        for (int k = 0; k < count; k++)
        {
            (int image, int y, int x) = Place(first + k);
            Point(result, image, y, x, 2, zeros, tile);
            Winograd.SpreadOutput(tile, result.Channels, transformed + ((nint)k * result.Channels), (nint)count * result.Channels);
        }
    }

    /// <summary>The results of some tiles from their products, [16, count, channels].</summary>
    public void WriteOutput<T>(T* products, int first, int count, T* unused, in ChannelsLastPiece<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** tile = stackalloc T*[4];
        for (int k = 0; k < count; k++)
        {
            (int image, int y, int x) = Place(first + k);
            Point(result, image, y, x, 2, unused, tile);
            Winograd.TransformOutput(products + ((nint)k * result.Channels), (nint)count * result.Channels, result.Channels, tile);
        }
    }

    private static void Point<T>(in ChannelsLastPiece<T> piece, int image, int y, int x, int size, T* outside, T** tile)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                *tile++ = piece.At(image, y + row, x + column, outside);
            }
        }
    }

    private (int Image, int Y, int X) Place(int tile)
    {
        (int rows, int column) = Math.DivRem(tile, _across);
        (int image, int row) = Math.DivRem(rows, _down);
        return (image, _firstRow + (2 * row), 2 * column);
    }
}
