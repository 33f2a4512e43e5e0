using AutogradMaml.Maml;
using AutogradMaml.Mpi;
using AutogradMaml.Nn;

namespace AutogradMaml.PublicApi.Tests;

/// <summary>The program of docs/how-to/several-machines.md compiles as it stands there, and ranks can be connected by something else than
/// MPI.</summary>
public class SeveralMachinesTests
{
    [Fact]
    public void The_program_compiles() => Guide.RequireCompiled("how-to/several-machines.md", "SeveralMachinesTests.cs", 1);

    [Fact]
    public void A_communicator_of_ones_own_connects_ranks()
    {
        TrainingPlan<float> plan = new()
        {
            Learner = new Maml<float>(
                new Sequential<float>(new Linear<float>(1, 4), Activations.Tanh<float>(), new Linear<float>(4, 1)), Loss.MeanSquaredError,
                steps: 1, StepSizes<float>.Constant(0.01)),
            Tasks = new SinusoidTasks<float>(5, 5),
            Iterations = 5,
            MetaBatch = 4,
        };
        Trainer<float> trainer = new(plan);
        var alone = trainer.Run(trainer.Start(), new() { Threads = 1 });
        OnlyRank ranks = new();
        var connected = trainer.Run(trainer.Start(), new() { Threads = 1, Communicator = ranks });
        Assert.True(ranks.Gathered > 5);
        Assert.All(alone.MetaParameters.Zip(connected.MetaParameters), static pair
            => Assert.Equal(Autograd.Tensors.ToArray(pair.First.Value), Autograd.Tensors.ToArray(pair.Second.Value)));
    }

    internal static void Train(Trainer<float> trainer, Evaluator<float> evaluator, ITaskDistribution<float> tasks)
    {
        var ranks = MpiCommunicator.Start();
        TrainingOptions options = new()
        {
            Threads = 1,
            Communicator = ranks,
            CheckpointPath = "maml.safetensors",
            Report = progress => Console.WriteLine(progress),
        };
        try
        {
            TrainingState<float> end = trainer.Run(trainer.Start(), options);
            AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, tasks, seed: 7, count: 600, new() { Communicator = ranks });
            if (ranks.Rank == 0)
            {
                Console.WriteLine(curve);
            }
        }
        catch (Exception exception) when (exception is RankFailedException or NonFiniteTrainingException)
        {
            Thread.Sleep(ranks.Rank == 0 ? 0 : 2000);
            Console.Error.WriteLine(exception.Message);
            ranks.Abort(1);
        }

        ranks.Finish();
    }

    private sealed class OnlyRank : ICommunicator
    {
        public int Gathered { get; private set; }

        public int Rank => 0;

        public int Size => 1;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths) => Gathered++;
    }
}
