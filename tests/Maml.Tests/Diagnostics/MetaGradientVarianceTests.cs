using System.Text.Json;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Diagnostics;

public class MetaGradientVarianceTests
{
    private const double Noise = 0.3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_quadratics_the_parts_are_the_formulas(bool firstOrder)
    {
        QuadraticTask[] tasks = Known.Tasks(60);
        Learner<double> learner = firstOrder ? new FirstOrderMaml<double>(Known.Adaptation(), 1) : new Maml<double>(Known.Adaptation(), 1);
        double[] w = [3, -3, 2, 2.5];
        MetaGradientVariance variance = MetaGradientVariance.Measure(
            learner, new QuadraticTasks<double>(tasks, Noise), Known.At(w), 5, 60, 6, 6);
        (double support, double query) = new QuadraticOracle(tasks, Known.StepSize, 1).MetaGradientVariance(Noise, firstOrder);
        Near(support, variance.Whole.Support);
        Near(query, variance.Whole.Query);

        // The gradient is the sum of what support and query set bring: there is no more to both.
        Assert.Equal(0, variance.Whole.Both.Value, 1e-12);

        // Between tasks: the sample variance of the gradients without noise; the mean's square less the mean's own variance.
        double[][] gradients = [.. tasks.Select(task => Known.Curvatures.Select((a, k) =>
        {
            double shrunk = 1 - (Known.StepSize * a);
            return (firstOrder ? 1 : shrunk) * a * shrunk * (w[k] - task.Optimum[k]);
        }).ToArray())];
        double between = 0;
        double square = 0;
        for (int k = 0; k < w.Length; k++)
        {
            double mean = gradients.Average(one => one[k]);
            between += gradients.Sum(one => (one[k] - mean) * (one[k] - mean)) / 59;
            square += mean * mean;
        }

        Near(between, variance.Whole.Task);
        Near(square - (between / 60), variance.Whole.Signal);
    }

    [Fact]
    public void What_is_carried_from_task_to_task_is_no_gradient()
    {
        Maml<double> learner = new(
            new NetAdaptation<double>(
                new Linear<double>(1, 1), Loss.MeanSquaredError, StepSizes<double>.Constant(0.01), new Adam<double>(beta1: 0),
                carriesState: true),
            2);
        MetaGradientVariance variance = MetaGradientVariance.Measure(
            learner, new SinusoidTasks<double>(5, 5), learner.Initialize(1), 5, 3, 2, 2);
        Assert.Equal(["net.weight", "net.bias"], variance.Layers.Select(static layer => layer.Name));
    }

    [Fact]
    public void Nothing_is_drawn_anew_without_noise_and_four_times_the_tasks_double_the_signal()
    {
        QuadraticTask[] tasks = Known.Tasks(10);
        MetaGradientVariance variance = MetaGradientVariance.Measure(
            new Maml<double>(Known.Adaptation(), 1), new QuadraticTasks<double>(tasks, 1e-9), Known.At(3, 3, 3, 3), 5, 10, 2, 2);
        Assert.Equal(0, variance.Whole.Support.Value, 1e-12);
        Assert.Equal(0, variance.Whole.Query.Value, 1e-12);
        Testing.Near.Close(2 * variance.Whole.SignalToNoise(5), variance.Whole.SignalToNoise(20), 1e-12);
        Testing.Near.Close(1, variance.Whole.SignalToNoise(1) * Math.Sqrt(variance.Whole.MetaBatchFor(1)), 1e-12);
        Assert.Contains("net.weight", variance.ToString(), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(variance.ToJson());
        Assert.Equal(2, json.RootElement.GetProperty("layers").GetArrayLength());
    }

    [Fact]
    public void The_parts_of_the_layers_add_up_and_tasks_without_other_draws_are_refused()
    {
        Sequential<float> net = new(new Linear<float>(1, 8), Activations.Tanh<float>(), new Linear<float>(8, 1));
        Maml<float> learner = new(net, Loss.MeanSquaredError, 2, StepSizes<float>.Constant(0.05));
        MetaGradientVariance variance = MetaGradientVariance.Measure(
            learner, new SinusoidTasks<float>(5, 5), learner.Initialize(1), 3, 12, 3, 3);
        Assert.Equal(4, variance.Layers.Count);
        Testing.Near.Close(variance.Whole.Support.Value, variance.Layers.Sum(static layer => layer.Support.Value), 1e-9);
        Testing.Near.Close(variance.Whole.Total, variance.Layers.Sum(static layer => layer.Total), 1e-9);
        Assert.True(variance.Whole.Support.Value > 0 && variance.Whole.Query.Value > 0 && variance.Whole.Task.Value > 0);
        Assert.Throws<ArgumentException>(() => MetaGradientVariance.Measure(
            learner, new GaussianProcessTasks<float>(), learner.Initialize(1), 3, 12));
    }

    // Twice the interval, which must itself tell the number apart from 0 and from its double.
    private static void Near(double expected, Estimate estimate)
    {
        Assert.InRange(estimate.Value, expected - (2 * estimate.HalfWidth95), expected + (2 * estimate.HalfWidth95));
        Assert.True(estimate.HalfWidth95 < 0.49 * expected, $"{estimate} tells too little of {expected}.");
    }
}
