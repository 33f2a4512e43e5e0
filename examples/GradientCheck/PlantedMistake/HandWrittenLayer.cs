namespace AutogradMaml.Examples.Checking;

/// <summary>
/// A layer as it is written by hand, on plain arrays and with no engine: y = tanh(x W' + b) for three examples with two features, and the
/// loss sum(y^2) / 2. The point is W [2, 2], row by row, and then b [2].
/// </summary>
internal static class HandWrittenLayer
{
    private const int Examples = 3;
    private const int Size = 2;

    private static readonly double[,] X = { { 0.5, -1.2 }, { 0.8, 0.3 }, { -0.4, 0.9 } };

    public static double[] Point { get; } = [0.3, -0.7, 0.9, 0.2, 0.1, -0.4];

    public static double Loss(double[] point)
    {
        double sum = 0;
        for (int example = 0; example < Examples; example++)
        {
            for (int unit = 0; unit < Size; unit++)
            {
                sum += Math.Pow(Output(point, example, unit), 2) / 2;
            }
        }

        return sum;
    }

    /// <summary>The right gradient.</summary>
    public static double[] Gradient(double[] point) => Backward(point, biasShare: 1);

    /// <summary>The planted mistake: the bias is shared by all examples, so its gradient is the sum over them; here it is the
    /// mean.</summary>
    public static double[] WrongGradient(double[] point) => Backward(point, biasShare: 1.0 / Examples);

    private static double[] Backward(double[] point, double biasShare)
    {
        var gradient = new double[point.Length];
        for (int example = 0; example < Examples; example++)
        {
            for (int unit = 0; unit < Size; unit++)
            {
                // dL/dy = y and dtanh = 1 - y^2.
                double y = Output(point, example, unit);
                double delta = y * (1 - (y * y));
                for (int feature = 0; feature < Size; feature++)
                {
                    gradient[(Size * unit) + feature] += delta * X[example, feature];
                }

                gradient[(Size * Size) + unit] += biasShare * delta;
            }
        }

        return gradient;
    }

    private static double Output(double[] point, int example, int unit)
    {
        double sum = point[(Size * Size) + unit];
        for (int feature = 0; feature < Size; feature++)
        {
            sum += point[(Size * unit) + feature] * X[example, feature];
        }

        return Math.Tanh(sum);
    }
}
