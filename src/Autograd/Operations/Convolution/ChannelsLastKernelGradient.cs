using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// The transpose of convolution in the kernel as matrix products with the channels of a place together: [out, places] x [places, taps x
/// channels], summed over tiles of places in the order of images, rows and columns.
/// </summary>
/// <remarks>3 x 3 kernels at stride 1 go through the transposed form of <see cref="Winograd"/> where that takes fewer operations.</remarks>
internal readonly unsafe struct ChannelsLastKernelGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Correlation _form;
    private readonly bool _winograd;
    private readonly int _images;
    private readonly ConvolutionPieces _pieces;
    private readonly int _tilesAtOnce;
    private readonly int _source;
    private readonly int _result;
    private readonly int _sums;
    private readonly int _left;
    private readonly int _right;
    private readonly int _blank;

    /// <summary>Plans it.</summary>
    /// <param name="form">The convolution: the source is the image, the result y.</param>
    /// <param name="images">The number of images that share the kernels.</param>
    public ChannelsLastKernelGradient(in Correlation form, int images)
    {
        _form = form;
        _winograd = form.FitsWinograd;
        _images = images;
        long sourceImage = (long)form.SourceHeight * form.SourceWidth * form.SourceChannels;
        long resultImage = (long)form.ResultHeight * form.ResultWidth * form.ResultChannels;
        _pieces = new(images, form.ResultHeight, sourceImage + resultImage);
        int taps = form.KernelHeight * form.KernelWidth;
        int sourceRows = 0;
        int bands = _pieces.RowsAtOnce == form.ResultHeight ? 1 : _pieces.Count;
        for (int piece = 0; piece < bands; piece++)
        {
            (_, _, int row, int rows) = _pieces[piece];
            (int from, int to) = form.SourceRows(row, row + rows);
            sourceRows = Math.Max(sourceRows, to - from);
        }

        ScratchLayout layout = default;
        _source = layout.Add((long)_pieces.ImagesAtOnce * sourceRows * form.SourceWidth * form.SourceChannels);
        _result = layout.Add((long)_pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth * form.ResultChannels);
        _sums = layout.Add((long)(_winograd ? Winograd.Products : taps) * form.SourceChannels * form.ResultChannels);
        if (_winograd)
        {
            int tiles = new WinogradTiles(_pieces.ImagesAtOnce, 0, _pieces.RowsAtOnce, form.ResultWidth).Count;
            _tilesAtOnce = ConvolutionPieces.Balanced(tiles, ConvolutionTiles.WinogradElements / (Winograd.Products * (form.SourceChannels + form.ResultChannels)), 1);
            _left = layout.Add((long)Winograd.Products * _tilesAtOnce * form.ResultChannels);
            _right = layout.Add(Math.Max((long)Winograd.Products * _tilesAtOnce * form.SourceChannels, (long)taps * form.SourceChannels));
            _blank = layout.Add(Math.Max(form.SourceChannels, form.ResultChannels));
        }
        else
        {
            int places = _pieces.ImagesAtOnce * _pieces.RowsAtOnce * form.ResultWidth;
            _tilesAtOnce = ConvolutionPieces.Balanced(places, Math.Max(ConvolutionTiles.FewestPlaces, ConvolutionTiles.PatchElements / (taps * form.SourceChannels)), 1);
            _left = 0;
            _right = layout.Add((long)_tilesAtOnce * taps * form.SourceChannels);
            _blank = 0;
        }

        ScratchLength = layout.Length;
    }

    /// <summary>The elements of scratch memory that <see cref="Compute"/> takes.</summary>
    public int ScratchLength { get; }

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

        bool started = false;
        for (int k = 0; k < _pieces.Count; k++)
        {
            (int first, int images, int row, int rows) = _pieces[k];
            ChannelsLastPiece<T> x = new(
                scratch + _source, images, _form.SourceRows(row, row + rows), _form.SourceHeight, _form.SourceWidth, _form.SourceChannels);
            ChannelsLastPiece<T> y = new(
                scratch + _result, images, (row, row + rows), _form.ResultHeight, _form.ResultWidth, _form.ResultChannels);
            x.ReadPlanes(image + (first * imageStep), imageStep);
            y.ReadPlanes(result + (first * resultStep), resultStep);
            if (_winograd)
            {
                AddTiles(x, y, new(images, row, rows, _form.ResultWidth), scratch, ref started);
            }
            else
            {
                AddPatches(x, images, row, rows, scratch, ref started);
            }
        }

        UnpackKernels(kernels, scratch);
    }

    // sums[out, tap, channel] += sum over places of y[place, out] patches[place, tap, channel].
    private void AddPatches(in ChannelsLastPiece<T> x, int images, int row, int rowCount, T* scratch, ref bool started)
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
            MatrixProduct.Multiply(outs, length, count, scratch + _result + ((nint)first * outs), 1, outs, scratch + _right, length, scratch + _sums, started);
            started = true;
        }
    }

    // sums[16, out, channel] += sum over tiles of (A y A')[tile, out] (B' d B)[tile, channel].
    private void AddTiles(in ChannelsLastPiece<T> x, in ChannelsLastPiece<T> y, in WinogradTiles tiles, T* scratch, ref bool started)
    {
        (int channels, int outs) = (_form.SourceChannels, _form.ResultChannels);
        T* zeros = scratch + _blank;
        Lines.Clear(zeros, Math.Max(channels, outs));
        for (int first = 0; first < tiles.Count; first += _tilesAtOnce)
        {
            int count = Math.Min(_tilesAtOnce, tiles.Count - first);
            tiles.ReadInput(x, _form.Rows(0).Offset, _form.Columns(0).Offset, first, count, zeros, scratch + _right);
            tiles.ReadOutput(y, first, count, zeros, scratch + _left);
            for (int k = 0; k < Winograd.Products; k++)
            {
                MatrixProduct.Multiply(
                    outs, channels, count, scratch + _left + ((nint)k * count * outs), 1, outs, scratch + _right + ((nint)k * count * channels), channels,
                    scratch + _sums + ((nint)k * outs * channels), started);
            }

            started = true;
        }
    }

    private void UnpackKernels(T* kernels, T* scratch)
    {
        (int channels, int outs) = (_form.SourceChannels, _form.ResultChannels);
        int taps = _form.KernelHeight * _form.KernelWidth;
        for (int k = 0; k < outs; k++)
        {
            T* from = scratch + _sums + ((nint)k * taps * channels);
            if (_winograd)
            {
                from = scratch + _right;
                Winograd.GatherKernel(scratch + _sums + ((nint)k * channels), (nint)outs * channels, channels, from, channels);
            }

            MatrixTranspose.Transpose(from, channels, taps, channels, kernels + ((nint)k * channels * taps), taps);
        }
    }
}
