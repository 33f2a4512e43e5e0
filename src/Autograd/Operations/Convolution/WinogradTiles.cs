using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>The tiles of 3 or 4 by 3 or 4 places into which the results of some images are divided: those of 4 x 3, of 4 x 4, of 3 x 4 and
/// of 3 x 3, in this order, each in the order of images, rows and columns. So the tiles that have all the elements of an axis stand
/// together.</summary>
/// <remarks>After their transform the elements of a tile lie in slots, one matrix [tiles, channels] each. Slots of one transform of the
/// kernel that lie side by side make one product. Of a <see cref="WinogradForm.Doubling"/> a place is a pair of results in each
/// direction.</remarks>
internal readonly unsafe struct WinogradTiles
{
    // The slots that tiles of three results don't have: of a point, and at stride 2 of what the middle element of the kernel reads.
    private const int PointOfFour = 4;
    private const int CopyOfFour = 8;

    private readonly WinogradForm _form;
    private readonly int _images;
    private readonly int _firstRow;
    private readonly WinogradAxis _down;
    private readonly WinogradAxis _across;

    /// <summary>Divides results.</summary>
    /// <param name="form">What is computed.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="row">The first row of results, even for <see cref="WinogradForm.Doubling"/>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public WinogradTiles(WinogradForm form, int images, int row, int rows, int columns)
    {
        _form = form;
        _images = images;
        int step = form == WinogradForm.Doubling ? 2 : 1;
        _firstRow = row / step;
        _down = new((rows + step - 1) / step);
        _across = new((columns + step - 1) / step);
        Count = images * (_down.Fours + _down.Threes) * (_across.Fours + _across.Threes);
    }

    /// <summary>The number of tiles.</summary>
    public int Count { get; }

    /// <summary>The slots of a tile along an axis.</summary>
    public static int Slots(WinogradForm form) => form == WinogradForm.Same ? Winograd.KernelPoints : Winograd.Width;

    /// <summary>How many tiles of a piece are transformed at once.</summary>
    public static int AtOnce(WinogradForm form, in Correlation correlation, in ConvolutionPieces pieces)
    {
        int tiles = new WinogradTiles(form, pieces.ImagesAtOnce, 0, pieces.RowsAtOnce, correlation.ResultWidth).Count;
        int slots = Slots(form) * Slots(form);
        return ConvolutionPieces.Balanced(
            tiles, ConvolutionTiles.WinogradElements / (slots * (correlation.SourceChannels + correlation.ResultChannels)), 1);
    }

    /// <summary>The next matrix product of some tiles.</summary>
    /// <param name="slot">The slot to begin with, zero at first; the one to go on with.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">The number of tiles.</param>
    /// <param name="product">The transform of the kernel that the product takes.</param>
    /// <param name="row">Its first row in the matrices of all slots, each of <paramref name="count"/> rows.</param>
    /// <param name="rows">The number of its rows, not zero.</param>
    /// <returns>Whether there is one.</returns>
    public bool Next(ref int slot, int first, int count, out int product, out nint row, out int rows)
    {
        int slots = Slots(_form);
        for (; slot < slots * slots; slot++)
        {
            (int skipped, rows) = With(slot / slots, slot % slots, first, count);
            if (rows == 0)
            {
                continue;
            }

            row = ((nint)slot * count) + skipped;
            product = Product(slot, slots);
            bool isWhole = rows == count;
            for (slot++; isWhole && slot < slots * slots && Product(slot, slots) == product; slot++)
            {
                (_, int more) = With(slot / slots, slot % slots, first, count);
                if (more < count)
                {
                    break;
                }

                rows += count;
            }

            return true;
        }

        (product, row, rows) = (0, 0, 0);
        return false;
    }

    /// <summary>The transforms of what some tiles read, [slots, count, channels]; a slot that a tile does without is not written.</summary>
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
        T** tile = stackalloc T*[Winograd.Width * Winograd.Width];
        T** slots = stackalloc T*[Winograd.Width * Winograd.Width];
        Point(transformed, (nint)count * source.Channels, Slots(_form), slots);
        int step = _form == WinogradForm.Halving ? 2 : 1;
        int more = _form == WinogradForm.Same ? 2 : 1;
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            (int y, int x) = ((step * place.Y) + rowOffset, (step * place.X) + columnOffset);
            source.Point(place.Image, y, x, (step * place.Rows) + more, (step * place.Columns) + more, zeros, tile);
            nint offset = (nint)k * source.Channels;
            switch (_form)
            {
                case WinogradForm.Same:
                    place.Transform<T, WinogradStrideOne.Input4, WinogradStrideOne.Input3>(tile, 0, slots, offset, source.Channels, room);
                    break;
                case WinogradForm.Halving:
                    place.Transform<T, WinogradStrideTwo.HalvingInput4, WinogradStrideTwo.HalvingInput3>(
                        tile, 0, slots, offset, source.Channels, room);
                    break;
                default:
                    place.Transform<T, WinogradStrideTwo.DoublingInput4, WinogradStrideTwo.DoublingInput3>(
                        tile, 0, slots, offset, source.Channels, room);
                    break;
            }
        }
    }

    /// <summary>The transposed transforms of the results of some tiles, [slots, count, channels].</summary>
    public void ReadOutput<T>(in ChannelsLastPiece<T> result, int first, int count, T* zeros, T* transformed, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** tile = stackalloc T*[Winograd.Width * Winograd.Width];
        T** slots = stackalloc T*[Winograd.Width * Winograd.Width];
        Point(transformed, (nint)count * result.Channels, Slots(_form), slots);
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            result.Point(place.Image, place.Y, place.X, place.Rows, place.Columns, zeros, tile);
            nint offset = (nint)k * result.Channels;
            if (_form == WinogradForm.Same)
            {
                place.Transform<T, WinogradStrideOne.Spread4, WinogradStrideOne.Spread3>(tile, 0, slots, offset, result.Channels, room);
            }
            else
            {
                place.Transform<T, WinogradStrideTwo.HalvingSpread4, WinogradStrideTwo.HalvingSpread3>(
                    tile, 0, slots, offset, result.Channels, room);
            }
        }
    }

    /// <summary>The results of some tiles from their products, [slots, count, channels].</summary>
    public void WriteOutput<T>(T* products, int first, int count, T* unused, in ChannelsLastPiece<T> result, T* room)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T** tile = stackalloc T*[Winograd.Width * Winograd.Width];
        T** slots = stackalloc T*[Winograd.Width * Winograd.Width];
        Point(products, (nint)count * result.Channels, Slots(_form), slots);
        int step = _form == WinogradForm.Doubling ? 2 : 1;
        for (int k = 0; k < count; k++)
        {
            Place place = this[first + k];
            result.Point(place.Image, step * place.Y, step * place.X, step * place.Rows, step * place.Columns, unused, tile);
            nint offset = (nint)k * result.Channels;
            switch (_form)
            {
                case WinogradForm.Same:
                    place.Transform<T, WinogradStrideOne.Output4, WinogradStrideOne.Output3>(slots, offset, tile, 0, result.Channels, room);
                    break;
                case WinogradForm.Halving:
                    place.Transform<T, WinogradStrideTwo.HalvingOutput4, WinogradStrideTwo.HalvingOutput3>(
                        slots, offset, tile, 0, result.Channels, room);
                    break;
                default:
                    place.Transform<T, WinogradStrideTwo.DoublingOutput4, WinogradStrideTwo.DoublingOutput3>(
                        slots, offset, tile, 0, result.Channels, room);
                    break;
            }
        }
    }

    /// <summary>Points to matrices that follow each other, so many down and across.</summary>
    /// <param name="matrices">The first one.</param>
    /// <param name="step">The distance from one to the next.</param>
    /// <param name="size">How many there are down and across.</param>
    /// <param name="grid">The result, nine to a row.</param>
    public static void Point<T>(T* matrices, nint step, int size, T** grid)
        where T : unmanaged
    {
        for (int k = 0; k < size * size; k++)
        {
            grid[(k / size * Winograd.Width) + (k % size)] = matrices + (k * step);
        }
    }

    // What the middle element of a kernel reads at stride 2 has the slots from the last of its transforms on.
    private static int Product(int slot, int slots)
        => (Math.Min(slot / slots, Winograd.KernelPoints - 1) * Winograd.KernelPoints) + Math.Min(slot % slots, Winograd.KernelPoints - 1);

    // The tiles among some that have a slot, the first counted from the first of them, and their number.
    private (int Skipped, int Count) With(int down, int across, int first, int count)
    {
        bool needsFourDown = down is PointOfFour or CopyOfFour;
        bool needsFourAcross = across is PointOfFour or CopyOfFour;
        int from = needsFourAcross ? CountOf(0) : 0;
        int to = needsFourDown ? CountOf(0) + CountOf(1) : needsFourAcross ? Count - CountOf(3) : Count;
        from = Math.Max(from, first);
        to = Math.Min(to, first + count);
        return (from - first, Math.Max(0, to - from));
    }

    private int CountOf(int kind) => _images * (kind < 2 ? _down.Fours : _down.Threes) * (kind is 1 or 2 ? _across.Fours : _across.Threes);

    private Place this[int tile]
    {
        get
        {
            int kind = 0;
            for (; tile >= CountOf(kind); kind++)
            {
                tile -= CountOf(kind);
            }

            bool isFourDown = kind < 2;
            bool isFourAcross = kind is 1 or 2;
            (int lines, int column) = Math.DivRem(tile, isFourAcross ? _across.Fours : _across.Threes);
            (int image, int row) = Math.DivRem(lines, isFourDown ? _down.Fours : _down.Threes);
            return new(
                image,
                _firstRow + (isFourDown ? WinogradAxis.StartOfFour(row) : _down.StartOfThree(row)),
                isFourAcross ? WinogradAxis.StartOfFour(column) : _across.StartOfThree(column),
                isFourDown ? 4 : 3,
                isFourAcross ? 4 : 3);
        }
    }

    private readonly record struct Place(int Image, int Y, int X, int Rows, int Columns)
    {
        /// <summary>A transform of the tile, by the maps of four and of three results.</summary>
        public void Transform<T, TFour, TThree>(T** from, nint fromOffset, T** to, nint toOffset, int channels, T* room)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TFour : IWinogradMap
            where TThree : IWinogradMap
        {
            if (Rows == 4 && Columns == 4)
            {
                Winograd.Transform<T, TFour, TFour>(from, fromOffset, to, toOffset, channels, room);
            }
            else if (Rows == 4)
            {
                Winograd.Transform<T, TFour, TThree>(from, fromOffset, to, toOffset, channels, room);
            }
            else if (Columns == 4)
            {
                Winograd.Transform<T, TThree, TFour>(from, fromOffset, to, toOffset, channels, room);
            }
            else
            {
                Winograd.Transform<T, TThree, TThree>(from, fromOffset, to, toOffset, channels, room);
            }
        }
    }
}
