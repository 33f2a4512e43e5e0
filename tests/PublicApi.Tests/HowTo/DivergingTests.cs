using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/diverging.md and docs/how-to/faster.md, compiled and run.</summary>
public sealed class DivergingTests
{
    [Fact]
    public void The_programs_stand_in_the_tests()
    {
        Guide.RequireCompiled("how-to/diverging.md", 3, "HowTo/DivergingTests.cs");
        Guide.RequireCompiled("how-to/faster.md", 2, "HowTo/DivergingTests.cs");
    }

    [Fact]
    public void A_training_that_diverges_says_where()
    {
        var plan = new TrainingPlan<double>
        {
            Learner = Learner(1e160),
            Tasks = new SinusoidTasks<double>(shots: 5, queries: 5),
            Iterations = 50,
            MetaBatch = 2,
        };
        var trainer = new Trainer<double>(plan);
        NonFiniteTrainingException thrown = Assert.Throws<NonFiniteTrainingException>(() => trainer.Run(trainer.Start()));
        Assert.NotNull(thrown.Origin);
        try
        {
            throw thrown;
        }
        catch (NonFiniteTrainingException stopped)
        {
            Console.WriteLine(stopped.Origin);                  // the operation, with its place in the net
            Console.WriteLine(stopped.NonFiniteData);           // which task's data, if it is they
            Console.WriteLine(stopped.Checkpoint);              // where the state before it is
        }
    }

    [Fact]
    public void The_instruments_tell_steps_that_are_too_long_from_noise()
    {
        var learner = Learner(0.01);
        var tasks = new SinusoidTasks<double>(shots: 5, queries: 5);
        var meta = learner.Initialize(1);
        var growth = InnerGrowth.Measure(learner, tasks, meta, seed: 7, count: 3, turns: 40);
        var curvature = InnerCurvature.Measure(learner, tasks, meta, seed: 7, count: 3, turns: 40);
        Assert.True(growth.Whole.Greatest > 0);
        Assert.Equal(3, curvature.Before.Count);
        var noise = MetaGradientVariance.Measure(learner, tasks, meta, seed: 1, count: 16);
        var exactness = MetaGradientExactness.Measure(learner, tasks, meta, seed: 1, count: 4);
        Assert.True(noise.Whole.MetaBatchFor(signalToNoise: 1) > 0);
        Assert.NotNull(exactness.ToString());
    }

    [Fact]
    public void Products_in_the_cheapest_order_train_to_the_same_rounding_and_what_ways_take_is_told()
    {
        var net = Net();
        var plan = new TrainingPlan<float>
        {
            Learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 5, StepSizes<float>.Constant(0.01)),
            Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
            Iterations = 100,
            MetaBatch = 25,
            Products = ProductOrder.Cheapest,
        };
        foreach (var estimate in plan.Estimate())
        {
            Console.WriteLine(estimate);
        }

        float[] cheapest = Trained(plan);
        float[] recorded = Trained(plan with { Products = ProductOrder.AsRecorded });
        Assert.All(cheapest.Zip(recorded), static pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    private static float[] Trained(TrainingPlan<float> plan)
    {
        var trainer = new Trainer<float>(plan with { Iterations = 3 });
        return [.. trainer.Run(trainer.Start()).MetaParameters.SelectMany(static entry => Tensors.ToArray(entry.Value))];
    }

    private static Sequential<float> Net() => new(new Linear<float>(1, 20), Activations.Relu<float>(), new Linear<float>(20, 1));

    private static Maml<double> Learner(double stepSize) => new(
        new Sequential<double>(new Linear<double>(1, 20), Activations.Tanh<double>(), new Linear<double>(20, 1)), Loss.MeanSquaredError,
        steps: 1, StepSizes<double>.Constant(stepSize));
}
