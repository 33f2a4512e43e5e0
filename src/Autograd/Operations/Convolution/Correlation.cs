namespace AutogradMaml.Autograd;

/// <summary>
/// A convolution or its transpose in the image as one thing, for one group of channels: from the planes of a source to those of a result,
/// each place of the result a sum over the taps of a kernel and the channels of the source.
/// </summary>
/// <remarks>With a stride of s the transpose falls into s x s correlations of stride 1, one for each residue of the image's places modulo
/// s, each with its own part of the kernel's elements. A convolution has one residue.</remarks>
internal readonly struct Correlation
{
    private const int FewestChannels = 8;
    private const int FewestWinogradChannels = 16;
    private const int MostWinogradKernels = 256 * 256;

    // By measurement on a processor that does two multiply-adds of 512 bits a cycle: with 64 channels patches are up to twice as fast at a
    // third of it.
    private const int FewestPlacesAtStrideTwo = 800;

    private readonly ConvolutionGeometry _geometry;
    private readonly bool _toImage;

    /// <summary>Describes it.</summary>
    /// <param name="geometry">The geometry of the convolution.</param>
    /// <param name="image">[tasks, images, channels, height, width].</param>
    /// <param name="kernel">[tasks or 1, out, channels / groups, height, width].</param>
    /// <param name="toImage">Whether it is the transpose.</param>
    public Correlation(ConvolutionGeometry geometry, Shape image, Shape kernel, bool toImage)
    {
        _geometry = geometry;
        _toImage = toImage;
        (int rows, int columns) = geometry.Places(image, kernel);
        (SourceHeight, SourceWidth, ResultHeight, ResultWidth) = toImage
            ? (rows, columns, image[3], image[4])
            : (image[3], image[4], rows, columns);
        (int sourceChannels, int resultChannels) = toImage ? (kernel[1], image[2]) : (image[2], kernel[1]);
        SourceChannels = sourceChannels / geometry.Groups;
        ResultChannels = resultChannels / geometry.Groups;
        (KernelHeight, KernelWidth) = (kernel[3], kernel[4]);
    }

    public int SourceChannels { get; }

    public int SourceHeight { get; }

    public int SourceWidth { get; }

    public int ResultChannels { get; }

    public int ResultHeight { get; }

    public int ResultWidth { get; }

    public int KernelHeight { get; }

    public int KernelWidth { get; }

    /// <summary>Whether the source is y and the result the image.</summary>
    public bool IsToImage => _toImage;

    /// <summary>The number of residues down.</summary>
    public int RowResidues => _toImage ? Math.Min(_geometry.StrideY, ResultHeight) : 1;

    /// <summary>The number of residues across.</summary>
    public int ColumnResidues => _toImage ? Math.Min(_geometry.StrideX, ResultWidth) : 1;

    /// <summary>Whether there is more than one residue.</summary>
    public bool IsDivided => RowResidues * ColumnResidues > 1;

    /// <summary>Whether the products are better taken with the channels of a place together than with the places of an image together: both
    /// sides of the products have to be long enough, or the images too small for the other.</summary>
    public bool FitsChannelsLast
    {
        get
        {
            int inner = SourceChannels * KernelHeight * KernelWidth;
            return inner > 0 && ResultChannels > 0 && ResultHeight > 0 && ResultWidth > 0 && SourceHeight > 0 && SourceWidth > 0
                && SourceChannels >= FewestChannels && ResultChannels >= FewestChannels;
        }
    }

    /// <summary>What Winograd's tiles compute, where they take fewer operations by far: one multiplication for each of their elements
    /// against 9 for each result.</summary>
    public WinogradForm WinogradForm
    {
        get
        {
            if (KernelHeight != 3 || KernelWidth != 3 || SourceChannels < FewestWinogradChannels || ResultChannels < FewestWinogradChannels
                || SourceChannels * ResultChannels > MostWinogradKernels)
            {
                return WinogradForm.None;
            }

            WinogradForm form = _geometry is { StrideY: 2, StrideX: 2, PaddingY: 1, PaddingX: 1, DilationY: 1, DilationX: 1 }
                ? _toImage ? WinogradForm.Doubling : WinogradForm.Halving
                : !IsDivided && Rows(0) is { Taps: 3, Step: 1, OffsetStep: 1 }
                    && Columns(0) is { Taps: 3, Step: 1, OffsetStep: 1 } ? WinogradForm.Same
                : WinogradForm.None;
            (int height, int width) = TiledPlaces(form);
            long elements = (long)new WinogradAxis(height).Elements(form) * new WinogradAxis(width).Elements(form);
            return 9L * height * width >= elements * 3 / 2 ? form : WinogradForm.None;
        }
    }

    /// <summary>What is worth computing by Winograd's tiles. At stride 2 they save little, and a kernel's transform has four times its
    /// elements, so that there have to be enough places for it.</summary>
    /// <param name="images">The number of images that share the kernels. At stride 1 it makes no difference.</param>
    public WinogradForm WorthwhileTiles(int images)
    {
        WinogradForm form = WinogradForm;
        (int height, int width) = TiledPlaces(form);
        return form is WinogradForm.Same || (long)images * height * width >= FewestPlacesAtStrideTwo ? form : WinogradForm.None;
    }

    /// <summary>Whether every residue has taps; where it has none, the result is zero.</summary>
    public bool ReachesEveryPlace
    {
        get
        {
            bool all = true;
            for (int k = 0; k < RowResidues; k++)
            {
                all &= Rows(k).Taps > 0;
            }

            for (int k = 0; k < ColumnResidues; k++)
            {
                all &= Columns(k).Taps > 0;
            }

            return all;
        }
    }

    /// <summary>The axis down, for one residue.</summary>
    public CorrelationAxis Rows(int residue) => _toImage
        ? CorrelationAxis.ToImage(ResultHeight, KernelHeight, _geometry.StrideY, _geometry.PaddingY, _geometry.DilationY, residue)
        : CorrelationAxis.Forward(SourceHeight, KernelHeight, _geometry.StrideY, _geometry.PaddingY, _geometry.DilationY);

    /// <summary>The axis across, for one residue.</summary>
    public CorrelationAxis Columns(int residue) => _toImage
        ? CorrelationAxis.ToImage(ResultWidth, KernelWidth, _geometry.StrideX, _geometry.PaddingX, _geometry.DilationX, residue)
        : CorrelationAxis.Forward(SourceWidth, KernelWidth, _geometry.StrideX, _geometry.PaddingX, _geometry.DilationX);

    /// <summary>The rows of the source that rows <paramref name="from"/> to <paramref name="to"/> of the result read.</summary>
    public (int From, int To) SourceRows(int from, int to)
    {
        (int first, int last) = (SourceHeight, 0);
        for (int k = 0; k < RowResidues; k++)
        {
            CorrelationAxis axis = Rows(k);
            (int start, int end) = axis.Between(from, to);
            (start, end) = axis.Reads(start, end);
            first = Math.Min(first, start);
            last = Math.Max(last, end);
        }

        return first < last ? (first, last) : (0, 0);
    }

    // Of the transpose at stride 2 a place is a pair of results.
    private (int Height, int Width) TiledPlaces(WinogradForm form)
        => form == WinogradForm.Doubling ? ((ResultHeight + 1) / 2, (ResultWidth + 1) / 2) : (ResultHeight, ResultWidth);
}
