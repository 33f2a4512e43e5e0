using MathNet.Numerics.LinearAlgebra;

namespace AutogradMaml.Examples.Materials;

/// <summary>The textbook's way to an alloy's numbers: ln(-ln(1 - X)) is linear in ln t and in 1 / T.</summary>
/// <remarks>ln(-ln(1 - X)) = n ln(k at the reference) + n Energy z + n ln t, fitted by linear least squares to the shares between 0.02 and
/// 0.98. Source: J. W. Christian, The theory of transformations in metals and alloys, chapter 12 (quoted from memory).</remarks>
internal static class AvramiPlot
{
    private const double LeastShare = 0.02;
    private const double LeastSpread = 1e-3;

    // Where the slopes can't be told.
    private static readonly Alloy Usual = new(0, 3, Math.Log(2));

    /// <summary>The alloy of the plot. Where all shares were measured at one temperature it has Q = 300 kJ/mol; where the plot gives no
    /// exponent between 0.2 and 10 it has n = 2 too, and the rate that fits these measurements.</summary>
    /// <param name="measurements">The measurements.</param>
    public static Alloy Of(ReadOnlySpan<Measurement> measurements)
    {
        List<Measurement> told = [];
        foreach (Measurement measurement in measurements)
        {
            if (measurement.Fraction is > LeastShare and < 1 - LeastShare)
            {
                told.Add(measurement);
            }
        }

        if (told.Count >= 2 && Slopes(told) is { IsFinite: true, Exponent: > 0.2 and < 10 } alloy)
        {
            return alloy;
        }

        double offset = 0;
        foreach (Measurement measurement in measurements)
        {
            offset += (Ordinate(Math.Clamp(measurement.Fraction, LeastShare, 1 - LeastShare)) / Usual.Exponent)
                - (Usual.Energy * measurement.Coolness) - measurement.LogSeconds;
        }

        return Usual with { LogRate = offset / measurements.Length };
    }

    private static Alloy? Slopes(List<Measurement> told)
    {
        bool oneTemperature = told.Max(static one => one.Coolness) - told.Min(static one => one.Coolness) < LeastSpread;
        int columns = oneTemperature ? 2 : 3;
        if (told.Count < columns)
        {
            return null;
        }

        Matrix<double> design = Matrix<double>.Build.Dense(told.Count, columns, (row, column) => column switch
        {
            0 => 1,
            1 => told[row].LogSeconds + (oneTemperature ? Usual.Energy * told[row].Coolness : 0),
            _ => told[row].Coolness,
        });
        Vector<double> slopes = design.PseudoInverse()
            * Vector<double>.Build.Dense(told.Count, row => Ordinate(told[row].Fraction));
        return new(slopes[0] / slopes[1], oneTemperature ? Usual.Energy : slopes[2] / slopes[1], Math.Log(slopes[1]));
    }

    private static double Ordinate(double fraction) => Math.Log(-Math.Log(1 - fraction));
}
