using System.Numerics;

namespace AutogradMaml.Autograd.Kernels;

/// <summary>
/// The patches of an image under a kernel, so that a convolution becomes a matrix product. One image and one group of channels at a time,
/// so the matrix of patches stays small.
/// </summary>
internal readonly unsafe struct ImagePatches
{
    private readonly ConvolutionGeometry _geometry;
    private readonly int _height;
    private readonly int _width;
    private readonly int _kernelHeight;
    private readonly int _kernelWidth;
    private readonly int _rows;
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
        Shape output = geometry.Output(image, kernel);
        _rows = output[3];
        _columns = output[4];
    }

    /// <summary>The channels of a group.</summary>
    public int Channels { get; }

    /// <summary>The numbers in a patch: channels x kernel height x kernel width.</summary>
    public int PatchLength => Channels * _kernelHeight * _kernelWidth;

    /// <summary>The number of patches: the places of the kernel.</summary>
    public int Count => _rows * _columns;

    /// <summary>patches[element, place] = image, [PatchLength, Count]: zero where the kernel lies over the border.</summary>
    public void ReadByElement<T>(T* image, T* patches)
        where T : unmanaged
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int ky = 0; ky < _kernelHeight; ky++)
            {
                for (int kx = 0; kx < _kernelWidth; kx++)
                {
                    for (int row = 0; row < _rows; row++, patches += _columns)
                    {
                        int y = (row * _geometry.StrideY) - _geometry.PaddingY + (ky * _geometry.DilationY);
                        if ((uint)y >= (uint)_height)
                        {
                            new Span<T>(patches, _columns).Clear();
                            continue;
                        }

                        T* line = image + ((((nint)channel * _height) + y) * _width);
                        (int from, int to) = Inside(kx);
                        int x = (from * _geometry.StrideX) - _geometry.PaddingX + (kx * _geometry.DilationX);
                        new Span<T>(patches, from).Clear();
                        if (_geometry.StrideX == 1)
                        {
                            new ReadOnlySpan<T>(line + x, to - from).CopyTo(new Span<T>(patches + from, to - from));
                        }
                        else
                        {
                            for (int column = from; column < to; column++, x += _geometry.StrideX)
                            {
                                patches[column] = line[x];
                            }
                        }

                        new Span<T>(patches + to, _columns - to).Clear();
                    }
                }
            }
        }
    }

    /// <summary>patches[place, element] = image, [Count, PatchLength].</summary>
    public void ReadByPlace<T>(T* image, T* patches)
        where T : unmanaged
    {
        for (int row = 0; row < _rows; row++)
        {
            for (int column = 0; column < _columns; column++)
            {
                int x0 = (column * _geometry.StrideX) - _geometry.PaddingX;
                for (int channel = 0; channel < Channels; channel++)
                {
                    for (int ky = 0; ky < _kernelHeight; ky++, patches += _kernelWidth)
                    {
                        int y = (row * _geometry.StrideY) - _geometry.PaddingY + (ky * _geometry.DilationY);
                        T* line = image + ((((nint)channel * _height) + y) * _width);
                        for (int kx = 0; kx < _kernelWidth; kx++)
                        {
                            int x = x0 + (kx * _geometry.DilationX);
                            patches[kx] = (uint)y < (uint)_height && (uint)x < (uint)_width ? line[x] : default;
                        }
                    }
                }
            }
        }
    }

    /// <summary>image += patches, each number at the place it was read from by <see cref="ReadByElement"/>.</summary>
    public void AddByElement<T>(T* patches, T* image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int ky = 0; ky < _kernelHeight; ky++)
            {
                for (int kx = 0; kx < _kernelWidth; kx++)
                {
                    (int from, int to) = Inside(kx);
                    for (int row = 0; row < _rows; row++, patches += _columns)
                    {
                        int y = (row * _geometry.StrideY) - _geometry.PaddingY + (ky * _geometry.DilationY);
                        if ((uint)y >= (uint)_height)
                        {
                            continue;
                        }

                        T* line = image + ((((nint)channel * _height) + y) * _width);
                        int x = (from * _geometry.StrideX) - _geometry.PaddingX + (kx * _geometry.DilationX);
                        if (_geometry.StrideX == 1)
                        {
                            Elementwise.Zip<T, AddOperation<T>.Function>(line + x, 1, patches + from, 1, line + x, to - from);
                            continue;
                        }

                        for (int column = from; column < to; column++, x += _geometry.StrideX)
                        {
                            line[x] += patches[column];
                        }
                    }
                }
            }
        }
    }

    /// <summary>The places of a line, from and to, at which a column of the kernel lies within the image.</summary>
    private (int From, int To) Inside(int kx)
    {
        // 0 <= place * stride + offset < width
        int offset = (kx * _geometry.DilationX) - _geometry.PaddingX;
        int stride = _geometry.StrideX;
        int from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        int to = offset >= _width ? 0 : ((_width - 1 - offset) / stride) + 1;
        from = Math.Min(from, _columns);
        return (from, Math.Clamp(to, from, _columns));
    }
}
