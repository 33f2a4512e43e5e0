using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests.HowTo;

/// <summary>docs/how-to/stop-and-resume.md and docs/how-to/choosing-numbers.md, compiled and run.</summary>
public sealed class TrainingTests
{
    [Fact]
    public void The_programs_stand_in_the_tests()
    {
        Guide.RequireCompiled("how-to/stop-and-resume.md", 2, "HowTo/TrainingTests.cs");
        Guide.RequireCompiled("how-to/choosing-numbers.md", 3, "HowTo/TrainingTests.cs");
    }

    [Fact]
    public void A_run_that_was_stopped_ends_in_the_bits_of_one_that_was_not()
    {
        string folder = Directory.CreateTempSubdirectory("autogradmaml-").FullName;
        try
        {
            var plan = Plan(60);
            var whole = new Trainer<float>(plan).Run(new Trainer<float>(plan).Start());
            string path = Path.Combine(folder, "run.checkpoint");
            using CancellationTokenSource stop = new();
            Assert.True(Train(plan, path, stop, stopAt: 20).Iteration < 60);
            using CancellationTokenSource never = new();
            var resumed = Train(plan, path, never, stopAt: long.MaxValue);
            Assert.Equal(60, resumed.Iteration);
            Assert.All(whole.MetaParameters.Zip(resumed.MetaParameters), static pair
                => Assert.Equal(Tensors.ToArray(pair.First.Value), Tensors.ToArray(pair.Second.Value)));
            Assert.Equal(whole.MetaParameters.Names, LoadTrained(plan, path).Names);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_numbers_that_are_looked_at_are_told()
    {
        var plan = Plan(20);
        double[] losses = LossesByStepSize(plan, new Trainer<float>(plan).Run(new Trainer<float>(plan).Start()).MetaParameters);
        Assert.Equal(3, losses.Length);
        Assert.All(losses, static loss => Assert.True(loss > 0));
        Assert.Contains("step_size.4.bias", Learned().Initialize(1).Names);
        Assert.True(MetaBatch() > 0);
    }

    private static TrainingPlan<float> Plan(long iterations) => new()
    {
        Learner = new Maml<float>(Net(), Loss.MeanSquaredError, steps: 1, StepSizes<float>.Constant(0.01)),
        Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
        Iterations = iterations,
        MetaBatch = 4,
    };

    private static Sequential<float> Net() => new(
        new Linear<float>(1, 20), Activations.Relu<float>(), new Linear<float>(20, 20), Activations.Relu<float>(),
        new Linear<float>(20, 1));

    private static TrainingState<float> Train(TrainingPlan<float> plan, string path, CancellationTokenSource stop, long stopAt)
    {
        void Show(TrainingProgress progress)
        {
            if (progress.Iteration >= stopAt)
            {
                stop.Cancel();
            }
        }

        var trainer = new Trainer<float>(plan);
        var options = new TrainingOptions
        {
            CheckpointPath = path,
            CheckpointEvery = 20,                       // and at the end, and when it is stopped
            Report = Show,                              // iteration, loss, time left
            ReportEvery = 5,
        };
        var state = File.Exists(path) ? trainer.Resume(path) : trainer.Start();
        state = trainer.Run(state, options, stop.Token);        // Ctrl-C: stop.Cancel()
        return state;
    }

    private static Parameters<float> LoadTrained(TrainingPlan<float> plan, string path)
    {
        var meta = plan.Learner.LoadFile(path);         // a checkpoint serves as a file of meta-parameters
        return meta;
    }

    private static double[] LossesByStepSize(TrainingPlan<float> plan, Parameters<float> meta)
    {
        double[] losses = [.. new[] { 0.001, 0.003, 0.01 }.Select(stepSize =>
        {
            var adaptation = new NetAdaptation<float>(Net(), Loss.MeanSquaredError, StepSizes<float>.Constant(stepSize));
            using var evaluator = new Evaluator<float>(adaptation, steps: 5);
            return evaluator.Evaluate(meta, plan.Tasks, seed: 99, count: 50).After(5).Mean;
        })];
        return losses;
    }

    private static Learner<float> Learned()
    {
        var perTensorAndStep = new Maml<float>(Net(), Loss.MeanSquaredError, steps: 5, StepSizes<float>.Learned(0.01, steps: 5));
        return perTensorAndStep;
    }

    private static double MetaBatch()
    {
        var plan = Plan(1);
        var meta = new Trainer<float>(plan).Start().MetaParameters;
        var noise = MetaGradientVariance.Measure(plan.Learner, plan.Tasks, meta, seed: 1, count: 16);
        var metaBatch = noise.Whole.MetaBatchFor(signalToNoise: 1);     // and noise.Whole.Task, .Support, .Query
        return metaBatch;
    }
}
