using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>A way to differentiate that a user writes, on nothing but the public surface.</summary>
public class OwnWayTests
{
    [Fact]
    public void It_trains_a_net_that_keeps_statistics_replayed_or_not_to_the_same_bits()
    {
        Sequential<double> net = new(
            new Linear<double>(1, 6), new BatchNorm1d<double>(6, NormalizationPolicy.Running()), Activations.Tanh<double>(),
            new Linear<double>(6, 1));
        NetAdaptation<double> adaptation = new(net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.05));
        TrainingPlan<double> plan = new()
        {
            Learner = new("last step only", adaptation, new LastStep(3)),
            Tasks = new SinusoidTasks<double>(5, 4),
            Iterations = 4,
            MetaBatch = 5,
            TasksPerBlock = 2,
            OuterStepSize = 0.02,
        };
        Trainer<double> trainer = new(plan);
        TrainingState<double> start = trainer.Start();
        TrainingState<double> replayed = trainer.Run(start);
        TrainingState<double> recorded = trainer.Run(start, new() { Replay = false });
        foreach ((string name, System.Numerics.Tensors.Tensor<double> value) in replayed.MetaParameters)
        {
            Assert.Equal(Tensors.ToArray(recorded.MetaParameters[name]), Tensors.ToArray(value));
            Assert.NotEqual(Tensors.ToArray(start.MetaParameters[name]), Tensors.ToArray(value));
        }
    }

    [Fact]
    public void With_one_step_it_is_unrolled()
    {
        NetAdaptation<double> adaptation = new(new Linear<double>(1, 1), Loss.MeanSquaredError, StepSizes<double>.Constant(0.05));
        TaskBatch<double> tasks = new SinusoidTasks<double>(5, 4).Batch(1, 0, 3);
        double[][] directions =
        [
            .. ((MetaGradient<double>[])[new LastStep(1), new Unrolled<double>(1)]).Select(way =>
            {
                Learner<double> learner = new("one step", adaptation, way);
                using Tape<double> tape = new();
                return learner.Compute(
                    learner.Initialize(2).On(tape), tasks.On(tape)).Direction.SelectMany(static entry => entry.Value.ToArray()).ToArray();
            }),
        ];
        Assert.Equal(directions[1], directions[0]);
    }

    // Through the last inner step alone; what led there is a shift of the start.
    private sealed class LastStep(int steps) : MetaGradient<double>
    {
        public override string Name => "last step";

        public override string Description => $"last step of {steps}";

        public override bool IsExact => false;

        public override int Steps => steps;

        public override MetaOutcome<double> Compute(
            Adaptation<double> adaptation, Variables<double> meta, Episode<double> episode, DerivativeUse use = DerivativeUse.Final)
        {
            InnerCourse<double> before = new(adaptation, meta.Detach(), episode, detached: true, use);
            InnerCourse<double> last = new(adaptation, meta, episode, detached: false, use);
            Variables<double> start = last.Start();
            Variables<double> x = start.Detach();
            for (int k = 0; k < steps - 1; k++)
            {
                x = before.Step(x, new(episode, k)).Detach();
            }

            Variables<double> moved = steps == 1
                ? start
                : Variables<double>.Zip(start, x, static (from, to) => from + (to - from.Detach()));
            Variables<double> end = last.Step(moved, new(episode, steps - 1));
            Variable<double> losses = last.Outer(end, steps);
            return new(losses, OuterDirection.Of(adaptation, meta, episode, end, losses, use), last.Measures(end, steps));
        }
    }
}
