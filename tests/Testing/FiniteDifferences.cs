using AutogradMaml.Autograd;

namespace AutogradMaml.Testing;

/// <summary>
/// Derivatives by central differences, (f(x + h) - f(x - h)) / 2h, with steps h and 2h and one Richardson extrapolation, which cancels the
/// error of order h^2.
/// </summary>
/// <remarks>
/// The step is about cbrt(eps) * max(1, |x|): without extrapolation it balances rounding (eps / h) and truncation (h^2); with it,
/// rounding is what remains, about 1e-10 of the function's size. Order n is checked by giving the exact derivative of order n - 1 as
/// the function, never by differencing twice.
/// </remarks>
public static class FiniteDifferences
{
    /// <summary>The step for a number of size x.</summary>
    public static double Step(double x) => Math.Cbrt(Math.BitIncrement(1.0) - 1) * Math.Max(1, Math.Abs(x));

    /// <summary>f'(x).</summary>
    public static double Derivative(Func<double, double> function, double x)
        => Along(point => [function(point[0])], [x], [1])[0];

    /// <summary>The gradient of f at x, element by element.</summary>
    public static double[] Gradient(Func<double[], double> function, double[] x)
    {
        var gradient = new double[x.Length];
        var unit = new double[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            unit[k] = 1;
            gradient[k] = Along(point => [function(point)], x, unit)[0];
            unit[k] = 0;
        }

        return gradient;
    }

    /// <summary>The gradient of a scalar function of variables, by each input: the function is recorded anew at every point.</summary>
    public static double[][] Gradient(Func<Variable<double>[], Variable<double>> function, params ReferenceArray[] inputs)
    {
        using var tape = new Tape<double>();
        var gradients = new double[inputs.Length][];
        for (int k = 0; k < inputs.Length; k++)
        {
            int varied = k;
            gradients[k] = Gradient(
                point =>
                {
                    tape.Clear();
                    return function([.. inputs.Select((input, j) => tape.Input(j == varied ? point : input.Values, input.Shape))]).Scalar;
                },
                inputs[k].Values);
        }

        return gradients;
    }

    /// <summary>J u: the derivative of a vector function at x along the direction u.</summary>
    public static double[] Along(Func<double[], double[]> function, double[] x, double[] direction)
    {
        double reach = direction.Length == 0 ? 1 : direction.Max(Math.Abs);
        if (reach == 0)
        {
            return new double[function(x).Length];
        }

        // The step is that of the largest coordinate that moves, so that no coordinate moves by more than its own step allows.
        double size = 0;
        for (int k = 0; k < x.Length; k++)
        {
            size = direction[k] == 0 ? size : Math.Max(size, Math.Abs(x[k]));
        }

        double step = Step(size) / reach;
        double[] near = Central(function, x, direction, step);
        double[] far = Central(function, x, direction, 2 * step);
        return [.. near.Select((value, k) => ((4 * value) - far[k]) / 3)];
    }

    private static double[] Central(Func<double[], double[]> function, double[] x, double[] direction, double step)
    {
        double[] above = function(Moved(x, direction, step));
        double[] below = function(Moved(x, direction, -step));
        return [.. above.Select((value, k) => (value - below[k]) / (2 * step))];
    }

    private static double[] Moved(double[] x, double[] direction, double step)
        => [.. x.Select((value, k) => value + (step * direction[k]))];
}
