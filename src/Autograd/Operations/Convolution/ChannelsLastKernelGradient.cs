using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// The transpose of convolution in the kernel as matrix products with the channels of a place together: [out, places] x [places, taps x
/// channels], summed over pieces of the images, and within a piece over places in the order of images, rows and columns or over tiles in
/// theirs.
/// </summary>
/// <remarks>3 x 3 kernels at stride 1 and, with a border of one, at stride 2 go through the transposed form of <see cref="Winograd"/> where
/// <see cref="Correlation.WorthwhileTiles"/> says so.</remarks>
internal readonly unsafe struct ChannelsLastKernelGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Correlation _form;
    private readonly WinogradForm _winograd;
    private readonly int _images;
    private readonly ConvolutionPieces _pieces;
    private readonly int _tilesAtOnce;
    private readonly int _source;
    private readonly int _result;
    private readonly int _sums;
    private readonly int _left;
    private readonly int _right;
    private readonly int _blank;
    private readonly int _room;

    /// <summary>Plans it.</summary>
    /// <param name="form">The convolution: the source is the image, the result y.</param>
    /// <param name="images">The number of images that share the kernels.</param>
    public ChannelsLastKernelGradient(in Correlation form, int images)
        : this(form, images, form.WorthwhileTiles(images))
    {
    }

    /// <summary>Plans it with or without tiles.</summary>
    /// <param name="form">The convolution: the source is the image, the result y.</param>
    /// <param name="images">The number of images that share the kernels.</param>
    /// <param name="tiles">The <see cref="Correlation.WinogradForm"/>, or <see cref="WinogradForm.None"/> to go through patches.</param>
    public ChannelsLastKernelGradient(in Correlation form, int images, WinogradForm tiles)
    {
        _form = form;
        _winograd = tiles;
        _images = images;
        long sourceImage = (long)form.SourceHeight * form.SourceWidth * form.SourceChannels;
        long resultImage = (long)form.ResultHeight * form.ResultWidth * form.ResultChannels;
        _pieces = new(images, form.ResultHeight, sourceImage + resultImage);
        int taps = form.KernelHeight * form.KernelWidth;

        ScratchLayout layout = default;
        _source = layout.Add((long)_pieces.ImagesAtOnce * _pieces.SourceRowsAtOnce(form) * form.SourceWidth * form.SourceChannels);
        _result = layout.Add((long)_pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth * form.ResultChannels);
        _sums = layout.Add((long)(ByTiles ? Winograd.KernelProducts : taps) * form.SourceChannels * form.ResultChannels);
        if (ByTiles)
        {
            int slots = WinogradTiles.Slots(_winograd) * WinogradTiles.Slots(_winograd);
            _tilesAtOnce = WinogradTiles.AtOnce(_winograd, form, _pieces);
            _left = layout.Add((long)slots * _tilesAtOnce * form.ResultChannels);
            _right = layout.Add(Math.Max((long)slots * _tilesAtOnce * form.SourceChannels, (long)taps * form.SourceChannels));
            _blank = layout.Add(Math.Max(form.SourceChannels, form.ResultChannels));
            _room = layout.Add(Winograd.RoomLength);
        }
        else
        {
            int places = _pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth;
            _tilesAtOnce = ConvolutionPieces.Balanced(
                places, Math.Max(ConvolutionTiles.FewestPlaces, ConvolutionTiles.PatchElements / (taps * form.SourceChannels)), 1);
            _left = 0;
            _right = layout.Add((long)_tilesAtOnce * taps * form.SourceChannels);
            _blank = 0;
            _room = 0;
        }

        ScratchLength = layout.Length;
    }

    /// <summary>The elements of scratch memory that <see cref="Compute"/> takes.</summary>
    public int ScratchLength { get; }

    private bool ByTiles => _winograd != WinogradForm.None;

    /// <summary>Computes it for images that share their kernels.</summary>
    /// <param name="image">The planes of the first image.</param>
    /// <param name="imageStep">The distance between images.</param>
    /// <param name="result">The planes of the first y.</param>
    /// <param name="resultStep">The distance between them.</param>
    /// <param name="kernels">[out, channels, height, width], written.</param>
    /// <param name="scratch">Scratch memory.</param>
    public void Compute(T* image, nint imageStep, T* result, nint resultStep, T* kernels, T* scratch)
    {
        int taps = _form.KernelHeight * _form.KernelWidth;
        if (_images == 0)
        {
            new Span<T>(kernels, _form.ResultChannels * _form.SourceChannels * taps).Clear();
            return;
        }

        if (ByTiles)
        {
            Winograd.Prepare(scratch + _room);
        }

        ulong started = 0;
        for (int k = 0; k < _pieces.Count; k++)
        {
            (int first, int images, int row, int rows) = _pieces[k];
            ChannelsLastPiece<T> x = new(
                scratch + _source, images, _form.SourceRows(row, row + rows), _form.SourceHeight, _form.SourceWidth, _form.SourceChannels);
            ChannelsLastPiece<T> y = new(
                scratch + _result, images, (row, row + rows), _form.ResultHeight, _form.ResultWidth, _form.ResultChannels);
            x.ReadPlanes(image + (first * imageStep), imageStep);
            y.ReadPlanes(result + (first * resultStep), resultStep);
            if (ByTiles)
            {
                AddTiles(x, y, new(_winograd, images, row, rows, _form.ResultWidth), scratch, ref started);
            }
            else
            {
                AddPatches(x, images, row, rows, scratch, ref started);
            }
        }

        if (ByTiles)
        {
            GatherKernels(kernels, scratch, started);
        }
        else
        {
            UnpackKernels(kernels, scratch);
        }
    }

    // sums[out, tap, channel] += sum over places of y[place, out] patches[place, tap, channel].
    private void AddPatches(in ChannelsLastPiece<T> x, int images, int row, int rowCount, T* scratch, ref ulong started)
    {
        CorrelationAxis rows = _form.Rows(0);
        CorrelationAxis columns = _form.Columns(0);
        int outs = _form.ResultChannels;
        int length = rows.Taps * columns.Taps * _form.SourceChannels;
        int places = images * rowCount * columns.Places;
        for (int first = 0; first < places; first += _tilesAtOnce)
        {
            int count = Math.Min(_tilesAtOnce, places - first);
            x.ReadPatches(rows, columns, row, rowCount, first, count, scratch + _right);
            MatrixProduct.Multiply(
                outs, length, count, scratch + _result + ((nint)first * outs), 1, outs, scratch + _right, length, scratch + _sums,
                started != 0);
            started = 1;
        }
    }

    // sums[36, out, channel] += sum over tiles of (A y A')[tile, out] (B' d B)[tile, channel]; a bit tells of each product whether it has
    // begun.
    private void AddTiles(in ChannelsLastPiece<T> x, in ChannelsLastPiece<T> y, in WinogradTiles tiles, T* scratch, ref ulong started)
    {
        (int channels, int outs) = (_form.SourceChannels, _form.ResultChannels);
        T* zeros = scratch + _blank;
        Lines.Clear(zeros, Math.Max(channels, outs));
        for (int first = 0; first < tiles.Count; first += _tilesAtOnce)
        {
            int count = Math.Min(_tilesAtOnce, tiles.Count - first);
            tiles.ReadInput(x, _form.Rows(0).Offset, _form.Columns(0).Offset, first, count, zeros, scratch + _right, scratch + _room);
            tiles.ReadOutput(y, first, count, zeros, scratch + _left, scratch + _room);
            for (int slot = 0; tiles.Next(ref slot, first, count, out int product, out nint row, out int rows);)
            {
                MatrixProduct.Multiply(
                    outs, channels, rows, scratch + _left + (row * outs), 1, outs, scratch + _right + (row * channels), channels,
                    scratch + _sums + ((nint)product * outs * channels), (started & (1UL << product)) != 0);
                started |= 1UL << product;
            }
        }
    }

    private void UnpackKernels(T* kernels, T* scratch)
    {
        int channels = _form.SourceChannels;
        int taps = _form.KernelHeight * _form.KernelWidth;
        for (int k = 0; k < _form.ResultChannels; k++)
        {
            MatrixTranspose.Transpose(
                scratch + _sums + ((nint)k * taps * channels), channels, taps, channels, kernels + ((nint)k * channels * taps), taps);
        }
    }

    private void GatherKernels(T* kernels, T* scratch, ulong started)
    {
        (int channels, int outs) = (_form.SourceChannels, _form.ResultChannels);
        for (int k = 0; k < Winograd.KernelProducts; k++)
        {
            if ((started & (1UL << k)) == 0)
            {
                new Span<T>(scratch + _sums + ((nint)k * outs * channels), outs * channels).Clear();
            }
        }

        T* kernel = scratch + _right;
        T** products = stackalloc T*[Winograd.KernelPoints * Winograd.Width];
        T** elements = stackalloc T*[3 * Winograd.Width];
        WinogradTiles.Point(scratch + _sums, (nint)outs * channels, Winograd.KernelPoints, products);
        WinogradTiles.Point(kernel, channels, 3, elements);
        for (int k = 0; k < outs; k++)
        {
            if (_winograd == WinogradForm.Same)
            {
                Winograd.Transform<T, WinogradStrideOne.KernelGradient, WinogradStrideOne.KernelGradient>(
                    products, (nint)k * channels, elements, 0, channels, scratch + _room);
            }
            else
            {
                Winograd.Transform<T, WinogradStrideTwo.KernelGradient, WinogradStrideTwo.KernelGradient>(
                    products, (nint)k * channels, elements, 0, channels, scratch + _room);
            }

            MatrixTranspose.Transpose(kernel, channels, 9, channels, kernels + ((nint)k * channels * 9), 9);
        }
    }
}
