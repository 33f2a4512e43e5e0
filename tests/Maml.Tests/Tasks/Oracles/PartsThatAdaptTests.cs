using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Tasks.Oracles;

/// <summary>Learners of which a part adapts, on linear regressions: two slopes and an intercept, whose loss is a quadratic in all three.
/// Each is trained to convergence and held against the closed form of where it ends.</summary>
public class PartsThatAdaptTests
{
    private const int Count = 6;
    private const int Examples = 20;
    private const int Steps = 3;
    private const double StepSize = 0.1;

    private static readonly Linear<double> Net = new(2, 1);
    private static readonly StepSizes<double> Size = StepSizes<double>.Constant(StepSize);
    private static readonly QuadraticTask[] Quadratics =
        [.. Enumerable.Range(0, Count).Select(static index => Regression(index).Quadratic)];
    private static readonly ListedTasks<double> Tasks = new([.. Enumerable.Range(0, Count).Select(static index => Regression(index).Task)]);
    private static readonly QuadraticOracle Oracle = new(Quadratics, StepSize, Steps);

    [Theory]
    [InlineData("anil", false, true)]
    [InlineData("boil", true, false)]
    [InlineData("maml", true, true)]
    public void Each_ends_where_the_frozen_part_is_best_for_all(string which, bool slopesAdapt, bool interceptAdapts)
    {
        Learner<double> learner = which switch
        {
            "anil" => new Anil<double>(Net, Loss.MeanSquaredError, "bias", Steps, Size),
            "boil" => new Boil<double>(Net, Loss.MeanSquaredError, "bias", Steps, Size),
            _ => new Maml<double>(Net, Loss.MeanSquaredError, Steps, Size),
        };
        double[] expected = Oracle.Maml([slopesAdapt, slopesAdapt, interceptAdapts]);
        Near.Close(expected, Flat.Of(Trained(learner, 2000, new Sgd<double>(), 0.5)), 1e-9);

        // The three ends are three points.
        Assert.True(Near.Distance(Oracle.Maml([true, true, true]), Oracle.Maml([false, false, true])) > 1e-3);
        Assert.True(Near.Distance(Oracle.Maml([true, true, false]), Oracle.Maml([false, false, true])) > 1e-3);
        Near.Close(Oracle.Maml(), Oracle.Maml([true, true, true]), 1e-12);
        Assert.Throws<ArgumentException>(static () => Oracle.Maml([true]));
    }

    [Fact]
    public void Mr_maml_knows_as_much_of_its_slopes_as_they_are_worth()
    {
        // With W the mean of M'AM over the tasks the loss of drawn slopes m + s e is that at m and sum s_j^2 W_jj / 2; what they know
        // beyond N(0, 1) costs beta (m^2 + s^2 - log s^2) / 2: so s_j^2 = beta / (W_jj + beta), and (W + beta I) m = W c but for the
        // intercept.
        const double Beta = 0.3;
        double[,] weights = new double[3, 3];
        var pull = new double[3];
        foreach (QuadraticTask task in Quadratics)
        {
            double[,] own = Weight(task);
            weights = HostMatrix.Plus(weights, 1.0 / Count, own);
            pull = [.. pull.Zip(HostMatrix.Times(own, task.Optimum), static (sum, one) => sum + (one / Count))];
        }

        double[] variances = [Beta / (weights[0, 0] + Beta), Beta / (weights[1, 1] + Beta)];
        weights[0, 0] += Beta;
        weights[1, 1] += Beta;
        double[] means = HostMatrix.Solve(weights, pull);
        Parameters<double> trained = Trained(
            new MrMaml<double>(Net, Loss.MeanSquaredError, Selection.Only("bias"), Steps, Size, Beta), 4000, new Adam<double>(),
            Schedule.Cosine(2e-2, 0, 4000), metaBatch: 60);

        // What is drawn is drawn anew for each task: the means of some 100,000 draws, weighted by a falling step size.
        Assert.Equal(means[0], Tensors.ToArray(trained["net.weight"])[0], 0.03);
        Assert.Equal(means[1], Tensors.ToArray(trained["net.weight"])[1], 0.03);
        Assert.Equal(means[2], Tensors.ToArray(trained["net.bias"])[0], 0.03);
        Near.Close(variances, [.. Tensors.ToArray(trained["log_variance.weight"]).Select(Math.Exp)], 0.05);
    }

    [Fact]
    public void Cavia_with_a_linear_context_shrinks_the_mean_residual_by_least_squares()
    {
        // One step from context 0 leads to -2 alpha v mean(r), and the prediction is w x + b - s mean(r) with s = 2 alpha v^2. Where the
        // support inputs have the mean 0, that is w x + (1 - s) b + s mean(y): linear in three numbers.
        const double CaviaStep = 0.1;
        Parameters<double>[] tasks = [.. Enumerable.Range(0, 40).Select(Offsets)];
        var gram = new double[3, 3];
        var right = new double[3];
        foreach (Parameters<double> task in tasks)
        {
            double mean = Tensors.ToArray(task.SupportTargets).Average();
            foreach ((double x, double y) in Tensors.ToArray(task.QueryInputs).Zip(Tensors.ToArray(task.QueryTargets)))
            {
                double[] row = [x, 1, mean];
                for (int i = 0; i < 3; i++)
                {
                    right[i] += row[i] * y;
                    for (int j = 0; j < 3; j++)
                    {
                        gram[i, j] += row[i] * row[j];
                    }
                }
            }
        }

        double[] best = HostMatrix.Solve(gram, right);
        Trainer<double> trainer = new(new()
        {
            Learner = new Cavia<double>(
                new Linear<double>(2, 1, weightInitializer: Initializers.Constant(1.0)),
                Loss.MeanSquaredError,
                1,
                1,
                StepSizes<double>.Constant(CaviaStep)),
            Tasks = new ListedTasks<double>(tasks),
            Iterations = 3000,
            MetaBatch = tasks.Length,
            TasksPerBlock = tasks.Length,
            OuterOptimizer = new Sgd<double>(),
            OuterStepSize = 0.3,
        });
        Parameters<double> trained = trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
        double[] weight = Tensors.ToArray(trained["net.weight"]);
        double shrinkage = 2 * CaviaStep * weight[1] * weight[1];
        Near.Close(best, [weight[0], Tensors.ToArray(trained["net.bias"])[0] * (1 - shrinkage), shrinkage], 1e-6);
        Assert.InRange(shrinkage, 0.3, 0.95);
    }

    private static double[,] Weight(QuadraticTask task)
    {
        double[,] step = HostMatrix.Identity(3);
        for (int j = 0; j < 3; j++)
        {
            step[2, j] -= StepSize * task.Hessian(2, j);
        }

        double[,] moved = HostMatrix.Power(step, Steps);
        return HostMatrix.Times(HostMatrix.Times(HostMatrix.Transpose(moved), task.Curvature), moved);
    }

    private static Parameters<double> Trained(
        Learner<double> learner, int iterations, Optimizer<double> optimizer, Schedule stepSize, int metaBatch = Count)
    {
        Trainer<double> trainer = new(new()
        {
            Learner = learner,
            Tasks = Tasks,
            Iterations = iterations,
            MetaBatch = metaBatch,
            TasksPerBlock = metaBatch,
            OuterOptimizer = optimizer,
            OuterStepSize = stepSize,
        });
        return trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
    }

    // The same set to learn from and to be judged by, without noise: mean (Z t - Z c)^2 = (t - c)' A (t - c) / 2 with A = 2 Z'Z / n.
    private static (Parameters<double> Task, QuadraticTask Quadratic) Regression(int index)
    {
        RandomStream random = new(12, "regression", index);
        double[] optimum = [random.NextNormal(), random.NextNormal(), random.NextNormal()];
        double[] x = [.. Enumerable.Range(0, 2 * Examples).Select(_ => 0.6 + random.NextNormal())];
        double[][] rows = [.. Enumerable.Range(0, Examples).Select(k => (double[])[x[2 * k], x[(2 * k) + 1], 1])];
        var hessian = new double[3, 3];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                hessian[i, j] = hessian[j, i] = 2.0 / Examples * rows.Sum(row => row[i] * row[j]);
            }
        }

        double[] y = [.. rows.Select(row => row.Zip(optimum, static (a, b) => a * b).Sum())];
        (System.Numerics.Tensors.Tensor<double> inputs, System.Numerics.Tensors.Tensor<double> targets)
            = (Tensors.Create<double>(x, [Examples, 2]), Tensors.Create<double>(y, [Examples, 1]));
        return (FewShotTask.Of(inputs, targets, inputs, targets), new(hessian, optimum));
    }

    // A slope that all tasks share, an offset of each one's own.
    private static Parameters<double> Offsets(int index)
    {
        RandomStream random = new(13, "offsets", index);
        double offset = 1.5 + random.NextNormal();
        double[] xs = [.. Enumerable.Range(0, 5).Select(_ => random.NextNormal())];
        double mean = xs.Average();
        xs = [.. xs.Select(x => x - mean)];
        double[] xq = [.. Enumerable.Range(0, 5).Select(_ => random.NextNormal())];
        System.Numerics.Tensors.Tensor<double> Column(double[] values) => Tensors.Create<double>(values, [5, 1]);
        System.Numerics.Tensors.Tensor<double> Targets(double[] x)
            => Column([.. x.Select(at => (0.7 * at) + offset + (2 * random.NextNormal()))]);
        return FewShotTask.Of(Column(xs), Targets(xs), Column(xq), Targets(xq));
    }
}
