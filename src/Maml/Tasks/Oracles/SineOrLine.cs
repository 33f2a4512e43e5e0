using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>A curve that is a sine, <c>First sin(x) + Second cos(x)</c>, or a line, <c>First x + Second</c>: linear in its two numbers
/// either way.</summary>
/// <param name="IsLine">Whether it is a line.</param>
/// <param name="First">The factor of sin(x), or of x.</param>
/// <param name="Second">The factor of cos(x), or the constant.</param>
public readonly record struct SineOrLine(bool IsLine, double First, double Second)
{
    /// <summary>The curve in words.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture, $"{First:G4} {(IsLine ? "x" : "sin(x)")} + {Second:G4}{(IsLine ? string.Empty : " cos(x)")}");

    /// <summary>The curve at x.</summary>
    /// <param name="x">The place.</param>
    public double At(double x) => IsLine ? (First * x) + Second : (First * Math.Sin(x)) + (Second * Math.Cos(x));

    /// <summary>The curve of most likelihood given some points with Gaussian noise: the better of the two least-squares fits.</summary>
    /// <param name="x">The places; at least two different ones.</param>
    /// <param name="y">The values, as many.</param>
    public static SineOrLine Fit(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        SineOrLine sine = Fit(x, y, isLine: false);
        SineOrLine line = Fit(x, y, isLine: true);
        return Squares(sine, x, y) <= Squares(line, x, y) ? sine : line;
    }

    private static SineOrLine Fit(IReadOnlyList<double> x, IReadOnlyList<double> y, bool isLine)
    {
        (SineOrLine first, SineOrLine second) = (new(isLine, 1, 0), new(isLine, 0, 1));
        var normal = new double[2, 2];
        var right = new double[2];
        for (int k = 0; k < x.Count; k++)
        {
            (double a, double b) = (first.At(x[k]), second.At(x[k]));
            normal[0, 0] += a * a;
            normal[0, 1] += a * b;
            normal[1, 1] += b * b;
            right[0] += a * y[k];
            right[1] += b * y[k];
        }

        normal[1, 0] = normal[0, 1];
        double[] fitted = HostMatrix.Solve(normal, right);
        return new(isLine, fitted[0], fitted[1]);
    }

    private static double Squares(SineOrLine curve, IReadOnlyList<double> x, IReadOnlyList<double> y)
        => x.Zip(y, (place, value) => (curve.At(place) - value) * (curve.At(place) - value)).Sum();
}
