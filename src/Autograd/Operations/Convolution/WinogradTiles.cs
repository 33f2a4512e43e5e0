using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The tiles of 3 or 4 by 3 or 4 places into which the results of some images are divided: those of 4 x 3, of 4 x 4, of 3 x 4 and of 3 x 3,
/// in this order, each in the order of images, rows and columns. So the tiles that have all the products of an axis stand together.</summary>
internal readonly unsafe struct WinogradTiles
{
    private const int Kinds = 4;

    private readonly int _images;
    private readonly int _firstRow;
    private readonly WinogradAxis _down;
    private readonly WinogradAxis _across;

    /// <summary>Divides results.</summary>
    /// <param name="images">The number of images.</param>
    /// <param name="row">The first row of results.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public WinogradTiles(int images, int row, int rows, int columns)
    {
        _images = images;
        _firstRow = row;
        _down = new(rows);
        _across = new(columns);
        Count = images * (_down.Fours + _down.Threes) * (_across.Fours + _across.Threes);
    }

    /// <summary>The number of tiles.</summary>
    public int Count { get; }

    /// <summary>The tiles among some that have a product; the others do without one of its points.</summary>
    /// <param name="product">The product, six for each point down.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <returns>The first such tile, counted from <paramref name="first"/>, and their number.</returns>
    public (int Skipped, int Count) With(int product, int first, int count)
    {
        bool needsFourDown = product / Winograd.Points == Winograd.PointOfFour;
        bool needsFourAcross = product % Winograd.Points == Winograd.PointOfFour;
        int from = needsFourAcross ? CountOf(0) : 0;
        int to = needsFourDown ? CountOf(0) + CountOf(1) : needsFourAcross ? Count - CountOf(3) : Count;
        from = Math.Max(from, first);
        to = Math.Min(to, first + count);
        return (from - first, Math.Max(0, to - from));
    }

    /// <summary>The transforms of what some tiles read, [36, count, channels]; a product that a tile does without is not written.</summary>
    /// <param name="source">The source.</param>
    /// <param name="rowOffset">Where the first tap of row 0 reads.</param>
    /// <param name="columnOffset">Where the first tap of column 0 reads.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="zeros">Zeros for the channels of a place.</param>
    /// <param name="transformed">The result.</param>
    /// <param name="room">Prepared scratch memory of <see cref="Winograd"/>.</param>
    public void ReadInput<T>(
        in ChannelsLastPiece<T> source, int rowOffset, int columnOffset, int first, int count, T* zeros, T* transformed, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = source.Channels;
        T** tile = stackalloc T*[Winograd.Products];
        T** products = stackalloc T*[Winograd.Products];
        Point(transformed, (nint)count * channels, products);
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            source.Point(place.Image, place.Y + rowOffset, place.X + columnOffset, place.Rows + 2, place.Columns + 2, zeros, tile);
            nint offset = (nint)k * channels;
            switch (place.Kind)
            {
                case 0:
                    Winograd.Transform<T, WinogradInput4, WinogradInput3>(tile, 0, products, offset, channels, room);
                    break;
                case 1:
                    Winograd.Transform<T, WinogradInput4, WinogradInput4>(tile, 0, products, offset, channels, room);
                    break;
                case 2:
                    Winograd.Transform<T, WinogradInput3, WinogradInput4>(tile, 0, products, offset, channels, room);
                    break;
                default:
                    Winograd.Transform<T, WinogradInput3, WinogradInput3>(tile, 0, products, offset, channels, room);
                    break;
            }
        }
    }

    /// <summary>The transposed transforms of the results of some tiles, [36, count, channels].</summary>
    public void ReadOutput<T>(in ChannelsLastPiece<T> result, int first, int count, T* zeros, T* transformed, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = result.Channels;
        T** tile = stackalloc T*[Winograd.Products];
        T** products = stackalloc T*[Winograd.Products];
        Point(transformed, (nint)count * channels, products);
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            result.Point(place.Image, place.Y, place.X, place.Rows, place.Columns, zeros, tile);
            nint offset = (nint)k * channels;
            switch (place.Kind)
            {
                case 0:
                    Winograd.Transform<T, WinogradSpread4, WinogradSpread3>(tile, 0, products, offset, channels, room);
                    break;
                case 1:
                    Winograd.Transform<T, WinogradSpread4, WinogradSpread4>(tile, 0, products, offset, channels, room);
                    break;
                case 2:
                    Winograd.Transform<T, WinogradSpread3, WinogradSpread4>(tile, 0, products, offset, channels, room);
                    break;
                default:
                    Winograd.Transform<T, WinogradSpread3, WinogradSpread3>(tile, 0, products, offset, channels, room);
                    break;
            }
        }
    }

    /// <summary>The results of some tiles from their products, [36, count, channels].</summary>
    public void WriteOutput<T>(T* sums, int first, int count, T* unused, in ChannelsLastPiece<T> result, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int channels = result.Channels;
        T** tile = stackalloc T*[Winograd.Products];
        T** products = stackalloc T*[Winograd.Products];
        Point(sums, (nint)count * channels, products);
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            result.Point(place.Image, place.Y, place.X, place.Rows, place.Columns, unused, tile);
            nint offset = (nint)k * channels;
            switch (place.Kind)
            {
                case 0:
                    Winograd.Transform<T, WinogradOutput4, WinogradOutput3>(products, offset, tile, 0, channels, room);
                    break;
                case 1:
                    Winograd.Transform<T, WinogradOutput4, WinogradOutput4>(products, offset, tile, 0, channels, room);
                    break;
                case 2:
                    Winograd.Transform<T, WinogradOutput3, WinogradOutput4>(products, offset, tile, 0, channels, room);
                    break;
                default:
                    Winograd.Transform<T, WinogradOutput3, WinogradOutput3>(products, offset, tile, 0, channels, room);
                    break;
            }
        }
    }

    /// <summary>Points to the matrices of all products.</summary>
    /// <param name="matrices">The first one.</param>
    /// <param name="step">The distance from one to the next.</param>
    /// <param name="products">The result.</param>
    public static void Point<T>(T* matrices, nint step, T** products)
        where T : unmanaged
    {
        for (int product = 0; product < Winograd.Products; product++)
        {
            products[product] = matrices + (product * step);
        }
    }

    private int CountOf(int kind) => _images * (kind < 2 ? _down.Fours : _down.Threes) * (kind is 1 or 2 ? _across.Fours : _across.Threes);

    private Place this[int tile]
    {
        get
        {
            int kind = 0;
            while (kind < Kinds - 1 && tile >= CountOf(kind))
            {
                tile -= CountOf(kind);
                kind++;
            }

            bool isFourDown = kind < 2;
            bool isFourAcross = kind is 1 or 2;
            (int lines, int column) = Math.DivRem(tile, isFourAcross ? _across.Fours : _across.Threes);
            (int image, int row) = Math.DivRem(lines, isFourDown ? _down.Fours : _down.Threes);
            return new(
                kind,
                image,
                _firstRow + (isFourDown ? WinogradAxis.StartOfFour(row) : _down.StartOfThree(row)),
                isFourAcross ? WinogradAxis.StartOfFour(column) : _across.StartOfThree(column),
                isFourDown ? 4 : 3,
                isFourAcross ? 4 : 3);
        }
    }

    private readonly record struct Place(int Kind, int Image, int Y, int X, int Rows, int Columns);
}
