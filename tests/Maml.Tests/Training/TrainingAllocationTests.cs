using AutogradMaml.Data;
using AutogradMaml.Maml.Tests.Reinforcement;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml.Tests.Training;

[CollectionDefinition("alone", DisableParallelization = true)]
public class AloneCollection;

/// <summary>Allocations of all threads are counted, so no other test runs meanwhile.</summary>
[Collection("alone")]
public class TrainingAllocationTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void An_iteration_allocates_nothing_once_each_shape_was_met(int threads, bool ranks)
    {
        TrainingPlan<float>[] plans =
        [
            Plans.Sinusoid(1_000_000),
            PolicyPlans.Navigation(new NaturalStep<float>(turns: 2), 1_000_000),
            PolicyPlans.Navigation(new RepeatedSteps<float>(2), 1_000_000, MetaTarget.SampledRollouts),
            new()
            {
                Learner = new Reptile<float>(
                    new NetAdaptation<float>(
                        PaperNets.OmniglotStridedFlat<float>(5, 3), Loss.CrossEntropy, StepSizes<float>.Constant(0.01),
                        new Adam<float>(beta1: 0), batch: 5, carriesState: true), 3),
                Tasks = new ImageEpisodes<float>(Glyphs.Create(1, 30), 5, 2, 1)
                    .Affine(new RandomAffine { Rotation = 12, Translation = 0.07, Scale = 1.16, Shear = 0.15 })
                    .Elastic(new RandomElastic { Deviation = 0.03 }).Turned().Shuffled(),
                Iterations = 1_000_000,
                MetaBatch = 4,
                OuterOptimizer = new Sgd<float>(),
                OuterStepSize = Schedule.Linear(1, 0, 1_000_000),
            },
            new()
            {
                Learner = new PrototypicalNetwork<float>(PaperNets.OmniglotStridedFlat<float>(5, 3), 5),
                Tasks = new ImageEpisodes<float>(Glyphs.Create(1, 30), 5, 1, 2),
                Iterations = 1_000_000,
                MetaBatch = 4,
            },
        ];
        foreach (TrainingPlan<float> plan in plans)
        {
            Trainer<float> trainer = new(plan);
            using Training<float> training = trainer.Begin(trainer.Start(), new TrainingOptions
            {
                Threads = threads,
                Communicator = ranks ? new FirstOfTwo() : null,
                CompareRanksEvery = 1_000_000,
            });
            training.Step();
            training.Step();

            // Of all threads. The runner is one of them and may still be reporting on the tests before this one: what the step allocates
            // itself shows in every attempt.
            long least = long.MaxValue;
            for (int attempt = 0; attempt < 1000 && least > 0; attempt++)
            {
                if (attempt % 20 == 19)
                {
                    Thread.Sleep(10);
                }

                long before = GC.GetTotalAllocatedBytes(precise: true);
                training.Step();
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            Assert.Equal(0, least);
        }
    }

    /// <summary>A rank whose neighbour's directions and losses are 0 and whose words are its own.</summary>
    private sealed class FirstOfTwo : ICommunicator
    {
        public int Rank => 0;

        public int Size => 2;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
        {
            while (meanwhile())
            {
            }

            Gather(parts, lengths);
        }

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
        {
            Span<byte> other = parts[lengths[0]..];
            other.Clear();
            if (lengths[0] == lengths[1] && lengths[0] < 10_000)
            {
                parts[..lengths[0]].CopyTo(other);
            }
        }
    }
}
