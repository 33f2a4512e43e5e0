using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Mpi.Tests.Support;

/// <summary>What the processes of a job do. Rank 0 tells of it on the standard output.</summary>
internal static class RankProgram
{
    public const string Verb = "rank";

    private const int Failed = 3;

    /// <summary>Runs one rank.</summary>
    /// <param name="arguments">What it does, and with what.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        var ranks = MpiCommunicator.Start();
        try
        {
            switch (arguments)
            {
                case ["bits"]:
                    Say(ranks, [ranks.Library, .. Bits(ranks), $"allocated {Allocated(ranks)}", $"caught {NullReference()}"]);
                    break;
                case ["train", string checkpoint, string iterations]:
                    Train(ranks, checkpoint, long.Parse(iterations, CultureInfo.InvariantCulture));
                    break;
                case ["drift", string rank]:
                    Drift(ranks, int.Parse(rank, CultureInfo.InvariantCulture));
                    break;
                case ["throw", string rank]:
                    Throw(ranks, int.Parse(rank, CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new ArgumentException($"Got '{string.Join(' ', arguments)}'.", nameof(arguments));
            }
        }
        catch (RankFailedException exception)
        {
            // All have it, so all end by themselves.
            Say(ranks, [exception.Message]);
            ranks.Finish();
            return Failed;
        }

        ranks.Finish();
        return 0;
    }

    /// <summary>A line for each plan: what its training ended in, told on the way, and did in an evaluation.</summary>
    /// <param name="ranks">The ranks; null for one process without MPI.</param>
    public static IEnumerable<string> Bits(ICommunicator? ranks)
    {
        foreach ((string name, TrainingPlan<float> plan) in RankPlans.All)
        {
            Trainer<float> trainer = new(plan);
            string told = string.Empty;
            TrainingState<float> end = trainer.Run(trainer.Start(), new()
            {
                Threads = 1,
                Communicator = ranks,
                CompareRanksEvery = 2,
                ReportEvery = plan.Iterations,
                Report = progress => told = $"{progress}",
            });
            using Evaluator<float> evaluator = new(plan.Learner.Tested, 1);
            AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, plan.Tasks, 2, 60, new() { Threads = 1, Communicator = ranks });
            string losses = string.Create(CultureInfo.InvariantCulture, $"{curve.Losses[^1].Sum():R}");
            yield return $"{name}: {Fingerprint(end)}, {told}, losses {losses}";
        }
    }

    /// <summary>A fingerprint of all bits of a state.</summary>
    public static string Fingerprint(TrainingState<float> state)
    {
        byte[] bytes =
        [
            .. state.MetaParameters.Concat(state.OptimizerState.Prefixed("optimizer"))
                .SelectMany(static entry => Tensors.ToArray(entry.Value)).SelectMany(BitConverter.GetBytes),
        ];
        return $"{state.Iteration} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)[..8])}";
    }

    private static void Train(MpiCommunicator ranks, string checkpoint, long iterations)
    {
        // Whoever kills a rank has to know it.
        string[] processes = [.. Enumerable.Range(0, ranks.Size).Select(static _ => string.Empty)];
        var all = new int[ranks.Size];
        all[ranks.Rank] = Environment.ProcessId;
        ranks.Gather(System.Runtime.InteropServices.MemoryMarshal.AsBytes(all.AsSpan()), [.. processes.Select(static _ => sizeof(int))]);
        Say(ranks, [string.Join(' ', all)]);
        Trainer<float> trainer = new(RankPlans.Sinusoid(iterations));
        TrainingState<float> start = ranks.Rank == 0 && File.Exists(checkpoint) ? trainer.Resume(checkpoint) : trainer.Start();
        TrainingState<float> end = trainer.Run(start, new()
        {
            Threads = 1,
            Communicator = ranks,
            CheckpointPath = checkpoint,
            CheckpointEvery = 1,
            ReportEvery = 1,
            Report = progress => Say(ranks, [progress.Iteration.ToString(CultureInfo.InvariantCulture)]),
        });
        Say(ranks, [Fingerprint(end)]);
    }

    // After some iterations one rank has a number that the others have not: as if its memory had failed it.
    private static void Drift(MpiCommunicator ranks, int rank)
    {
        Trainer<float> trainer = new(RankPlans.Sinusoid(20));
        using Training<float> training = trainer.Begin(
            trainer.Start(),
            new() { Threads = 1, Communicator = ranks.Rank == rank ? new Flipping(ranks) : ranks, CompareRanksEvery = 5 });
        while (training.Iteration < 20)
        {
            training.Step();
        }
    }

    // What no other rank can know of.
    private static void Throw(MpiCommunicator ranks, int rank)
    {
        Trainer<float> trainer = new(RankPlans.Sinusoid(1_000_000));
        trainer.Run(
            trainer.Start(), new() { Threads = 1, Communicator = ranks, VisitEvery = 5 },
            _ =>
            {
                if (ranks.Rank == rank)
                {
                    throw new InvalidDataException("the visitor stumbled");
                }
            });
    }

    private static long Allocated(MpiCommunicator ranks)
    {
        Trainer<float> trainer = new(RankPlans.Sinusoid(1_000_000));
        using Training<float> training = trainer.Begin(
            trainer.Start(), new() { Threads = 1, Communicator = ranks, CompareRanksEvery = 1_000_000 });
        training.Step();
        training.Step();

        // Each rank counts its own, and all do as many steps.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 50; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            training.Step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // A SIGSEGV that belongs to .NET, and that a library of MPI must leave to it.
    private static string NullReference()
    {
        try
        {
            string? nothing = null;
            return $"nothing, {nothing!.Length}";
        }
        catch (NullReferenceException exception)
        {
            return exception.GetType().Name;
        }
    }

    private static void Say(MpiCommunicator ranks, IEnumerable<string> lines)
    {
        string text = string.Concat(lines.Select(static line => line + "\n"));
        if (ranks.Rank == 0)
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
    }

    private sealed class Flipping(ICommunicator ranks) : ICommunicator
    {
        private int _long;

        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths) => ranks.Gather(parts, lengths);

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths, Func<bool> meanwhile)
        {
            ranks.Gather(parts, lengths, meanwhile);

            // First the plan, then iterations; all else is shorter or of rank 0 alone. The first number of a direction stands behind a
            // byte, a byte, an integer and a loss.
            if (lengths[^1] > 100 && ++_long == 5)
            {
                parts[12] ^= 0x40;
            }
        }
    }
}
