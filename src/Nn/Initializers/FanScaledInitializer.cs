using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Mean 0 and a variance that follows from fan-in and fan-out, uniform or normal.</summary>
internal sealed class FanScaledInitializer<T>(Func<Fans, double> variance, bool normal) : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double standardDeviation = Math.Sqrt(variance(Fans.Of(shape)));

        // A uniform variable on [-a, a) has variance a^2 / 3.
        double bound = Math.Sqrt(3) * standardDeviation;
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(normal ? standardDeviation * random.NextNormal() : random.NextUniform(-bound, bound));
        }
    }
}
