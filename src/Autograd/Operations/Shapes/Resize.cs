using System.Numerics;

namespace AutogradMaml.Autograd;

/// <summary>How the places of a resized axis lie on those of the given one.</summary>
internal enum ResizeKind
{
    /// <summary>The place k of n takes the element of the place floor(k m / n) of m.</summary>
    Nearest,

    /// <summary>Between two elements in proportion; the centres of the outermost places lie half a place within the ends, as pixels
    /// do.</summary>
    Pixels,

    /// <summary>Between two elements in proportion; the outermost places lie on each other.</summary>
    Corners,
}

/// <summary>An axis resized: each place of the result is one element or lies between two. Linear; or the transpose, which adds each place
/// where it was taken from.</summary>
internal sealed class ResizeOperation<T>(int axis, int from, int to, ResizeKind kind, bool transposed) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name
        => $"resize(axis {axis}, {from} to {to}, {kind.ToString().ToLowerInvariant()}{(transposed ? ", transposed" : string.Empty)})";

    internal override object? Constants => (axis, from, to, kind, transposed);

    internal override OperationDescription? Description => Describe();

    internal override long OperationCount(OperandShapes inputs, Shape output)
        => kind == ResizeKind.Nearest && !transposed ? 0 : 3L * (transposed ? inputs[0] : output).ElementCount;

    public override Shape OutputShape(OperandShapes inputs) => inputs[0].With(axis, transposed ? from : to);

    public override void Compute(ComputeContext<T> context)
    {
        Span<T> y = context.Output;
        AxisLayout layout = new(context.OutputShape, axis);
        int inner = layout.Inner;
        if (transposed)
        {
            y.Clear();
        }

        for (int outer = 0; outer < layout.Outer; outer++)
        {
            ReadOnlySpan<T> given = context.Input(0).Slice(outer * (transposed ? to : from) * inner, (transposed ? to : from) * inner);
            Span<T> made = y.Slice(outer * layout.Size * inner, layout.Size * inner);
            for (int k = 0; k < to; k++)
            {
                (int low, int high, T share) = Source(k);
                for (int i = 0; i < inner; i++)
                {
                    if (!transposed)
                    {
                        T value = given[(low * inner) + i];
                        made[(k * inner) + i] = low == high ? value : ((T.One - share) * value) + (share * given[(high * inner) + i]);
                        continue;
                    }

                    T part = given[(k * inner) + i];
                    made[(low * inner) + i] += low == high ? part : (T.One - share) * part;
                    made[(high * inner) + i] += low == high ? T.Zero : share * part;
                }
            }
        }
    }

    public override void Vjp(VjpContext<T> context)
        => context.Add(0, context.Cotangent.Tape.Apply(new ResizeOperation<T>(axis, from, to, kind, !transposed), context.Cotangent));

    public override void Jvp(JvpContext<T> context) => context.Add(context.Tangent(0).Tape.Apply(this, context.Tangent(0)));

    // Where each place lies: between low and high, the greater the share the nearer to high.
    private OperationDescription Describe()
    {
        (int Low, int High, T Share)[] sources = [.. Enumerable.Range(0, to).Select(Source)];
        return new OperationDescription("resize").With("axis", axis).With("transposed", transposed)
            .With("low", [.. sources.Select(static source => source.Low)])
            .With("high", [.. sources.Select(static source => source.High)])
            .With("share", [.. sources.Select(static source => double.CreateChecked(source.Share))]);
    }

    // The two places that the place k lies between, and how much it takes of the second. In whole numbers as far as they go, so that no
    // rounding moves a place.
    private (int Low, int High, T Share) Source(int k)
    {
        // The place as a fraction: numerator / denominator.
        (long numerator, long denominator) = kind switch
        {
            ResizeKind.Nearest => ((long)k * from, to),
            ResizeKind.Pixels => (Math.Max(0, (((2L * k) + 1) * from) - to), 2L * to),
            _ => ((long)k * (from - 1), Math.Max(1, to - 1)),
        };
        int low = (int)(numerator / denominator);
        long rest = numerator % denominator;
        return kind == ResizeKind.Nearest || rest == 0 || low >= from - 1
            ? (Math.Min(low, from - 1), Math.Min(low, from - 1), T.Zero)
            : (low, low + 1, T.CreateTruncating(rest) / T.CreateTruncating(denominator));
    }
}

public readonly partial struct Variable<T>
{
    /// <summary>Images of another size: each pixel of the result is the one of the given image that lies there, y[i, j] = x[floor(i h /
    /// h'), floor(j w / w')].</summary>
    /// <param name="height">h', the height of the result: 1 or more.</param>
    /// <param name="width">w', the width of the result: 1 or more.</param>
    /// <returns>[..., height, width] for this of [..., h, w].</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes, or no pixels to take.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <remarks>Linear; a pixel gets the sum of the cotangents of all that took it. As PyTorch's interpolate with mode "nearest", but with
    /// places in whole numbers. Two operations, one for each axis.</remarks>
    public Variable<T> ResizeNearest(int height, int width) => Resized("ResizeNearest", height, width, ResizeKind.Nearest);

    /// <summary>Images of another size, interpolated between the pixels along both axes.</summary>
    /// <param name="height">h', the height of the result: 1 or more.</param>
    /// <param name="width">w', the width of the result: 1 or more.</param>
    /// <param name="alignCorners">Whether the centres of the corner pixels lie on each other: the row i lies at i (h - 1) / (h' - 1).
    /// Otherwise the corners of the images do: it lies at (i + 1/2) h / h' - 1/2, and beyond the outermost pixels those are taken.</param>
    /// <returns>[..., height, width] for this of [..., h, w].</returns>
    /// <exception cref="ArgumentException">There are fewer than two axes, or no pixels to take.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <remarks>Linear; a pixel gets the sum of the cotangents of all that took a part of it, times that part. As PyTorch's interpolate
    /// with mode "bilinear": an image made smaller is sampled, not averaged. Two operations, one for each axis, 3 multiplications and
    /// additions for each element.</remarks>
    public Variable<T> ResizeBilinear(int height, int width, bool alignCorners = false)
        => Resized("ResizeBilinear", height, width, alignCorners ? ResizeKind.Corners : ResizeKind.Pixels);

    private Variable<T> Resized(string name, int height, int width, ResizeKind kind)
    {
        if (Shape.Rank < 2 || Shape[-1] == 0 || Shape[-2] == 0)
        {
            throw new ArgumentException($"{name} takes images [..., height, width] with pixels, got {Shape}.");
        }

        if (height < 1 || width < 1)
        {
            throw new ArgumentOutOfRangeException(
                height < 1 ? nameof(height) : nameof(width),
                $"{name} makes images of 1 or more rows and columns, got {height} and {width} for {Shape}.");
        }

        int rows = Shape.Rank - 2;
        Variable<T> tall = Shape[-2] == height
            ? this
            : Tape.Apply(new ResizeOperation<T>(rows, Shape[-2], height, kind, transposed: false), this);
        return Shape[-1] != width ? Tape.Apply(new ResizeOperation<T>(rows + 1, Shape[-1], width, kind, transposed: false), tall)
            : tall.Index == Index ? Unchanged() : tall;
    }
}
