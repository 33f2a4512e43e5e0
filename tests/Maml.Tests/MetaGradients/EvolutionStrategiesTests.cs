using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Reinforcement.Truth;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.MetaGradients;

/// <summary>A gradient from losses alone: without bias against that of the smoothed loss.</summary>
public class EvolutionStrategiesTests
{
    [Fact]
    public void On_quadratics_it_is_the_exact_meta_gradient_on_average_whatever_the_deviation()
    {
        // The loss after a step on a quadratic is a quadratic, and smoothing adds a number to it.
        QuadraticTasks<double> tasks = new([new QuadraticTask(
            new double[,] { { 2, 0.5, 0 }, { 0.5, 1, -0.3 }, { 0, -0.3, 0.7 } }, [1, -2, 0.5])]);
        NetAdaptation<double> adaptation = new(
            new Linear<double>(3, 1, bias: false), Loss.MeanSquaredError, StepSizes<double>.Constant(0.3));
        Parameters<double> meta = new Learner<double>("exact", adaptation, new Unrolled<double>(2)).Initialize(4);
        double[] truth = Direction(adaptation, new Unrolled<double>(2), meta, tasks, 0);
        Estimates[] estimates = [.. truth.Select(static _ => new Estimates())];
        for (int repeat = 0; repeat < 6000; repeat++)
        {
            double[] got = Direction(adaptation, new EvolutionStrategies<double>(2, deviation: 0.7, pairs: 4), meta, tasks, repeat);
            for (int k = 0; k < truth.Length; k++)
            {
                estimates[k].Add([got[k]]);
            }
        }

        for (int k = 0; k < truth.Length; k++)
        {
            Assert.InRange(estimates[k].From(truth[k]), -4, 4);
        }

        int largest = Array.FindIndex(truth, value => Math.Abs(value) == truth.Max(Math.Abs));
        estimates[largest].RequireTruth(truth[largest], "quadratic");
    }

    [Fact]
    public void Of_a_policy_that_adapts_on_sampled_rollouts_it_is_the_gradient_of_the_smoothed_enumeration()
    {
        const double Alpha = 2.9;
        const double Deviation = 0.6;
        const int Rollouts = 2;
        double[] pays = [0.15, 0.94];
        double[] theta = [0.9, 0.6];
        BernoulliBandits bandits = new(2, 1);
        PolicyAdaptation<double> adaptation = new(
            bandits, new CategoricalPolicy<double>(new Linear<double>(1, 2, bias: false), 2), StepSizes<double>.Constant(Alpha),
            new() { SupportRollouts = Rollouts, QueryRollouts = 4, Target = MetaTarget.SampledRollouts });
        Parameters<double> meta = new([KeyValuePair.Create("policy.weight", Tensors.Wrap([.. theta], [2, 1]))]);
        EnvironmentTasks<double> tasks = new(bandits, [pays]);
        (double smoothed, double plain) = Smoothed(theta, pays, Alpha, Rollouts, Deviation);
        Estimates estimates = new();
        for (int repeat = 0; repeat < 4000; repeat++)
        {
            double[] got = Direction(adaptation, new EvolutionStrategies<double>(1, Deviation, pairs: 4), meta, tasks, repeat);
            estimates.Add([-(got[0] - got[1])]);
        }

        estimates.RequireTruth(smoothed, "smoothed return", share: 0.03);

        // Another number than the gradient that is not smoothed: what is said of smoothing can be seen.
        Assert.NotInRange(estimates.From(plain), -6, 6);
    }

    [Fact]
    public void Tasks_have_perturbations_of_their_own_whatever_block_they_are_in()
    {
        SinusoidTasks<double> tasks = new(shots: 3, queries: 3);
        NetAdaptation<double> adaptation = new(
            new Linear<double>(1, 1), Loss.MeanSquaredError, StepSizes<double>.Constant(0.1));
        Learner<double> learner = new("strategies", adaptation, new EvolutionStrategies<double>(1));
        Parameters<double> meta = learner.Initialize(1);
        double[] both = Of(0, 1);
        double[] first = Of(0);
        double[] second = Of(1);
        Assert.All(both.Zip(first.Zip(second, static (a, b) => a + b)), static pair => Assert.Equal(pair.Second, pair.First, 1e-11));
        Assert.NotEqual(0, (first[0] * second[1]) - (first[1] * second[0]), 1e-6);

        double[] Of(params int[] indices)
        {
            TaskBatch<double> batch = tasks.Batch([.. indices.Select(static index => new TaskNumber(1, index))]);
            for (int place = 0; place < indices.Length; place++)
            {
                batch.SetKey(place, 1, 0, indices[place]);
            }

            using Tape<double> tape = new();
            return [.. Flat.Of(learner.Compute(meta.On(tape), batch.On(tape)).Direction.ToParameters())];
        }
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EvolutionStrategies<double>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EvolutionStrategies<double>(1, deviation: 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EvolutionStrategies<double>(1, deviation: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EvolutionStrategies<float>(1, deviation: 1e-60));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new EvolutionStrategies<double>(1, pairs: 0));
    }

    private static double[] Direction(
        Adaptation<double> adaptation, MetaGradient<double> way, Parameters<double> meta, ITaskDistribution<double> tasks, long iteration)
    {
        TaskBatch<double> batch = tasks.Batch(new TaskNumber(1, 0));
        batch.SetKey(0, 1, iteration, 0);
        using Tape<double> tape = new();
        return [.. Flat.Of(new Learner<double>(way.Name, adaptation, way).Compute(meta.On(tape), batch.On(tape)).Direction.ToParameters())];
    }

    // The derivative along (1, -1) of the enumerated return, smoothed and not. With theta + s e the return depends on the difference of the
    // two parameters alone, whose deviation is s sqrt(2): one integral, by the midpoint rule.
    private static (double Smoothed, double Plain) Smoothed(double[] theta, double[] pays, double alpha, int rollouts, double deviation)
    {
        const int Points = 2000;
        const double Far = 8;
        double sum = 0;
        for (int k = 0; k < Points; k++)
        {
            double at = (((k + 0.5) / Points * 2) - 1) * Far;
            double weight = Math.Exp(-at * at / 2) / Math.Sqrt(2 * Math.PI) * (2 * Far / Points);
            double move = deviation * Math.Sqrt(2) * at / 2;
            sum += weight * Slope([theta[0] + move, theta[1] - move], pays, alpha, rollouts);
        }

        return (sum, Slope(theta, pays, alpha, rollouts));
    }

    private static double Slope(double[] theta, double[] pays, double alpha, int rollouts)
    {
        using Tape<double> tape = new();
        Variable<double> at = tape.Input([.. theta], [1, 2]);
        double[] gradient = tape.Gradient(SampledTarget.Of(at, pays, alpha, rollouts), at).ToArray();
        return gradient[0] - gradient[1];
    }
}
