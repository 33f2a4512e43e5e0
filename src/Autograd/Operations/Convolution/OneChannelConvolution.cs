using System.Numerics;
using AutogradMaml.Autograd.Kernels;

namespace AutogradMaml.Autograd;

/// <summary>
/// Images of one channel under kernels of 3 x 3 at stride 1 with a border of one, as the first layer of a net has them: each plane of the
/// result, and what it adds to the gradient by a kernel, comes from one image and one kernel alone. A program computes it plane by plane
/// with what reads it.
/// </summary>
internal readonly unsafe struct OneChannelConvolution<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // A plane that is read again for every kernel stays in the first- or second-level cache.
    private const int LongestPlane = 1 << 14;

    private OneChannelConvolution(int height, int width)
    {
        Height = height;
        Width = width;
    }

    /// <summary>The height of the images.</summary>
    public int Height { get; }

    /// <summary>The width of the images.</summary>
    public int Width { get; }

    /// <summary>The elements of a plane.</summary>
    public int PlaneLength => Height * Width;

    /// <summary>The elements of a plane with its border.</summary>
    public int PaddedLength => PlaneConvolution.PaddedLength(Height, Width);

    /// <summary>The convolution of this kind, or null where it is of another.</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="image">[tasks, images, channels, height, width].</param>
    /// <param name="kernel">[tasks or 1, out, channels / groups, height, width].</param>
    /// <remarks>Neither all images nor all kernels have as many elements as the result, so that a program never makes them in the tiles
    /// that read them: there are several kernels, several places in a plane, and not nine places for each kernel in all.</remarks>
    public static OneChannelConvolution<T>? Of(ConvolutionGeometry geometry, Shape image, Shape kernel)
        => geometry == ConvolutionGeometry.Square(padding: 1) && image[2] == 1 && kernel[3] == 3 && kernel[4] == 3
            && kernel[1] > 1 && (long)image[3] * image[4] is > 1 and <= LongestPlane
                && image.ElementCount != (long)kernel[0] * PlaneConvolution.KernelLength
            ? new(image[3], image[4]) : null;

    /// <summary>How planes of a result are made, tile by tile.</summary>
    /// <param name="kernels">The shape of the kernels.</param>
    /// <param name="result">That of the result.</param>
    public TileForm<T> ConvolvingTiles(Shape kernels, Shape result)
    {
        OneChannelConvolution<T> convolution = this;
        return new()
        {
            Function = (image, _, kernel, _, output, length)
                => convolution.Convolve(image, kernel, output, length / convolution.PlaneLength),
            First = Image,
            Second = Kernels(kernels),
            Sizes = SizesOf(result),
            PlaneLength = PlaneLength,
            IsCutAtPlanes = true,
            IsBestAloneOnWhole = true,
            Anew = AnewCost.Convolution,
        };
    }

    /// <summary>How the gradient by the kernels adds up, tile by tile of the cotangent.</summary>
    /// <param name="cotangent">The shape of the cotangent.</param>
    /// <param name="kernels">That of the kernels.</param>
    public TileForm<T> GradientTiles(Shape cotangent, Shape kernels)
    {
        OneChannelConvolution<T> convolution = this;
        return new()
        {
            Cut = 1,
            Function = (image, _, planes, _, output, length)
                => convolution.AddToKernels(image, planes, output, length / convolution.PlaneLength),
            First = Image,
            Second = TileAccess.Together,
            Output = Kernels(kernels),
            Sizes = SizesOf(cotangent),
            PlaneLength = PlaneLength,
            IsCutAtPlanes = true,
            IsGathered = true,
            AddsUp = true,
            IsBestAloneOnWhole = true,
        };
    }

    private TileAccess Image => TileAccess.OfBordered(Height, Width, PaddedLength);

    private static TileAccess Kernels(Shape kernels)
        => TileAccess.OfBlocks([kernels[0], 1, kernels[1], 1, 1], PlaneConvolution.KernelLength);

    private int[] SizesOf(Shape planes) => [planes[0], planes[1], planes[2], PlaneLength];

    /// <summary>Writes an image into one with a border.</summary>
    public void Pad(T* image, T* padded) => PlaneConvolution.Pad(image, Height, Width, padded);

    /// <summary>Computes some planes of a result, one for each kernel.</summary>
    /// <param name="padded">The image with its border.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="result">The planes.</param>
    /// <param name="planes">Their number.</param>
    public void Convolve(T* padded, T* kernels, T* result, int planes)
    {
        for (int plane = 0; plane < planes; plane++, kernels += PlaneConvolution.KernelLength, result += PlaneLength)
        {
            PlaneConvolution.Convolve(padded, kernels, Height, Width, result);
        }
    }

    /// <summary>Adds what some planes of a cotangent give for each kernel.</summary>
    /// <param name="padded">The image with its border.</param>
    /// <param name="cotangent">The planes.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="planes">Their number.</param>
    public void AddToKernels(T* padded, T* cotangent, T* kernels, int planes)
    {
        for (int plane = 0; plane < planes; plane++, kernels += PlaneConvolution.KernelLength, cotangent += PlaneLength)
        {
            PlaneConvolution.AddToKernel(padded, cotangent, Height, Width, kernels);
        }
    }
}
