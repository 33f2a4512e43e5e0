using AutogradMaml.Autograd;

namespace AutogradMaml.Benchmarks.Work;

/// <summary>One convolution, one of its two transposes or a max pooling, in float, replayed as a program of one operation.</summary>
internal sealed class ConvolutionWork : IDisposable
{
    private readonly Tape<float> _tape = new();
    private readonly Workspace<float> _workspace;

    private ConvolutionWork(Func<Tape<float>, (Variable<float>[] Inputs, Variable<float> Output)> record)
    {
        (Variable<float>[] inputs, Variable<float> output) = record(_tape);
        float[][] values = [.. inputs.Select(input => input.ToArray())];
        _workspace = _tape.Compile(inputs, [output]).CreateWorkspace();
        for (int k = 0; k < values.Length; k++)
        {
            values[k].CopyTo(_workspace.Input(k));
        }
    }

    /// <summary>The multiplications and additions of the plain sums, whatever way they are taken.</summary>
    public long Operations { get; private init; }

    /// <summary>Prepares a convolution: <paramref name="form"/> is forward, to_image or to_kernel.</summary>
    public static ConvolutionWork Convolve(string form, int images, int size, int channels, int outs, int stride)
    {
        int places = ((size - 1) / stride) + 1;
        return new(tape =>
        {
            ConvolutionGeometry geometry = ConvolutionGeometry.Square(stride, 1);
            Variable<float> x = Draw(tape, [images, channels, size, size], "x");
            Variable<float> w = Draw(tape, [outs, channels, 3, 3], "w");
            Variable<float> y = Draw(tape, [images, outs, places, places], "y");
            return form switch
            {
                "forward" => ([x, w], x.Convolve(w, geometry)),
                "to_image" => ([y, w], y.ConvolveTransposed(w, size, size, geometry)),
                _ => ([x, y], tape.VectorJacobianProduct(x.Convolve(w, geometry), y, w)),
            };
        })
        {
            Operations = 2L * images * places * places * outs * channels * 9,
        };
    }

    /// <summary>Prepares a max pooling by 2 x 2 windows, or its transpose.</summary>
    public static ConvolutionWork MaxPool(string form, int planes, int size)
        => new(tape =>
        {
            Variable<float> x = Draw(tape, [planes, size, size], "x");
            Variable<float> pooled = x.MaxPool(2);
            Variable<float> y = Draw(tape, pooled.Shape, "y");
            return form == "forward" ? ([x], pooled) : ([x, y], tape.VectorJacobianProduct(pooled, y, x));
        });

    /// <summary>Computes it once.</summary>
    public void Step() => _workspace.Run();

    public void Dispose()
    {
        _workspace.Dispose();
        _tape.Dispose();
    }

    private static Variable<float> Draw(Tape<float> tape, Shape shape, string purpose)
    {
        RandomStream stream = new(1, purpose);
        return tape.Input([.. Enumerable.Range(0, shape.ElementCount).Select(_ => (float)stream.NextNormal())], shape);
    }
}
