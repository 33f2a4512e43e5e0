using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// The patches of an image under a kernel, so that a convolution becomes a matrix product. One group of channels and some rows of places of
/// one image at a time, so that the matrix of patches stays in cache: for convolutions of few channels.
/// </summary>
internal readonly unsafe struct ImagePatches
{
    private readonly ConvolutionGeometry _geometry;
    private readonly int _height;
    private readonly int _width;
    private readonly int _kernelHeight;
    private readonly int _kernelWidth;
    private readonly int _columns;

    /// <summary>Describes the patches.</summary>
    /// <param name="geometry">How the kernel is laid over the image.</param>
    /// <param name="image">[tasks, images, channels, height, width].</param>
    /// <param name="kernel">[tasks or 1, out, channels / groups, height, width].</param>
    public ImagePatches(ConvolutionGeometry geometry, Shape image, Shape kernel)
    {
        _geometry = geometry;
        _height = image[3];
        _width = image[4];
        _kernelHeight = kernel[3];
        _kernelWidth = kernel[4];
        Channels = kernel[2];
        (Rows, _columns) = geometry.Places(image, kernel);
        RowsAtOnce = ConvolutionPieces.Balanced(Rows, (int)(ConvolutionTiles.PatchElements / Math.Max(1, (long)PatchLength * _columns)), 1);
    }

    /// <summary>The rows of places.</summary>
    public int Rows { get; }

    /// <summary>The rows of places that are taken at once.</summary>
    public int RowsAtOnce { get; }

    /// <summary>The places that are taken at once.</summary>
    public int PlacesAtOnce => RowsAtOnce * _columns;

    /// <summary>The channels of a group.</summary>
    public int Channels { get; }

    /// <summary>The numbers in a patch: channels x kernel height x kernel width.</summary>
    public int PatchLength => Channels * _kernelHeight * _kernelWidth;

    /// <summary>The number of patches: the places of the kernel.</summary>
    public int Count => Rows * _columns;

    /// <summary>The first place from a row on, and how many are taken at once from there.</summary>
    public (int First, int Count) Places(int row) => (row * _columns, Math.Min(RowsAtOnce, Rows - row) * _columns);

    /// <summary>patches[element, place] = image for the places taken at once from a row on: zero where the kernel lies over the
    /// border.</summary>
    public void ReadByElement<T>(T* image, int firstRow, T* patches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lastRow = Math.Min(firstRow + RowsAtOnce, Rows);
        for (int element = 0; element < PatchLength; element++)
        {
            T* plane = Element(image, element, out int offsetY, out int offsetX);
            (int from, int to) = Inside(offsetX);
            for (int row = firstRow; row < lastRow; row++, patches += _columns)
            {
                int y = (row * _geometry.StrideY) + offsetY;
                if ((uint)y >= (uint)_height)
                {
                    Lines.Clear(patches, _columns);
                    continue;
                }

                T* line = plane + ((nint)y * _width) + offsetX;
                Lines.Clear(patches, from);
                if (_geometry.StrideX == 1)
                {
                    Lines.Copy(line + from, patches + from, to - from);
                }
                else
                {
                    CopyEvery(line + ((nint)from * _geometry.StrideX), _geometry.StrideX, patches + from, 1, to - from);
                }

                Lines.Clear(patches + to, _columns - to);
            }
        }
    }

    /// <summary>patches[place, element] = image for the places taken at once from a row on.</summary>
    public void ReadByPlace<T>(T* image, int firstRow, T* patches)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = PatchLength;
        int lastRow = Math.Min(firstRow + RowsAtOnce, Rows);
        for (int element = 0; element < length; element++)
        {
            T* plane = Element(image, element, out int offsetY, out int offsetX);
            (int from, int to) = Inside(offsetX);
            T* patch = patches + element;
            for (int row = firstRow; row < lastRow; row++, patch += (nint)_columns * length)
            {
                int y = (row * _geometry.StrideY) + offsetY;
                int inside = (uint)y < (uint)_height ? to - from : 0;
                int before = inside > 0 ? from : _columns;
                ClearEvery(patch, length, before);
                CopyEvery(
                    plane + ((nint)y * _width) + offsetX + ((nint)from * _geometry.StrideX),
                    _geometry.StrideX,
                    patch + ((nint)before * length),
                    length,
                    inside);
                ClearEvery(patch + ((nint)(before + inside) * length), length, _columns - before - inside);
            }
        }
    }

    /// <summary>image += patches, each number at the place it was read from by <see cref="ReadByElement"/>.</summary>
    public void AddByElement<T>(T* patches, int firstRow, T* image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lastRow = Math.Min(firstRow + RowsAtOnce, Rows);
        for (int element = 0; element < PatchLength; element++)
        {
            T* plane = Element(image, element, out int offsetY, out int offsetX);
            (int from, int to) = Inside(offsetX);
            for (int row = firstRow; row < lastRow; row++, patches += _columns)
            {
                int y = (row * _geometry.StrideY) + offsetY;
                if ((uint)y >= (uint)_height)
                {
                    continue;
                }

                T* line = plane + ((nint)y * _width) + offsetX + ((nint)from * _geometry.StrideX);
                if (_geometry.StrideX == 1)
                {
                    Elementwise.Zip<T, Addition<T>>(line, 1, patches + from, 1, line, to - from);
                    continue;
                }

                for (int column = from; column < to; column++, line += _geometry.StrideX)
                {
                    *line += patches[column];
                }
            }
        }
    }

    private static void CopyEvery<T>(T* from, nint fromStep, T* to, nint toStep, int length)
        where T : unmanaged
    {
        for (; length > 0; length--, from += fromStep, to += toStep)
        {
            *to = *from;
        }
    }

    private static void ClearEvery<T>(T* to, nint step, int length)
        where T : unmanaged
    {
        for (; length > 0; length--, to += step)
        {
            *to = default;
        }
    }

    /// <summary>The plane that an element of a patch reads, and where it reads for the first place, which may be outside.</summary>
    private T* Element<T>(T* image, int element, out int offsetY, out int offsetX)
        where T : unmanaged
    {
        (int lines, int kx) = Math.DivRem(element, _kernelWidth);
        (int channel, int ky) = Math.DivRem(lines, _kernelHeight);
        offsetY = (ky * _geometry.DilationY) - _geometry.PaddingY;
        offsetX = (kx * _geometry.DilationX) - _geometry.PaddingX;
        return image + ((nint)channel * _height * _width);
    }

    /// <summary>The places of a line, from and to, at which a column of the kernel lies within the image; it reads at the offset for the
    /// first place.</summary>
    private (int From, int To) Inside(int offset)
    {
        // 0 <= place * stride + offset < width
        int stride = _geometry.StrideX;
        int from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        int to = offset >= _width ? 0 : ((_width - 1 - offset) / stride) + 1;
        from = Math.Min(from, _columns);
        return (from, Math.Clamp(to, from, _columns));
    }
}
