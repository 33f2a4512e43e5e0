using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Diagnostics;

/// <summary>Quadratic tasks along the axes, on which every instrument's answer is known.</summary>
internal static class Known
{
    public const double StepSize = 0.2;

    public static double[] Curvatures { get; } = [0.5, 1.5, 3, 8];

    public static QuadraticTask Task(double[] optimum)
    {
        var hessian = new double[optimum.Length, optimum.Length];
        for (int k = 0; k < optimum.Length; k++)
        {
            hessian[k, k] = Curvatures[k];
        }

        return new(hessian, optimum);
    }

    public static QuadraticTask[] Tasks(int count) => [.. Enumerable.Range(0, count).Select(index =>
    {
        RandomStream random = new(4, "known task", index);
        return Task([.. Curvatures.Select(_ => random.NextNormal())]);
    })];

    public static NetAdaptation<double> Adaptation(double stepSize = StepSize, Optimizer<double>? optimizer = null)
        => new(new Linear<double>(Curvatures.Length, 1, bias: false), Loss.MeanSquaredError,
            StepSizes<double>.Constant(stepSize), optimizer);

    public static Parameters<double> At(params double[] w) => new(
        [KeyValuePair.Create("net.weight", Tensors.Create<double>(w, [1, w.Length]))]);
}
