using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Reinforcement;

/// <summary>Holds direction and product against differences of what is judged, and moves by a little.</summary>
internal sealed class DifferenceSearch : OuterSearch<double>
{
    public int Checked { get; private set; }

    public override string Description => "differences";

    public override void Take(OuterProblem<double> problem)
    {
        double[] at = problem.Meta.ToArray();
        RandomStream random = new(5, "difference search", problem.Iteration);
        double[] along = [.. at.Select(_ => random.NextNormal())];
        const double Step = 1e-4;
        double[] first = problem.Direction.ToArray();
        problem.Differentiate();
        Assert.All(first.Zip(problem.Direction.ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        double slope = (Judge(Step).Loss - Judge(-Step).Loss) / (2 * Step);
        Assert.Equal(slope, Dot(first, along), 1e-5 * Math.Max(1, Math.Abs(slope)));

        // The gradient of the distance is 0 here.
        double curvature = (Judge(Step).Distance + Judge(-Step).Distance - (2 * Judge(0).Distance)) / (Step * Step);
        double[] product = new double[at.Length];
        problem.Curve(along, product);
        Assert.Equal(curvature, Dot(product, along), 1e-5 * Math.Max(1, Math.Abs(curvature)));
        Assert.True(curvature > 1e-3);
        double[] some = new double[at.Length];
        problem.Curve(along, some, everyBlock: 2);
        Assert.NotEqual(product, some);
        Assert.InRange(Dot(some, along), 0.2 * curvature, 5 * curvature);
        problem.MoveTo([.. at.Zip(first, static (x, g) => x - (0.001 * g))]);
        Checked++;

        (double Loss, double Distance) Judge(double size) => problem.Judge([.. at.Zip(along, (x, v) => x + (size * v))]);
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, static (a, b) => a * b).Sum();
}
