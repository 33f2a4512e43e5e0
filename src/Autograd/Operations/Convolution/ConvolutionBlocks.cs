namespace AutogradMaml.Autograd;

/// <summary>A convolution taken apart: one image and one group of channels at a time, in the order of tasks, images and groups; or one
/// group of kernels at a time, with all the images that share it.</summary>
internal readonly struct ConvolutionBlocks
{
    private readonly int _images;
    private readonly int _groups;
    private readonly bool _sharedKernels;
    private readonly nint _imageGroup;
    private readonly nint _kernelGroup;
    private readonly nint _resultGroup;

    /// <summary>Takes it apart.</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="image">[tasks, images, channels, height, width].</param>
    /// <param name="kernel">[tasks or 1, out, channels / groups, height, width].</param>
    public ConvolutionBlocks(ConvolutionGeometry geometry, Shape image, Shape kernel)
    {
        (int rows, int columns) = geometry.Places(image, kernel);
        _images = image[1];
        _groups = geometry.Groups;
        _sharedKernels = kernel[0] == 1;
        _imageGroup = (nint)image[2] / _groups * image[3] * image[4];
        _kernelGroup = (nint)kernel[1] / _groups * kernel[2] * kernel[3] * kernel[4];
        _resultGroup = (nint)kernel[1] / _groups * rows * columns;
        KernelsInGroup = kernel[1] / _groups;
        Count = image[0] * _images * _groups;
        ImagesOfKernels = _sharedKernels ? image[0] * _images : _images;
        KernelGroups = kernel[0] * _groups;
    }

    /// <summary>The number of groups of kernels, those of all tasks.</summary>
    public int KernelGroups { get; }

    /// <summary>The number of images that each group of kernels meets.</summary>
    public int ImagesOfKernels { get; }

    /// <summary>The distance from a group of an image to the same group of the next image.</summary>
    public nint ImageStep => _imageGroup * _groups;

    /// <summary>The distance from a group of a result to the same group of the next result.</summary>
    public nint ResultStep => _resultGroup * _groups;

    /// <summary>The number of pieces.</summary>
    public int Count { get; }

    /// <summary>The number of kernels in a group.</summary>
    public int KernelsInGroup { get; }

    public nint Image(int piece) => piece * _imageGroup;

    public nint Result(int piece) => piece * _resultGroup;

    public nint Kernel(int piece)
        => ((_sharedKernels ? 0 : (nint)(piece / (_images * _groups)) * _groups) + (piece % _groups)) * _kernelGroup;

    /// <summary>The kernels of a group.</summary>
    public nint GroupKernels(int group) => group * _kernelGroup;

    /// <summary>The first image that a group of kernels meets.</summary>
    public nint GroupImage(int group) => ((nint)(group / _groups) * _images * ImageStep) + (group % _groups * _imageGroup);

    /// <summary>The first result of a group of kernels.</summary>
    public nint GroupResult(int group) => ((nint)(group / _groups) * _images * ResultStep) + (group % _groups * _resultGroup);
}
