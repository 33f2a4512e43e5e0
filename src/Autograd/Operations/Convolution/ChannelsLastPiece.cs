using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>Some rows of some images with the channels of a place together, [images, rows, width, channels]: what is read or written for
/// one place is a run of neighbours, whatever the stride.</summary>
internal readonly unsafe struct ChannelsLastPiece<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T* _data;
    private readonly int _images;
    private readonly int _firstRow;
    private readonly int _rows;
    private readonly int _height;

    /// <summary>Describes a piece.</summary>
    /// <param name="data">Its memory.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="rows">The rows from and to.</param>
    /// <param name="height">The height of a whole image.</param>
    /// <param name="width">The width.</param>
    /// <param name="channels">The channels.</param>
    public ChannelsLastPiece(T* data, int images, (int From, int To) rows, int height, int width, int channels)
    {
        _data = data;
        _images = images;
        _firstRow = rows.From;
        _rows = rows.To - rows.From;
        _height = height;
        Width = width;
        Channels = channels;
    }

    public int Width { get; }

    public int Channels { get; }

    /// <summary>The elements of the piece.</summary>
    public nint Length => (nint)_images * _rows * Width * Channels;

    /// <summary>The channels of the first place of a row, which must be in the piece.</summary>
    public T* Row(int image, int y) => _data + ((((nint)image * _rows) + y - _firstRow) * Width * Channels);

    /// <summary>Points to the channels of each place of a tile, or to <paramref name="outside"/> where it lies outside of the piece's rows
    /// or of the image's columns.</summary>
    /// <param name="image">The image.</param>
    /// <param name="y">The first row.</param>
    /// <param name="x">The first column.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="outside">What stands for the channels of a place outside.</param>
    /// <param name="tile">The pointers, a row every <see cref="Winograd.Width"/>.</param>
    public void Point(int image, int y, int x, int rows, int columns, T* outside, T** tile)
    {
        for (int end = y + rows; y < end; y++, tile += Winograd.Width)
        {
            bool isInside = (uint)(y - _firstRow) < (uint)_rows;
            T* row = isInside ? Row(image, y) : outside;
            for (int column = 0; column < columns; column++)
            {
                tile[column] = isInside && (uint)(x + column) < (uint)Width ? row + ((nint)(x + column) * Channels) : outside;
            }
        }
    }

    /// <summary>Fills the piece from planes [images, channels, height, width].</summary>
    /// <param name="planes">The first image's first plane.</param>
    /// <param name="imageStep">The distance between images.</param>
    public void ReadPlanes(T* planes, nint imageStep)
    {
        nint plane = (nint)_height * Width;
        for (int image = 0; image < _images; image++)
        {
            MatrixTranspose.Transpose(
                planes + (image * imageStep) + ((nint)_firstRow * Width), plane, Channels, _rows * Width,
                _data + ((nint)image * _rows * Width * Channels), Channels);
        }
    }

    /// <summary>Writes the piece to planes.</summary>
    /// <param name="planes">The first image's first plane.</param>
    /// <param name="imageStep">The distance between images.</param>
    public void WritePlanes(T* planes, nint imageStep)
    {
        nint plane = (nint)_height * Width;
        for (int image = 0; image < _images; image++)
        {
            MatrixTranspose.Transpose(
                _data + ((nint)image * _rows * Width * Channels), Channels, _rows * Width, Channels,
                planes + (image * imageStep) + ((nint)_firstRow * Width), plane);
        }
    }

    /// <summary>patches[place, tap, channel]: what some places read through their taps, zero outside of the image.</summary>
    /// <param name="rows">The axis down.</param>
    /// <param name="columns">The axis across.</param>
    /// <param name="firstRow">The first row of places.</param>
    /// <param name="rowCount">The number of rows of places in each image.</param>
    /// <param name="first">The first place, counted through the images, rows and columns.</param>
    /// <param name="count">The number of places.</param>
    /// <param name="patches">[count, taps down, taps across, channels].</param>
    public void ReadPatches(
        in CorrelationAxis rows, in CorrelationAxis columns, int firstRow, int rowCount, int first, int count, T* patches)
    {
        int column = first % columns.Places;
        int row = first / columns.Places % rowCount;
        int image = first / (columns.Places * rowCount);
        int line = columns.Taps * Channels;
        for (; count > 0; count--)
        {
            for (int tap = 0; tap < rows.Taps; tap++, patches += line)
            {
                int y = rows.At(firstRow + row, tap);
                if ((uint)y < (uint)_height)
                {
                    ReadLine(columns, column, Row(image, y), patches);
                }
                else
                {
                    Lines.Clear(patches, line);
                }
            }

            if (++column == columns.Places)
            {
                column = 0;
                if (++row == rowCount)
                {
                    row = 0;
                    image++;
                }
            }
        }
    }

    private void ReadLine(in CorrelationAxis columns, int column, T* row, T* patch)
    {
        int x = columns.At(column, 0);
        if (columns.OffsetStep == 1)
        {
            int from = Math.Clamp(-x, 0, columns.Taps);
            int to = Math.Clamp(Width - x, from, columns.Taps);
            Lines.Clear(patch, from * Channels);
            Lines.Copy(row + ((nint)(x + from) * Channels), patch + (from * Channels), (to - from) * Channels);
            Lines.Clear(patch + (to * Channels), (columns.Taps - to) * Channels);
            return;
        }

        for (int tap = 0; tap < columns.Taps; tap++, x += columns.OffsetStep, patch += Channels)
        {
            if ((uint)x < (uint)Width)
            {
                Lines.Copy(row + ((nint)x * Channels), patch, Channels);
            }
            else
            {
                Lines.Clear(patch, Channels);
            }
        }
    }
}
