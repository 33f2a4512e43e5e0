namespace AutogradMaml.Autograd;

/// <summary>How a kernel is laid over an image: step, border, spacing and groups of channels.</summary>
/// <param name="StrideY">Rows from one place of the kernel to the next.</param>
/// <param name="StrideX">Columns from one place of the kernel to the next.</param>
/// <param name="PaddingY">Rows of zeros above and below.</param>
/// <param name="PaddingX">Columns of zeros on either side.</param>
/// <param name="DilationY">Rows from one row of the kernel to the next.</param>
/// <param name="DilationX">Columns from one column of the kernel to the next.</param>
/// <param name="Groups">The channels are divided into this many groups, each with kernels of its own.</param>
public readonly record struct ConvolutionGeometry(
    int StrideY = 1, int StrideX = 1, int PaddingY = 0, int PaddingX = 0, int DilationY = 1, int DilationX = 1, int Groups = 1)
{
    /// <summary>The same stride, padding and dilation in both directions.</summary>
    /// <param name="stride">The stride, at least 1.</param>
    /// <param name="padding">The padding, zero or more.</param>
    /// <param name="dilation">The dilation, at least 1.</param>
    /// <param name="groups">The number of groups, at least 1.</param>
    public static ConvolutionGeometry Square(int stride = 1, int padding = 0, int dilation = 1, int groups = 1)
        => new(stride, stride, padding, padding, dilation, dilation, groups);

    /// <summary>Step, border, spacing and groups, rows before columns.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"stride {StrideY} x {StrideX}, padding {PaddingY} x {PaddingX}, dilation {DilationY} x {DilationX}, groups {Groups}");

    /// <summary>The number of places of a kernel over an image, in one direction; zero or less when it does not fit.</summary>
    internal static int Places(int size, int kernel, int stride, int padding, int dilation)
    {
        int span = size + (2 * padding) - ((dilation * (kernel - 1)) + 1);
        return span < 0 ? 0 : (span / stride) + 1;
    }

    /// <summary>The rows and columns of places of kernels [tasks or 1, out, channels / groups, height, width] over an image [tasks, images,
    /// channels, height, width]: those of the result. Unlike a shape they take no memory.</summary>
    internal (int Rows, int Columns) Places(Shape image, Shape kernel)
        => (Places(image[3], kernel[3], StrideY, PaddingY, DilationY), Places(image[4], kernel[4], StrideX, PaddingX, DilationX));

    /// <summary>The shape of the result of an image [tasks, images, channels, height, width] and kernels [tasks or 1, out, channels /
    /// groups, height, width].</summary>
    internal Shape Output(Shape image, Shape kernel)
    {
        (int rows, int columns) = Places(image, kernel);
        return Shape.Create(image[0], image[1], kernel[1], rows, columns);
    }

    internal void Validate(Shape image, Shape kernel)
    {
        if (StrideY < 1 || StrideX < 1 || DilationY < 1 || DilationX < 1 || PaddingY < 0 || PaddingX < 0 || Groups < 1)
        {
            throw new ArgumentException($"Strides, dilations and groups must be at least 1 and paddings zero or more, got {this}.");
        }

        if (image[2] % Groups != 0 || kernel[1] % Groups != 0 || kernel[2] != image[2] / Groups)
        {
            throw new ArgumentException(
                $"Convolution in {Groups} groups: the image has {image[2]} channels and the kernels are {kernel[1]} of " +
                $"{kernel[2]} channels; expected numbers that divide by {Groups}, and kernels of {image[2]} / {Groups} channels.");
        }

        Shape output = Output(image, kernel);
        if (output[3] < 1 || output[4] < 1)
        {
            throw new ArgumentException(
                $"Convolution: a kernel of {kernel[3]} x {kernel[4]} with {this} does not fit an image of {image[3]} " +
                    $"x {image[4]}: pad the image.");
        }
    }
}
