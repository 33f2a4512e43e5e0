using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>The same value everywhere.</summary>
internal sealed class ConstantInitializer<T>(T value) : Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Fill(Span<T> values, Shape shape, RandomStream random) => values.Fill(value);
}
