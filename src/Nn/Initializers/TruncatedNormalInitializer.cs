using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Normal with mean 0, cut at two standard deviations.</summary>
internal sealed class TruncatedNormalInitializer<T> : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Cut = 2;

    private readonly double _standardDeviation;

    public TruncatedNormalInitializer(double standardDeviation)
    {
        NormalInitializer<T>.RequireStandardDeviation(standardDeviation);
        _standardDeviation = standardDeviation;
    }

    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref T value in values)
        {
            // One draw in 22 falls outside; clamping it instead would heap probability on the two ends.
            double drawn;
            do
            {
                drawn = random.NextNormal();
            }
            while (Math.Abs(drawn) > Cut);
            value = T.CreateTruncating(_standardDeviation * drawn);
        }
    }
}
