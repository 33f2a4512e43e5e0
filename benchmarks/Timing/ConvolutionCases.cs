using AutogradMaml.Benchmarks.Work;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary>The cases <c>kernel/conv_*</c> and <c>kernel/maxpool_*</c>: the layers of the two nets for Omniglot by themselves, 75 images, 3
/// x 3 kernels with padding 1 to 64 channels, on one thread. Their rates count the operations of the plain sums, whatever way they are
/// taken.</summary>
internal static class ConvolutionCases
{
    private const int Images = 75;
    private const int Outs = 64;

    public static IReadOnlyList<TimedCase> All { get; } =
    [
        .. from layer in ((string Name, int Size, int Channels, int Stride)[])
            [
                ("28x28x1", 28, 1, 1), ("14x14x64", 14, 64, 1), ("7x7x64", 7, 64, 1), ("3x3x64", 3, 64, 1),
                ("strided_28x28x1", 28, 1, 2), ("strided_14x14x64", 14, 64, 2), ("strided_7x7x64", 7, 64, 2), ("strided_4x4x64", 4, 64, 2),
            ]
           from form in (string[])["forward", "to_image", "to_kernel"]
           select new TimedCase(
               $"kernel/conv_{layer.Name}_{form}",
               () => Timed(ConvolutionWork.Convolve(form, Images, layer.Size, layer.Channels, Outs, layer.Stride))),
        .. from size in (int[])[28, 14, 7]
           from form in (string[])["forward", "transposed"]
           select new TimedCase($"kernel/maxpool_{size}x{size}x64_{form}", () => Timed(ConvolutionWork.MaxPool(form, Images * Outs, size))),
    ];

    private static TimedWork Timed(ConvolutionWork work) => new(work.Step, work, Operations: work.Operations);
}
