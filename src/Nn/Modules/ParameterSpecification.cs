using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>One parameter of a module.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Name">Its name, as in a PyTorch state dict.</param>
/// <param name="Shape">Its shape, without a task axis.</param>
/// <param name="Initializer">How its initial values are drawn.</param>
public sealed record ParameterSpecification<T>(string Name, Shape Shape, Initializer<T> Initializer)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} {Shape}";
}
