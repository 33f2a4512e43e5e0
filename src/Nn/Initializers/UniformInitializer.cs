using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Uniform on [low, high).</summary>
internal sealed class UniformInitializer<T> : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _low;
    private readonly double _high;

    public UniformInitializer(double low, double high)
    {
        if (!double.IsFinite(high - low) || low > high)
        {
            throw new ArgumentOutOfRangeException(
                nameof(low), FormattableString.Invariant($"Two finite ends with low <= high are expected, got {low} and {high}."));
        }

        _low = low;
        _high = high;
    }

    public override void Fill(Span<T> values, Shape shape, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(random.NextUniform(_low, _high));
        }
    }
}
