using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>How the initial values of a parameter are drawn.</summary>
/// <typeparam name="T">The element type.</typeparam>
public abstract class Initializer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes the initial values.</summary>
    /// <param name="values">The values, row by row, all to be written.</param>
    /// <param name="shape">The parameter's shape: [out, in] for a linear weight, [out, in, height, width] for a convolution.</param>
    /// <param name="random">The parameter's own random stream.</param>
    public abstract void Fill(Span<T> values, Shape shape, RandomStream random);
}
