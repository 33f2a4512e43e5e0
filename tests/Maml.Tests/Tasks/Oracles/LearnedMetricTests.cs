using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

/// <summary>Learners that learn how to step, on quadratic tasks of one curvature: the best step is Newton's, and what each has to learn for
/// it is known.</summary>
public class LearnedMetricTests
{
    private const double Alpha = 0.2;

    private static readonly double[,] Isotropic = { { 3, 0 }, { 0, 3 } };

    [Fact]
    public void Meta_curvature_learns_the_inverse_of_the_curvature()
    {
        double[,] curvature = { { 2, 0.8 }, { 0.8, 1 } };
        Parameters<double> trained = Trained(
            new MetaCurvature<double>(new Linear<double>(2, 1, bias: false), Loss.MeanSquaredError, 1, StepSizes<double>.Constant(Alpha)),
            Quadratics(curvature), 4000, 2e-2);
        double scale = Alpha * Tensors.ToArray(trained["curvature.weight.output"])[0];
        double[] mixing = [.. Tensors.ToArray(trained["curvature.weight.input"]).Select(value => scale * value)];
        double[,] inverse = HostMatrix.Inverse(curvature);
        Near.Close([.. inverse.Cast<double>()], mixing, 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_transformation_t_learns_t_squared_alpha_a_equal_to_1(bool warps)
    {
        // The loss is a |t w - c|^2 / 2, and a step of w takes alpha t^2 a of what is missing off t w - c.
        Sequential<double> net = new(("row", new Linear<double>(2, 1, bias: false)), ("t", new Linear<double>(1, 1, bias: false,
            weightInitializer: Initializers.Constant(0.7))));
        StepSizes<double> size = StepSizes<double>.Constant(Alpha);
        Learner<double> learner = warps
            ? new WarpGrad<double>(net, Loss.MeanSquaredError, ["t"], 1, size)
            : new TNet<double>(net, Loss.MeanSquaredError, ["t"], 1, size);
        double t = Tensors.ToArray(Trained(learner, Quadratics(Isotropic), 3000, 2e-2)["net.t.weight"])[0];
        Near.Close(1, t * t * Alpha * 3, 1e-3);
    }

    [Fact]
    public void Maml_plus_plus_learns_one_step_for_each_curvature()
    {
        // (1 - alpha_1 a) (1 - alpha_2 a) is 0 for both curvatures where each has a step of its own.
        MamlPlusPlus<double> learner = new(new Linear<double>(2, 1, bias: false), Loss.MeanSquaredError, 2, 0.4,
            new() { EpochIterations = 200, AnnealedEpochs = 5, FirstOrderEpochs = 0 });
        Parameters<double> trained = Trained(learner, Quadratics(new double[,] { { 0.8, 0 }, { 0, 2.5 } }), 6000, 1e-2);
        Near.Close([1 / 2.5, 1 / 0.8], [.. Flat.Of(trained.Under("step_size")).Order()], 1e-3);
    }

    [Fact]
    public void A_learned_optimizer_finds_the_step_of_one_over_the_curvature()
    {
        QuadraticTask[] tasks = Quadratics(Isotropic);
        LearnedOptimizer<double> learner = new(
            new Linear<double>(2, 1, bias: false), Loss.MeanSquaredError, new Unrolled<double>(1), stepSize: 0.1);
        Parameters<double> trained = Trained(learner, tasks, 4000, 2e-2);
        using Evaluator<double> evaluator = new(learner);
        AdaptationCurve curve = evaluator.Evaluate(trained, new QuadraticTasks<double>(tasks), 1, tasks.Length);

        // A step of 1 / a ends at the optimum; gates that see gradient and parameter can't be told from it where the loss is gone.
        Assert.True(curve.After(1).Mean < 1e-3 * curve.After(0).Mean, $"{curve}");
        double[] start = Flat.Of(trained.Under("net"));
        double[] adapted = Flat.Of(learner.Adapt(trained, new QuadraticTasks<double>(tasks).Sample(1, 0)).Adapted.Under("net"));
        double[] newton = [.. start.Zip(tasks[0].Optimum, static (w, c) => w + (3 * (c - w) / 3))];
        Near.Close(newton, adapted, 0.05);
    }

    private static QuadraticTask[] Quadratics(double[,] curvature) => [.. Enumerable.Range(0, 8).Select(index =>
    {
        RandomStream random = new(14, "metric", index);
        return new QuadraticTask(curvature, [random.NextNormal(), random.NextNormal()]);
    })];

    private static Parameters<double> Trained(Learner<double> learner, QuadraticTask[] tasks, int iterations, double stepSize)
    {
        Trainer<double> trainer = new(new()
        {
            Learner = learner,
            Tasks = new QuadraticTasks<double>(tasks),
            Iterations = iterations,
            MetaBatch = tasks.Length,
            TasksPerBlock = tasks.Length,
            OuterStepSize = Schedule.Cosine(stepSize, 0, iterations),
        });
        return trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
    }
}
