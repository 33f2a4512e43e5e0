using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The curve y = amplitude * sin(frequency x - phase).</summary>
/// <param name="Amplitude">The amplitude.</param>
/// <param name="Phase">The phase in radians.</param>
/// <param name="Frequency">The frequency, in radians for each unit of x.</param>
public readonly record struct Sinusoid(double Amplitude, double Phase, double Frequency = 1)
{
    /// <summary>The curve in words: <c>2.5 sin(x - 0.3)</c>.</summary>
    public override string ToString()
    {
        string frequency = Frequency == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{Frequency:G4} ");
        return string.Create(CultureInfo.InvariantCulture, $"{Amplitude:G4} sin({frequency}x - {Phase:G4})");
    }

    /// <summary>The curve at x.</summary>
    /// <param name="x">The place.</param>
    public double At(double x) => Amplitude * Math.Sin((Frequency * x) - Phase);
}
