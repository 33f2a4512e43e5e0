using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Normal with mean 0 and the given standard deviation.</summary>
internal sealed class NormalInitializer<T> : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _standardDeviation;

    public NormalInitializer(double standardDeviation)
    {
        RequireStandardDeviation(standardDeviation);
        _standardDeviation = standardDeviation;
    }

    public static void RequireStandardDeviation(double standardDeviation)
    {
        if (!double.IsFinite(standardDeviation) || standardDeviation < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(standardDeviation),
                FormattableString.Invariant($"A standard deviation is finite and not negative, got {standardDeviation}."));
        }
    }

    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(_standardDeviation * random.NextNormal());
        }
    }
}
