using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Materials;

/// <summary>What is measured of an alloy.</summary>
/// <param name="Count">How many measurements.</param>
/// <param name="Temperatures">At how many temperatures, in turn.</param>
/// <param name="Times">When.</param>
internal sealed record MeasurementPlan(int Count, int Temperatures, TimeChoice Times)
{
    /// <summary>The standard deviation of a measured share: of the size that counting points in micrographs or the area of a peak
    /// have.</summary>
    public const double Noise = 0.02;

    /// <summary>The lowest temperature, in kelvin.</summary>
    public const double Coolest = 740;

    /// <summary>The highest temperature, in kelvin.</summary>
    public const double Hottest = 780;

    private const double LeastShare = 0.05;
    private const double GreatestShare = 0.95;
    private const double ShortestTime = 60;
    private const double LongestTime = 14_400;

    /// <summary>The plan in words.</summary>
    public string Description => FormattableString.Invariant(
        $"{Count} measurements at {Temperatures} temperatures, {(Times == TimeChoice.Blind ? "blind" : "followed")}, noise {Noise}");

    /// <summary>Time and temperature of a measurement.</summary>
    /// <param name="alloy">The alloy; where it is followed the time depends on it.</param>
    /// <param name="number">The measurement's number, from 0.</param>
    /// <param name="kelvins">The temperatures.</param>
    /// <param name="random">From what is drawn.</param>
    public (double LogSeconds, double Kelvin) Draw(Alloy alloy, int number, ReadOnlySpan<double> kelvins, RandomStream random)
    {
        double kelvin = kelvins[number % kelvins.Length];
        double logSeconds = Times == TimeChoice.Followed
            ? Math.Log(alloy.SecondsUntil(random.NextUniform(LeastShare, GreatestShare), kelvin))
            : random.NextUniform(Math.Log(ShortestTime), Math.Log(LongestTime));
        return (logSeconds, kelvin);
    }

    /// <summary>The temperatures: one in each equal part of the range, anywhere in the middle half of it.</summary>
    /// <param name="random">From what they are drawn.</param>
    public double[] DrawTemperatures(RandomStream random)
    {
        double width = (Hottest - Coolest) / Temperatures;
        double[] kelvins = new double[Temperatures];
        for (int k = 0; k < kelvins.Length; k++)
        {
            kelvins[k] = Coolest + (width * (k + random.NextUniform(0.25, 0.75)));
        }

        return kelvins;
    }
}
