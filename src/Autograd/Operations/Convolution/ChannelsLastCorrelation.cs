using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// A correlation (a convolution or its transpose in the image) as matrix products of places by channels: images are turned to have the
/// channels of a place together, and every product is [places, taps x channels] x [taps x channels, channels of the result]. The places of
/// several small images stand below each other.
/// </summary>
/// <remarks>3 x 3 kernels at stride 1 and, with a border of one, at stride 2 go through <see cref="Winograd"/> where
/// <see cref="Correlation.WorthwhileTiles"/> says so;
/// others through patches, tile by tile. Scratch memory is bounded but for the kernels and eight rows of an image: it does not grow with
/// the number of images. A place has the same bits whatever that number, but where it decides between tiles and patches, at stride
/// 2.</remarks>
internal readonly unsafe struct ChannelsLastCorrelation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // As many columns as a block of MatrixTranspose has.
    private const int FewestTapsTurned = 4;
    private const int ChannelsTurnedAtOnce = 4;

    private readonly Correlation _form;
    private readonly WinogradForm _winograd;
    private readonly ConvolutionPieces _pieces;
    private readonly int _tilesAtOnce;
    private readonly int _stageChannels;
    private readonly int _stage;
    private readonly int _places;
    private readonly int _packed;
    private readonly int _source;
    private readonly int _result;
    private readonly int _left;
    private readonly int _products;
    private readonly int _blank;
    private readonly int _room;

    /// <summary>Plans it.</summary>
    /// <param name="form">What is to be computed.</param>
    /// <param name="images">The number of images that share the kernels.</param>
    public ChannelsLastCorrelation(in Correlation form, int images)
        : this(form, images, form.WorthwhileTiles(images))
    {
    }

    /// <summary>Plans it with or without tiles.</summary>
    /// <param name="form">What is to be computed.</param>
    /// <param name="images">The number of images that share the kernels.</param>
    /// <param name="tiles">The <see cref="Correlation.WinogradForm"/>, or <see cref="WinogradForm.None"/> to go through patches.</param>
    public ChannelsLastCorrelation(in Correlation form, int images, WinogradForm tiles)
    {
        _form = form;
        _winograd = tiles;
        long sourceImage = (long)form.SourceHeight * form.SourceWidth * form.SourceChannels;
        long resultImage = (long)form.ResultHeight * form.ResultWidth * form.ResultChannels;
        _pieces = new(images, form.ResultHeight, sourceImage + resultImage);
        int taps = form.KernelHeight * form.KernelWidth;
        _stageChannels = Math.Clamp(ConvolutionTiles.StageElements / (taps * form.ResultChannels), 1, form.SourceChannels);

        ScratchLayout layout = default;
        _stage = layout.Add((long)_stageChannels * taps * form.ResultChannels);
        _places = layout.Add((((long)ChannelsTurnedAtOnce * taps * sizeof(nint)) + sizeof(T) - 1) / sizeof(T));
        _packed = layout.Add((long)(ByTiles ? Winograd.KernelProducts : taps) * form.SourceChannels * form.ResultChannels);
        _source = layout.Add((long)_pieces.ImagesAtOnce * _pieces.SourceRowsAtOnce(form) * form.SourceWidth * form.SourceChannels);
        _result = layout.Add((long)_pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth * form.ResultChannels);
        if (ByTiles)
        {
            int slots = WinogradTiles.Slots(_winograd) * WinogradTiles.Slots(_winograd);
            _tilesAtOnce = WinogradTiles.AtOnce(_winograd, form, _pieces);
            _left = layout.Add((long)slots * _tilesAtOnce * form.SourceChannels);
            _products = layout.Add((long)slots * _tilesAtOnce * form.ResultChannels);
            _blank = layout.Add(Math.Max(form.SourceChannels, form.ResultChannels));
            _room = layout.Add(Winograd.RoomLength);
        }
        else
        {
            int places = _pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth;
            _tilesAtOnce = ConvolutionPieces.Balanced(
                places, Math.Max(ConvolutionTiles.FewestPlaces, ConvolutionTiles.PatchElements / (taps * form.SourceChannels)), 1);
            _left = layout.Add((long)_tilesAtOnce * taps * form.SourceChannels);
            _products = layout.Add(form.IsDivided ? (long)_tilesAtOnce * form.ResultChannels : 0);
            _blank = 0;
            _room = 0;
        }

        ScratchLength = layout.Length;
    }

    /// <summary>The elements of scratch memory that <see cref="Compute"/> takes.</summary>
    public int ScratchLength { get; }

    private bool ByTiles => _winograd != WinogradForm.None;

    /// <summary>Computes it for images that share their kernels.</summary>
    /// <param name="source">The planes of the first image.</param>
    /// <param name="sourceStep">The distance between images of the source.</param>
    /// <param name="kernels">[out, channels, height, width] as for the convolution.</param>
    /// <param name="result">The planes of the first result.</param>
    /// <param name="resultStep">The distance between results.</param>
    /// <param name="scratch">Scratch memory.</param>
    public void Compute(T* source, nint sourceStep, T* kernels, T* result, nint resultStep, T* scratch)
    {
        PackKernels(kernels, scratch);
        for (int k = 0; k < _pieces.Count; k++)
        {
            (int image, int images, int row, int rows) = _pieces[k];
            ChannelsLastPiece<T> from = new(
                scratch + _source, images, _form.SourceRows(row, row + rows), _form.SourceHeight, _form.SourceWidth, _form.SourceChannels);
            ChannelsLastPiece<T> to = new(
                scratch + _result, images, (row, row + rows), _form.ResultHeight, _form.ResultWidth, _form.ResultChannels);
            from.ReadPlanes(source + (image * sourceStep), sourceStep);
            if (ByTiles)
            {
                ComputeTiles(from, to, new(_winograd, images, row, rows, _form.ResultWidth), scratch);
            }
            else
            {
                ComputePatches(from, to, images, row, rows, scratch);
            }

            to.WritePlanes(result + (image * resultStep), resultStep);
        }
    }

    // From [out, channels, taps] to the right-hand matrices or their 36 transforms: some channels of the source at a time, to where they
    // belong if every element is read and a kernel has enough of them to fill a block, otherwise by way of [channels of the source, taps,
    // channels of the result].
    private void PackKernels(T* kernels, T* scratch)
    {
        (int sources, int results) = (_form.SourceChannels, _form.ResultChannels);
        int taps = _form.KernelHeight * _form.KernelWidth;
        T* stage = scratch + _stage;
        var places = (nint*)(scratch + _places);
        if (ByTiles)
        {
            Winograd.Prepare(scratch + _room);
        }
        else if (PlaceTaps(places) == taps && taps >= FewestTapsTurned)
        {
            // Kernels are [result, source, tap], so that some channels of the source stand together; those of the transpose are [source,
            // result, tap].
            int most = _form.IsToImage ? 1 : ChannelsTurnedAtOnce;
            for (int k = taps; k < most * taps; k++)
            {
                places[k] = places[k - taps] + results;
            }

            for (int k = 0; k < sources; k += most)
            {
                T* from = kernels + ((nint)k * taps * (_form.IsToImage ? results : 1));
                nint step = _form.IsToImage ? taps : (nint)sources * taps;
                MatrixTranspose.TransposeTo(
                    from, step, results, Math.Min(most, sources - k) * taps, scratch + _packed + ((nint)k * results), places);
            }

            return;
        }

        for (int first = 0; first < sources; first += _stageChannels)
        {
            int count = Math.Min(_stageChannels, sources - first);
            if (_form.IsToImage)
            {
                for (int k = 0; k < count; k++)
                {
                    MatrixTranspose.Transpose(
                        kernels + ((nint)(first + k) * results * taps), taps, results, taps, stage + ((nint)k * taps * results), results);
                }
            }
            else
            {
                MatrixTranspose.Transpose(kernels + ((nint)first * taps), (nint)sources * taps, results, count * taps, stage, results);
            }

            for (int k = 0; k < count; k++)
            {
                T* from = stage + ((nint)k * taps * results);
                T* to = scratch + _packed + ((nint)(first + k) * results);
                if (ByTiles)
                {
                    PackTransform(from, to, scratch + _room);
                }
                else
                {
                    for (int tap = 0; tap < taps; tap++)
                    {
                        if (places[tap] >= 0)
                        {
                            Lines.Copy(from + ((nint)tap * results), to + places[tap], results);
                        }
                    }
                }
            }
        }
    }

    private void PackTransform(T* from, T* to, T* room)
    {
        int channels = _form.ResultChannels;
        T** taps = stackalloc T*[3 * Winograd.Width];
        T** products = stackalloc T*[Winograd.KernelPoints * Winograd.Width];
        for (int tap = 0; tap < 9; tap++)
        {
            // The transpose reads its neighbours from the other side.
            int element = _form.IsToImage ? 8 - tap : tap;
            taps[(tap / 3 * Winograd.Width) + (tap % 3)] = from + ((nint)element * channels);
        }

        WinogradTiles.Point(to, (nint)_form.SourceChannels * channels, Winograd.KernelPoints, products);
        if (_winograd == WinogradForm.Same)
        {
            Winograd.Transform<T, WinogradStrideOne.Kernel, WinogradStrideOne.Kernel>(taps, 0, products, 0, channels, room);
        }
        else
        {
            Winograd.Transform<T, WinogradStrideTwo.Kernel, WinogradStrideTwo.Kernel>(taps, 0, products, 0, channels, room);
        }
    }

    // Where each element of a kernel begins among the right-hand matrices, [taps, channels of the source, channels of the result] for each
    // residue. Negative: no place reads it, as can be where the image is smaller than the stride. Gives the number of the others.
    private int PlaceTaps(nint* places)
    {
        new Span<nint>(places, _form.KernelHeight * _form.KernelWidth).Fill(-1);
        int placed = 0;
        for (int residue = 0; residue < _form.RowResidues * _form.ColumnResidues; residue++)
        {
            CorrelationAxis rows = _form.Rows(residue / _form.ColumnResidues);
            CorrelationAxis columns = _form.Columns(residue % _form.ColumnResidues);
            for (int tap = 0; tap < rows.Taps * columns.Taps; tap++)
            {
                int element = (rows.KernelElement(tap / columns.Taps) * _form.KernelWidth) + columns.KernelElement(tap % columns.Taps);
                places[element] = (nint)placed++ * _form.SourceChannels * _form.ResultChannels;
            }
        }

        return placed;
    }

    private void ComputePatches(in ChannelsLastPiece<T> from, in ChannelsLastPiece<T> to, int images, int row, int rowCount, T* scratch)
    {
        (int sources, int results) = (_form.SourceChannels, _form.ResultChannels);
        if (!_form.ReachesEveryPlace)
        {
            new Span<T>(scratch + _result, checked((int)to.Length)).Clear();
        }

        T* kernels = scratch + _packed;
        for (int residue = 0; residue < _form.RowResidues * _form.ColumnResidues; residue++)
        {
            CorrelationAxis rows = _form.Rows(residue / _form.ColumnResidues);
            CorrelationAxis columns = _form.Columns(residue % _form.ColumnResidues);
            int inner = rows.Taps * columns.Taps * sources;
            (int start, int end) = rows.Between(row, row + rowCount);
            int places = images * (end - start) * columns.Places;
            for (int first = 0; inner > 0 && first < places; first += _tilesAtOnce)
            {
                int count = Math.Min(_tilesAtOnce, places - first);
                from.ReadPatches(rows, columns, start, end - start, first, count, scratch + _left);
                T* products = _form.IsDivided ? scratch + _products : scratch + _result + ((nint)first * results);
                MatrixProduct.Multiply(count, results, inner, scratch + _left, inner, 1, kernels, results, products);
                if (_form.IsDivided)
                {
                    Spread(products, rows, columns, start, end - start, first, count, to);
                }
            }

            kernels += (nint)inner * results;
        }
    }

    // The results of one residue to where they stand among those of the others.
    private static void Spread(
        T* products, in CorrelationAxis rows, in CorrelationAxis columns, int firstRow, int rowCount, int first, int count,
        in ChannelsLastPiece<T> to)
    {
        for (int k = first; k < first + count; k++, products += to.Channels)
        {
            (int line, int column) = Math.DivRem(k, columns.Places);
            (int image, int row) = Math.DivRem(line, rowCount);
            T* start = to.Row(image, rows.First + ((firstRow + row) * rows.Spacing));
            T* place = start + ((nint)(columns.First + (column * columns.Spacing)) * to.Channels);
            Lines.Copy(products, place, to.Channels);
        }
    }

    private void ComputeTiles(in ChannelsLastPiece<T> from, in ChannelsLastPiece<T> to, in WinogradTiles tiles, T* scratch)
    {
        (int sources, int results) = (_form.SourceChannels, _form.ResultChannels);
        T* blank = scratch + _blank;

        // The transpose at stride 2 reads from where its pair stands.
        (int rowOffset, int columnOffset) = _winograd == WinogradForm.Doubling ? (0, 0) : (_form.Rows(0).Offset, _form.Columns(0).Offset);
        for (int first = 0; first < tiles.Count; first += _tilesAtOnce)
        {
            int count = Math.Min(_tilesAtOnce, tiles.Count - first);
            Lines.Clear(blank, sources);
            tiles.ReadInput(from, rowOffset, columnOffset, first, count, blank, scratch + _left, scratch + _room);
            for (int slot = 0; tiles.Next(ref slot, first, count, out int product, out nint row, out int rows);)
            {
                MatrixProduct.Multiply(
                    rows, results, sources, scratch + _left + (row * sources), sources, 1,
                    scratch + _packed + ((nint)product * sources * results), results,
                    scratch + _products + (row * results));
            }

            tiles.WriteOutput(scratch + _products, first, count, blank, to, scratch + _room);
        }
    }
}
