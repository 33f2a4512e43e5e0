using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Catalogue;

/// <summary>A call that must be refused.</summary>
/// <param name="Shapes">The shapes of the inputs.</param>
/// <param name="Call">The call; null for the row's own.</param>
/// <param name="Exception">The exact type of the exception.</param>
/// <param name="Fragments">What its message must contain.</param>
internal sealed record BadInput<T>(Shape[] Shapes, Func<Variable<T>[], Variable<T>>? Call, Type Exception, params string[] Fragments)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The values of the inputs; null to draw them from the row's domains.</summary>
    public double[][]? Values { get; init; }
}
