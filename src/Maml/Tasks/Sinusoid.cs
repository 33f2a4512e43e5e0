using System.Globalization;

namespace AutogradMaml.Maml;

/// <summary>The curve y = amplitude * sin(x - phase).</summary>
/// <param name="Amplitude">The amplitude.</param>
/// <param name="Phase">The phase in radians.</param>
public readonly record struct Sinusoid(double Amplitude, double Phase)
{
    /// <summary>The curve in words: <c>2.5 sin(x - 0.3)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amplitude:G4} sin(x - {Phase:G4})");

    /// <summary>The curve at x.</summary>
    /// <param name="x">The place, in radians.</param>
    public double At(double x) => Amplitude * Math.Sin(x - Phase);
}
