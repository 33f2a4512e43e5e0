using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>A wave and its first overtone: y = FirstSine sin(w x) + FirstCosine cos(w x) + SecondSine sin(2 w x) + SecondCosine cos(2 w x),
/// w the frequency.</summary>
/// <param name="Frequency">The frequency of the wave, in radians for each unit of x.</param>
/// <param name="FirstSine">The factor of sin(frequency x).</param>
/// <param name="FirstCosine">The factor of cos(frequency x).</param>
/// <param name="SecondSine">The factor of sin(2 frequency x).</param>
/// <param name="SecondCosine">The factor of cos(2 frequency x).</param>
public readonly record struct Harmonic(double Frequency, double FirstSine, double FirstCosine, double SecondSine, double SecondCosine)
{
    /// <summary>The curve in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"frequency {Frequency:G4}: {FirstSine:G4} sin + {FirstCosine:G4} cos, overtone {SecondSine:G4} sin + {SecondCosine:G4} cos");

    /// <summary>The curve at x.</summary>
    /// <param name="x">The place.</param>
    public double At(double x)
    {
        (double sine, double cosine) = Math.SinCos(Frequency * x);
        (double overtoneSine, double overtoneCosine) = Math.SinCos(2 * Frequency * x);
        return (FirstSine * sine) + (FirstCosine * cosine) + (SecondSine * overtoneSine) + (SecondCosine * overtoneCosine);
    }

    /// <summary>The curve of a known frequency that fits some points best: linear least squares in its four numbers.</summary>
    /// <param name="frequency">The frequency.</param>
    /// <param name="x">The places; at least four.</param>
    /// <param name="y">The values, as many.</param>
    public static Harmonic Fit(double frequency, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Harmonic[] basis = [new(frequency, 1, 0, 0, 0), new(frequency, 0, 1, 0, 0), new(frequency, 0, 0, 1, 0), new(frequency, 0, 0, 0, 1)];
        var normal = new double[4, 4];
        var right = new double[4];
        for (int k = 0; k < x.Count; k++)
        {
            for (int i = 0; i < 4; i++)
            {
                right[i] += basis[i].At(x[k]) * y[k];
                for (int j = 0; j < 4; j++)
                {
                    normal[i, j] += basis[i].At(x[k]) * basis[j].At(x[k]);
                }
            }
        }

        double[] fitted = HostMatrix.Solve(normal, right);
        return new(frequency, fitted[0], fitted[1], fitted[2], fitted[3]);
    }
}
