namespace AutogradMaml.Autograd;

/// <summary>
/// One axis of a correlation, which is what convolution and its transpose in the image both are: place j of the result reads, through tap
/// i of the kernel, place j * Step + Offset + i * OffsetStep of the source, or zero when that lies outside.
/// </summary>
/// <param name="Places">The places of the result: j below this.</param>
/// <param name="First">Where place 0 stands on the axis of the result.</param>
/// <param name="Spacing">The distance between places on that axis.</param>
/// <param name="Taps">The taps: i below this.</param>
/// <param name="FirstTap">Which element of the kernel tap 0 is.</param>
/// <param name="TapSpacing">The distance between taps in the kernel; negative where the kernel is turned round.</param>
/// <param name="Source">The size of the source.</param>
/// <param name="Step">The distance in the source from one place to the next.</param>
/// <param name="Offset">Where tap 0 of place 0 reads.</param>
/// <param name="OffsetStep">The distance in the source from one tap to the next, at least 1: taps are in the order in which they
/// read.</param>
internal readonly record struct CorrelationAxis(
    int Places, int First, int Spacing, int Taps, int FirstTap, int TapSpacing, int Source, int Step, int Offset, int OffsetStep)
{
    /// <summary>The axis of a convolution.</summary>
    public static CorrelationAxis Forward(int size, int kernel, int stride, int padding, int dilation)
        => new(
            ConvolutionGeometry.Places(size, kernel, stride, padding, dilation), 0, 1, kernel, 0, 1, size, stride, -padding,
            kernel == 1 ? 1 : dilation);

    /// <summary>The axis of the transpose, for the places q of the image with q modulo stride = <paramref name="residue"/>: of the result y
    /// they read p with p * stride + k * dilation - padding = q, so that only the taps k whose q + padding - k * dilation is divisible by
    /// the stride take part, and those are regularly spaced.</summary>
    public static CorrelationAxis ToImage(int size, int kernel, int stride, int padding, int dilation, int residue)
    {
        int source = ConvolutionGeometry.Places(size, kernel, stride, padding, dilation);
        int places = residue < size ? ((size - 1 - residue) / stride) + 1 : 0;
        int spacing = stride / GreatestCommonDivisor(stride, dilation);
        for (int first = 0; first < Math.Min(kernel, spacing); first++)
        {
            int distance = residue + padding - (first * dilation);
            if (distance % stride == 0)
            {
                int taps = ((kernel - 1 - first) / spacing) + 1;
                int step = taps == 1 ? 1 : spacing * dilation / stride;
                return new(
                    places, residue, stride, taps, first + ((taps - 1) * spacing), -spacing, source, 1,
                    (distance / stride) - ((taps - 1) * step), step);
            }
        }

        return new(places, residue, stride, 0, 0, 1, source, 1, 0, 1);
    }

    /// <summary>Where place j reads through tap i.</summary>
    public int At(int place, int tap) => (place * Step) + Offset + (tap * OffsetStep);

    /// <summary>The element of the kernel that a tap is.</summary>
    public int KernelElement(int tap) => FirstTap + (tap * TapSpacing);

    /// <summary>The places that stand from <paramref name="from"/> to before <paramref name="to"/> on the axis of the result; both are the
    /// axis's end or multiples of the spacing.</summary>
    public (int From, int To) Between(int from, int to) => (Math.Min(Places, Ceiling(from - First)), Math.Min(Places, Ceiling(to - First)));

    /// <summary>The part of the source that places from and to read, as far as it lies inside; empty when there is none.</summary>
    public (int From, int To) Reads(int from, int to)
    {
        if (from >= to || Taps == 0)
        {
            return (Source, 0);
        }

        return (Math.Max(0, At(from, 0)), Math.Min(Source, At(to - 1, Taps - 1) + 1));
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    private int Ceiling(int distance) => distance <= 0 ? 0 : ((distance - 1) / Spacing) + 1;
}
