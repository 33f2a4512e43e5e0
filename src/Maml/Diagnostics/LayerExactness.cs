using System.Numerics.Tensors;

namespace AutogradMaml.Maml;

/// <summary>A direction for a meta-parameter against the exact meta-gradient.</summary>
/// <param name="Name">The meta-parameter; <c>all</c> for all together.</param>
/// <param name="ExactNorm">|exact|.</param>
/// <param name="SecondOrderShare">|exact - first order| / |exact|.</param>
/// <param name="FirstOrderCosine">The cosine of exact and first order.</param>
/// <param name="Distance">|direction - exact| / |exact|.</param>
/// <param name="Cosine">The cosine of direction and exact.</param>
public sealed record LayerExactness(string Name, double ExactNorm, double SecondOrderShare, double FirstOrderCosine,
    double Distance, double Cosine)
{
    internal static LayerExactness Of(string name, double[] exact, double[] first, double[] own)
    {
        double norm = TensorPrimitives.Norm<double>(exact);
        return new(
            name,
            norm,
            TensorPrimitives.Distance<double>(exact, first) / norm,
            TensorPrimitives.Dot<double>(exact, first) / (norm * TensorPrimitives.Norm<double>(first)),
            TensorPrimitives.Distance<double>(own, exact) / norm,
            TensorPrimitives.Dot<double>(exact, own) / (norm * TensorPrimitives.Norm<double>(own)));
    }
}
