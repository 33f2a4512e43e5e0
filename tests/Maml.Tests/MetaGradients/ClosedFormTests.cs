using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>Meta-gradients that can be worked out on paper.</summary>
public class ClosedFormTests
{
    // The model w.x without bias; the target 0 makes half the squared error (w.x)^2 / 2.
    private static readonly Linear<double> Model = new(3, 1, bias: false);
    private static readonly Parameters<double> Weights = new(
        [KeyValuePair.Create("net.weight", Tensors.Create<double>([2, 3, 5], [1, 3]))]);
    private static readonly Parameters<double> Points = FewShotTask.Of(
        Tensors.Create<double>([1, 2, 3], [1, 3]), Zero(), Tensors.Create<double>([4, 5, 6], [1, 3]), Zero());

    public static TheoryData<int, double, int> Quadratics => new()
    {
        { 1, 0.1, 2 }, { 1, 0.7, 5 }, { 2, 0.3, 5 }, { 3, 0.25, 4 }, { 5, 0.2, 6 }, { 10, 0.1, 3 },
    };

    [Fact]
    public void One_step_on_one_point_gives_the_known_numbers()
    {
        NetAdaptation<double> net = new(Model, HalfSquare, StepSizes<double>.Constant(0.5));
        (double[] losses, Parameters<double> exact) = new Maml<double>(net, 1).Numbers(Weights, Points);
        (double[] same, Parameters<double> firstOrder) = new FirstOrderMaml<double>(net, 1).Numbers(Weights, Points);
        Assert.Equal([-9.5, -20, -29.5], Flat.Of(new Maml<double>(net, 1).Adapt(Weights, Points).Adapted));
        Assert.Equal([49612.5], losses);
        Assert.Equal([3780, 8505, 13230], Flat.Of(exact));
        Assert.Equal([49612.5], same);
        Assert.Equal([-1260, -1575, -1890], Flat.Of(firstOrder));
    }

    [Fact]
    public void Three_steps_and_the_prediction_itself_give_the_known_numbers()
    {
        // The outer loss is the prediction.
        NetAdaptation<double> net = new(Model, HalfSquare, StepSizes<double>.Constant(1.0));
        PredictionJudged judged = new(net);
        (double[] losses, Parameters<double> exact) = new Maml<double>(judged, 3).Numbers(Weights, Points);
        (double[] same, Parameters<double> firstOrder) = new FirstOrderMaml<double>(judged, 3).Numbers(Weights, Points);
        Assert.Equal([-115499], losses);
        Assert.Equal([-5020, -10043, -15066], Flat.Of(exact));
        Assert.Equal([-115499], same);
        Assert.Equal([4, 5, 6], Flat.Of(firstOrder));
    }

    [Theory]
    [MemberData(nameof(Quadratics))]
    public void On_a_quadratic_the_meta_gradient_is_a_power_of_I_minus_alpha_H_times_g(int steps, double alpha, int n)
    {
        NetAdaptation<double> net = new(new Quadratic(n), Quadratic.Loss, StepSizes<double>.Constant(alpha));
        Parameters<double> start = new Maml<double>(net, steps).Initialize(3);
        (double[,] support, double[] supportLinear) = RandomQuadratic(n, 1);
        (double[,] query, double[] queryLinear) = RandomQuadratic(n, 2);
        Parameters<double> task = FewShotTask.Of(Data(support, supportLinear), Zero(), Data(query, queryLinear), Zero());

        double[] adapted = Flat.Of(start);
        for (int step = 0; step < steps; step++)
        {
            adapted = Minus(adapted, alpha, Plus(Times(support, adapted), supportLinear));
        }

        double[] g = Plus(Times(query, adapted), queryLinear);
        double[] expected = g;
        for (int step = 0; step < steps; step++)
        {
            expected = Minus(expected, alpha, Times(support, expected));
        }

        Near.Close(expected, Flat.Of(new Maml<double>(net, steps).Numbers(start, task).Direction), 1e-13);
        Near.Close(g, Flat.Of(new FirstOrderMaml<double>(net, steps).Numbers(start, task).Direction), 1e-13);
        Assert.True(Near.Distance(expected, g) > 0.05, "The two must differ, or this test could not tell them apart.");
    }

    [Fact]
    public void Above_two_over_the_curvature_the_exact_gradient_grows_with_the_steps_as_the_loop_diverges()
    {
        // One dimension, H = 3, alpha = 1: theta_K = (-2)^K theta_0 and d theta_K / d theta_0 = (-2)^K.
        NetAdaptation<double> net = new(new Quadratic(1), Quadratic.Loss, StepSizes<double>.Constant(1));
        Parameters<double> task = FewShotTask.Of(
            Tensors.Create<double>([3, 0], [1, 2]), Zero(), Tensors.Create<double>([0, 1], [1, 2]), Zero());
        Parameters<double> theta = new([KeyValuePair.Create("net.w", Tensors.Create<double>([1], [1]))]);
        for (int steps = 1; steps <= 8; steps++)
        {
            (double[] losses, Parameters<double> direction) = new Maml<double>(net, steps).Numbers(theta, task);
            Assert.Equal([Math.Pow(-2, steps)], losses);
            Assert.Equal([Math.Pow(-2, steps)], Flat.Of(direction));
        }
    }

    private static Variable<double> HalfSquare(Variable<double> prediction, Variable<double> target, int taskAxes = 0)
        => 0.5 * Loss.MeanSquaredError(prediction, target, taskAxes);

    private static Tensor<double> Zero() => Tensors.Create<double>([0], [1, 1]);

    private static (double[,] Hessian, double[] Linear) RandomQuadratic(int n, int which)
    {
        RandomStream random = new(17, "quadratic", which, n);
        var hessian = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                // Symmetric, and of either sign: nothing here needs it to be convex.
                hessian[i, j] = hessian[j, i] = random.NextUniform(-2, 2);
            }
        }

        return (hessian, [.. Enumerable.Range(0, n).Select(_ => random.NextUniform(-1, 1))]);
    }

    private static Tensor<double> Data(double[,] hessian, double[] linear)
    {
        int n = linear.Length;
        var values = new double[n * (n + 1)];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                values[(i * (n + 1)) + j] = hessian[i, j];
            }

            values[(i * (n + 1)) + n] = linear[i];
        }

        return Tensors.Wrap(values, [n, n + 1]);
    }

    private static double[] Times(double[,] matrix, double[] vector)
        => [.. Enumerable.Range(0, vector.Length).Select(i => vector.Select((value, j) => matrix[i, j] * value).Sum())];

    private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private static double[] Minus(double[] a, double factor, double[] b) => [.. a.Zip(b, (x, y) => x - (factor * y))];

    /// <summary>An adaptation that is judged by its prediction for one query.</summary>
    private sealed class PredictionJudged(NetAdaptation<double> net) : Adaptation<double>
    {
        public override string Description => net.Description;

        public override IReadOnlyList<MetaPart<double>> Parts => net.Parts;

        public override Variables<double> Start(Variables<double> meta, Episode<double> episode) => net.Start(meta, episode);

        public override Variable<double> Inner(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => net.Inner(x, meta, episode, at);

        public override Variables<double> Update(
            Variables<double> x, Variables<double> gradient, Variables<double> meta, InnerStep<double> at)
            => net.Update(x, gradient, meta, at);

        public override Variable<double> Outer(Variables<double> x, Variables<double> meta, Episode<double> episode, InnerStep<double> at)
            => net.Predict(x, meta, episode[EpisodeNames.QueryInputs], Pass<double>.Evaluation).Reshape([episode.Tasks]);
    }
}
