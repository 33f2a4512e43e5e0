namespace AutogradMaml.Autograd.Tests.Operations;

/// <summary>Convolution and its two transposes by the definition, in double: F(x, w, y) = sum of y[n, o, p] w[o, c, k] x[n, c, p * stride +
/// k * dilation - padding], in one group, without a task axis.</summary>
internal sealed class ConvolutionReference
{
    private readonly ConvolutionGeometry _geometry;
    private readonly Shape _image;
    private readonly Shape _kernel;
    private readonly Shape _result;

    public ConvolutionReference(ConvolutionGeometry geometry, Shape image, Shape kernel)
    {
        _geometry = geometry;
        _image = image;
        _kernel = kernel;
        int rows = ConvolutionGeometry.Places(image[2], kernel[2], geometry.StrideY, geometry.PaddingY, geometry.DilationY);
        int columns = ConvolutionGeometry.Places(image[3], kernel[3], geometry.StrideX, geometry.PaddingX, geometry.DilationX);
        _result = [image[0], kernel[0], rows, columns];
    }

    public Shape Result => _result;

    public double[] Forward(double[] x, double[] w)
    {
        var y = new double[_result.ElementCount];
        Visit((at, of, from) => y[at] += w[of] * x[from]);
        return y;
    }

    public double[] ToImage(double[] y, double[] w)
    {
        var x = new double[_image.ElementCount];
        Visit((at, of, from) => x[from] += w[of] * y[at]);
        return x;
    }

    public double[] ToKernel(double[] x, double[] y)
    {
        var w = new double[_kernel.ElementCount];
        Visit((at, of, from) => w[of] += y[at] * x[from]);
        return w;
    }

    private void Visit(Action<int, int, int> visit)
    {
        int at = 0;
        for (int n = 0; n < _result[0]; n++)
        {
            for (int o = 0; o < _result[1]; o++)
            {
                for (int row = 0; row < _result[2]; row++)
                {
                    for (int column = 0; column < _result[3]; column++, at++)
                    {
                        VisitPlace(n, o, row, column, at, visit);
                    }
                }
            }
        }
    }

    private void VisitPlace(int n, int o, int row, int column, int at, Action<int, int, int> visit)
    {
        int of = o * _kernel[1] * _kernel[2] * _kernel[3];
        for (int c = 0; c < _kernel[1]; c++)
        {
            for (int ky = 0; ky < _kernel[2]; ky++)
            {
                for (int kx = 0; kx < _kernel[3]; kx++, of++)
                {
                    int y = (row * _geometry.StrideY) - _geometry.PaddingY + (ky * _geometry.DilationY);
                    int x = (column * _geometry.StrideX) - _geometry.PaddingX + (kx * _geometry.DilationX);
                    if (y >= 0 && y < _image[2] && x >= 0 && x < _image[3])
                    {
                        visit(at, of, (((((n * _image[1]) + c) * _image[2]) + y) * _image[3]) + x);
                    }
                }
            }
        }
    }
}
