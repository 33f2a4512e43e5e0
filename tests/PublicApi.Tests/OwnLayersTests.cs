using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A layer that keeps statistics and rules of the inner step size, written by a user, train like those of the library.</summary>
public class OwnLayersTests
{
    public static TheoryData<string> Learners => ["centre", "batch norm", "falling", "annealed"];

    [Theory]
    [MemberData(nameof(Learners))]
    public void It_trains_to_the_same_bits_replayed_or_not_in_blocks_or_not_stopped_or_not(string name)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            TrainingPlan<double> plan = Plan(name);
            Trainer<double> trainer = new(plan);
            TrainingState<double> whole = trainer.Run(trainer.Start());
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(trainer.Start(), new() { Threads = 3 })));
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(trainer.Start(), new() { Replay = false })));
            string path = Path.Combine(folder, "state");
            new Trainer<double>(plan with { Iterations = 3 }).Run(trainer.Start(), new() { CheckpointPath = path });
            Assert.Equal(Numbers(whole), Numbers(trainer.Run(trainer.Resume(path))));

            Trainer<double> loop = new(plan with { TasksPerBlock = 1 });
            Assert.All(Numbers(whole).Zip(Numbers(loop.Run(loop.Start()))), static pair => Assert.Equal(pair.First, pair.Second, 1e-10));

            // What follows the iteration has none outside of a training.
            if (name != "annealed")
            {
                MetaGradientCertificate certificate = MetaGradientCertificate.Issue(
                    plan.Learner, whole.MetaParameters, plan.Tasks.Batch(3, 0, 2));
                Assert.True(certificate.Check.Passed, certificate.ToString());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Running_means_of_each_inner_step_are_what_they_are_by_hand(int tasksPerBlock)
    {
        // The layer comes first, so its batches are of the support inputs, whatever has adapted.
        Sequential<double> net = new(("centre", new OwnLayers.Centre(1, steps: 2, share: 0.25)), ("head", new Linear<double>(1, 1)));
        TrainingPlan<double> plan = Plan("centre") with
        {
            Learner = new Maml<double>(
                new NetAdaptation<double>(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05), batch: 2), steps: 3),
            Iterations = 1,
            TasksPerBlock = tasksPerBlock,
        };
        Trainer<double> trainer = new(plan);
        double[] kept = Tensors.ToArray(trainer.Run(trainer.Start()).MetaParameters["statistics.centre.running_mean"]);
        double[] expected = new double[2];
        for (int task = 0; task < plan.MetaBatch; task++)
        {
            double[] inputs = Tensors.ToArray(plan.Tasks.Sample(plan.Seed, task).SupportInputs);
            double Mean(int step) => (inputs[2 * step % 5] + inputs[((2 * step) + 1) % 5]) / 2;

            // Step 0 has the first row; steps 1 and 2, beyond, the last.
            expected[0] += 0.25 * Mean(0) / plan.MetaBatch;
            expected[1] += ((0.75 * 0.25 * Mean(1)) + (0.25 * Mean(2))) / plan.MetaBatch;
        }

        Assert.Equal(expected[0], kept[0], 1e-13);
        Assert.Equal(expected[1], kept[1], 1e-13);
    }

    [Fact]
    public void The_evaluators_programs_take_the_row_of_the_step_where_its_number_is_a_variable()
    {
        TrainingPlan<double> plan = Plan("centre");
        Parameters<double> meta = Trained(plan).MetaParameters;
        using Evaluator<double> evaluator = new(plan.Learner);
        double[] evaluated = [.. evaluator.Evaluate(meta, plan.Tasks, seed: 5, count: 3).Losses.Select(static losses => losses[1])];

        // The same steps recorded one by one, with known numbers.
        using Tape<double> tape = new();
        Adaptation<double> adaptation = plan.Learner.Adaptation;
        for (int steps = 0; steps < evaluated.Length; steps++)
        {
            Learner<double> learner = new("known", adaptation, new Unrolled<double>(steps));
            Assert.Equal(learner.Compute(meta.On(tape), plan.Tasks.Batch(5, 0, 2).On(tape)).Losses.ToArray()[1], evaluated[steps], 1e-12);
        }
    }

    [Fact]
    public void What_a_layer_asks_for_in_vain_is_told_with_its_path()
    {
        Sequential<double> net = new(("body", new Linear<double>(1, 3)), ("centre", new OwnLayers.Centre(3, 2, 0.5)));
        using Tape<double> tape = new();
        Variables<double> theta = net.Initialize(1).On(tape);
        string message = Assert.Throws<ArgumentException>(
            () => net.Forward(theta, tape.Ones([4, 1]), Pass<double>.Evaluation.NormalizingBy(new([])))).Message;
        Assert.StartsWith("The pass brings no statistic 'centre.running_mean' for the centre, only []", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Pass<double>.Evaluation.Statistic("mean"));
        Assert.StartsWith(
            "The statistic 'mean' is handed out in a pass that collects none",
            Assert.Throws<InvalidOperationException>(() => Pass<double>.Evaluation.HandOut("mean", tape.Ones([1]))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "What has a row for each inner step is [steps, ...]",
            Assert.Throws<ArgumentException>(() => Pass<double>.Evaluation.Row(tape.Ones(Shape.Scalar))).Message, StringComparison.Ordinal);
        Assert.Null(Pass<double>.Evaluation.AtInnerStep(tape.Constant(1)).InnerStep);
        Assert.Equal(3, Pass<double>.Evaluation.AtInnerStep(3).InnerStep);
    }

    private static TrainingState<double> Trained(TrainingPlan<double> plan)
    {
        Trainer<double> trainer = new(plan);
        return trainer.Run(trainer.Start());
    }

    private static TrainingPlan<double> Plan(string name)
    {
        Module<double> middle = name switch
        {
            "centre" => new OwnLayers.Centre(6, steps: 2, share: 0.25),
            "batch norm" => new BatchNorm1d<double>(6, NormalizationPolicy.PerInnerStep(2)),
            _ => Activations.Tanh<double>(),
        };
        Sequential<double> net = new(
            ("body", new Linear<double>(1, 6)), ("middle", middle), ("bend", Activations.Tanh<double>()),
            ("head", new Linear<double>(6, 1)));
        StepSizes<double> sizes = name switch
        {
            "falling" => new OwnLayers.FallingSizes(0.05),
            "annealed" => new OwnLayers.Annealed(new OwnLayers.FallingSizes(0.05), Schedule.Linear(1, 0.5, 6)),
            _ => StepSizes<double>.Constant(0.05),
        };
        return new()
        {
            Learner = new Maml<double>(new NetAdaptation<double>(net, Loss.MeanSquaredError, sizes), steps: 3),
            Tasks = new SinusoidTasks<double>(5, 4),
            Iterations = 6,
            MetaBatch = 4,
            TasksPerBlock = 2,
            OuterStepSize = 0.05,
        };
    }

    private static double[] Numbers(TrainingState<double> state)
        => [.. state.MetaParameters.Concat(state.OptimizerState).SelectMany(static entry => Tensors.ToArray(entry.Value))];
}
