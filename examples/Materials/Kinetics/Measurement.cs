using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Materials;

/// <summary>A measured share.</summary>
/// <param name="LogSeconds">ln(t / s).</param>
/// <param name="Coolness">z of the temperature: <see cref="Alloy.Coolness"/>.</param>
/// <param name="Fraction">X; with noise it may lie outside of 0 to 1.</param>
internal readonly record struct Measurement(double LogSeconds, double Coolness, double Fraction)
{
    /// <summary>The measurements of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="inputs">The name of the inputs.</param>
    /// <param name="targets">The name of the targets.</param>
    public static Measurement[] Of(Parameters<float> task, string inputs, string targets)
    {
        ReadOnlySpan<float> places = Tensors.ToArray(task[inputs]);
        ReadOnlySpan<float> values = Tensors.ToArray(task[targets]);
        Measurement[] measurements = new Measurement[values.Length];
        for (int k = 0; k < measurements.Length; k++)
        {
            measurements[k] = new(places[2 * k], places[(2 * k) + 1], values[k]);
        }

        return measurements;
    }

    /// <summary>The root of the mean squared difference between what an alloy should show and what was measured.</summary>
    /// <param name="alloy">The alloy.</param>
    /// <param name="measurements">What was measured.</param>
    public static double RootMeanSquare(Alloy alloy, ReadOnlySpan<Measurement> measurements)
    {
        double sum = 0;
        foreach (Measurement measurement in measurements)
        {
            double difference = alloy.FractionAt(measurement.LogSeconds, measurement.Coolness) - measurement.Fraction;
            sum += difference * difference;
        }

        return Math.Sqrt(sum / measurements.Length);
    }
}
