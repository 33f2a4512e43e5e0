using AutogradMaml.Autograd;
using AutogradMaml.Onnx.Format;
using AutogradMaml.Onnx.Graphs;

namespace AutogradMaml.Onnx.Rules;

/// <summary>
/// Convolution and its two transposes. Images are [tasks, images, channels, height, width], kernels [tasks or 1, out, channels / groups,
/// height, width]; ONNX knows one axis of images and one of channels. Tasks that share kernels are images, and tasks that have kernels of
/// their own are groups of channels.
/// </summary>
internal static class ConvolutionRules
{
    /// <summary>The rules by kind.</summary>
    public static IReadOnlyDictionary<string, Func<RuleContext, OnnxValue>> All { get; } =
        new Dictionary<string, Func<RuleContext, OnnxValue>>
        {
            ["convolve"] = static at => PerImage(at, "Conv", at.X, at.Y, []),
            ["convolve to image"] = ToImage,
            ["convolve to kernel"] = ToKernel,
        };

    private static OnnxValue ToImage(RuleContext at)
    {
        // Rows and columns at the end that no place of the kernel reaches, for lack of a whole stride.
        int[] rest = [Rest(0), Rest(1)];
        return PerImage(at, "ConvTranspose", at.X, at.Y, [OnnxGraph.Setting("output_padding", rest)]);

        int Rest(int side) => at.Result[3 + side] + (2 * at.Integers("paddings")[side])
            - ((at.X.Shape[3 + side] - 1) * at.Integers("strides")[side])
            - (at.Integers("dilations")[side] * (at.Y.Shape[3 + side] - 1)) - 1;
    }

    private static OnnxValue PerImage(RuleContext at, string operation, OnnxValue images, OnnxValue kernels, AttributeProto[] more)
    {
        (int tasks, int count) = (images.Shape[0], images.Shape[1]);
        bool areShared = kernels.Shape[0] == 1;
        int groups = at.Integer("groups") * (areShared ? 1 : tasks);
        int channels = at.Result[2];
        OnnxValue planes = areShared ? Merged(images, 0) : Merged(images.Swap(0, 1), 1);
        Shape result = areShared
            ? [tasks * count, channels, at.Result[3], at.Result[4]]
            : [count, tasks * channels, at.Result[3], at.Result[4]];
        OnnxValue convolved = at.Graph.Node(
            operation, result, [planes, Merged(kernels, 0)], [.. Geometry(at, "strides", "dilations", groups), .. more]);
        return areShared
            ? convolved.Reshape(at.Result)
            : convolved.Reshape([count, tasks, channels, at.Result[3], at.Result[4]]).Swap(0, 1);
    }

    // w[o, c, k] = sum of y[o, p] x[c, p * stride + k * dilation - padding] over images and places p: a convolution of the images, with
    // channels as images and images as channels, whose kernel is y, with stride and dilation exchanged.
    private static OnnxValue ToKernel(RuleContext at)
    {
        (OnnxValue x, OnnxValue y) = (at.X, at.Y);
        int tasks = at.Result[0];
        int images = x.Shape[0] * x.Shape[1] / tasks;
        int groups = at.Integer("groups");
        (int perGroup, int outs) = (at.Result[2], at.Result[1]);
        OnnxValue channels = x.Reshape([tasks, images, groups, perGroup, x.Shape[3], x.Shape[4]]).Permute(3, 0, 2, 1, 4, 5)
            .Reshape([perGroup, tasks * groups * images, x.Shape[3], x.Shape[4]]);
        OnnxValue kernels = y.Reshape([tasks, images, outs, y.Shape[3], y.Shape[4]]).Swap(1, 2)
            .Reshape([tasks * outs, images, y.Shape[3], y.Shape[4]]);
        (int rows, int columns) = (Places(0), Places(1));
        OnnxValue sums = at.Graph.Node(
            "Conv", [perGroup, tasks * outs, rows, columns], [channels, kernels], Geometry(at, "dilations", "strides", tasks * groups));
        return sums.Slice(2, 0, at.Result[3]).Slice(3, 0, at.Result[4])
            .Reshape([perGroup, tasks, outs, at.Result[3], at.Result[4]]).Permute(1, 2, 0, 3, 4);

        int Places(int side) => ((x.Shape[3 + side] + (2 * at.Integers("paddings")[side])
            - (at.Integers("strides")[side] * (y.Shape[3 + side] - 1)) - 1) / at.Integers("dilations")[side]) + 1;
    }

    private static AttributeProto[] Geometry(RuleContext at, string strides, string dilations, int groups)
    {
        IReadOnlyList<int> paddings = at.Integers("paddings");
        return
        [
            OnnxGraph.Setting("strides", at.Integers(strides)),
            OnnxGraph.Setting("dilations", at.Integers(dilations)),
            OnnxGraph.Setting("pads", [.. paddings, .. paddings]),
            OnnxGraph.Setting("group", groups),
        ];
    }

    // Two neighbouring axes as one.
    private static OnnxValue Merged(OnnxValue value, int axis)
    {
        ReadOnlySpan<int> sizes = value.Shape.Sizes;
        return value.Reshape(Shape.Create([.. sizes[..axis], sizes[axis] * sizes[axis + 1], .. sizes[(axis + 2)..]]));
    }
}
