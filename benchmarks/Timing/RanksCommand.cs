using System.Diagnostics;
using System.Globalization;
using AutogradMaml.Benchmarks.Work;
using AutogradMaml.Maml;
using AutogradMaml.Mpi;
using AutogradMaml.Nn;

namespace AutogradMaml.Benchmarks.Timing;

/// <summary><c>ranks</c>, under mpirun: what a gathering takes against its size, and an iteration on all ranks, of one thread each, against
/// one on rank 0 alone. Both are measured in turn, and the others sleep while rank 0 is alone.</summary>
internal static class RanksCommand
{
    private const int Rounds = 15;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(400);
    private static readonly int[] Sizes = [64, 1 << 10, 1 << 14, 1 << 17, 440 << 10, 1 << 20, 1 << 22, 1 << 24];

    private static readonly (string Name, Func<TrainingPlan<float>> Plan)[] Plans =
    [
        ("sin/exact_1", static () => SinusoidPlans.Drawn("exact", 1)),
        ("sin/fomaml_1", static () => SinusoidPlans.Drawn("fomaml", 1)),
        ("strided/exact_1", static () => EpisodePlans.Drawn("strided", exact: true, 1)),
        ("conv/exact_1", static () => EpisodePlans.Drawn("conv", exact: true, 1)),
        ("navigation/exact_1", Navigation),
    ];

    /// <summary>What the plans are called.</summary>
    public static IEnumerable<string> Names => Plans.Select(static plan => plan.Name);

    /// <summary>Runs the command.</summary>
    /// <param name="only">The plans that are measured; none for all, after gathering by itself.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] only)
    {
        var ranks = MpiCommunicator.Start();
        Say(ranks, $"{ranks.Library}, {ranks.Size} ranks, {Environment.ProcessorCount} logical processors");
        if (only.Length == 0)
        {
            Say(ranks, "bytes of all ranks      gathering, us (least to greatest of the rounds)");
            Array.ForEach(Sizes, size => Gathering(ranks, size));
        }

        Say(
            ranks,
            "plan              blocks    bytes gathered   alone, ms   ranks, ms   in gathering, ms   times as fast (least to greatest)");
        foreach ((string name, Func<TrainingPlan<float>> plan) in Plans.Where(plan => only.Length == 0 || only.Contains(plan.Name)))
        {
            Iterations(ranks, name, plan());
        }

        ranks.Finish();
        return 0;
    }

    // Rollouts are most of it: 20 before the inner step and 20 after it, of 100 steps each.
    private static TrainingPlan<float> Navigation() => new()
    {
        Learner = new Maml<float>(
            new PolicyAdaptation<float>(
                new Navigation(),
                new GaussianPolicy<float>(
                    new Sequential<float>(
                        new Linear<float>(2, 64), Activations.Relu<float>(), new Linear<float>(64, 64), Activations.Relu<float>(),
                        new Linear<float>(64, 2)),
                    2),
                StepSizes<float>.Constant(0.1),
                new()
                {
                    SupportRollouts = 20,
                    QueryRollouts = 20,
                    InnerAdvantages = new() { Baseline = new(), Normalized = true },
                    OuterAdvantages = new() { Baseline = new(), Normalized = true },
                }),
            steps: 1),
        Tasks = new EnvironmentTasks<float>(new Navigation()),
        Iterations = long.MaxValue,
        MetaBatch = 8,
    };

    private static void Gathering(MpiCommunicator ranks, int size)
    {
        var parts = new byte[size];
        int[] lengths = [.. Enumerable.Range(0, ranks.Size).Select(rank => ((rank + 1) * size / ranks.Size) - (rank * size / ranks.Size))];
        int times = Math.Clamp((1 << 22) / size, 5, 500);
        List<double> rounds = [];
        for (int round = -1; round < Rounds; round++)
        {
            ranks.Gather(parts, lengths);
            var taken = new double[times];
            for (int k = 0; k < times; k++)
            {
                long start = Stopwatch.GetTimestamp();
                ranks.Gather(parts, lengths);
                taken[k] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            if (round >= 0)
            {
                rounds.Add(Median(taken));
            }
        }

        Say(ranks, string.Create(
            CultureInfo.InvariantCulture, $"{size,18}   {Median([.. rounds]),12:F1} ({rounds.Min():F1} to {rounds.Max():F1})"));
    }

    private static void Iterations(MpiCommunicator ranks, string name, TrainingPlan<float> plan)
    {
        Counting counting = new(ranks);
        Trainer<float> trainer = new(plan);
        using Training<float> alone = trainer.Begin(trainer.Start(), new() { Threads = 1 });
        using Training<float> together = trainer.Begin(
            trainer.Start(), new() { Threads = 1, Communicator = counting, CompareRanksEvery = long.MaxValue });
        List<double> aloneRounds = [];
        List<double> ranksRounds = [];
        List<double> gatherRounds = [];
        for (int round = -2; round < Rounds; round++)
        {
            double[] own = ranks.Rank == 0 ? Repeat(alone.Step, int.MaxValue, Turn) : Sleep(Turn * 1.2);

            // As many as rank 0 took alone, so that both turns are about as long.
            var told = new int[ranks.Size];
            told[0] = own.Length;
            ranks.Gather(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(told.AsSpan()), [.. Enumerable.Repeat(sizeof(int), ranks.Size)]);
            counting.Milliseconds.Clear();
            double[] all = Repeat(together.Step, told[0], TimeSpan.MaxValue);
            if (round >= 0)
            {
                aloneRounds.Add(Median(own));
                ranksRounds.Add(Median(all));
                gatherRounds.Add(Median([.. counting.Milliseconds]));
            }
        }

        double[] ratios = [.. aloneRounds.Zip(ranksRounds, static (one, many) => one / many)];
        int blocks = (plan.MetaBatch + plan.BlockSize - 1) / plan.BlockSize;
        Say(ranks, string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18}{blocks,6}{counting.Bytes,18}{Median([.. aloneRounds]),12:F3}{Median([.. ranksRounds]),12:F3}" +
                $"{Median([.. gatherRounds]),19:F3}{Median(ratios),16:F2} ({ratios.Min():F2} to {ratios.Max():F2})"));
    }

    private static double[] Repeat(Action work, int most, TimeSpan time)
    {
        List<double> taken = [];
        long begun = Stopwatch.GetTimestamp();
        while (taken.Count < most && Stopwatch.GetElapsedTime(begun) < time)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. taken];
    }

    private static double[] Sleep(TimeSpan time)
    {
        Thread.Sleep(time);
        return [0];
    }

    private static double Median(double[] numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return sorted[sorted.Length / 2];
    }

    private static void Say(MpiCommunicator ranks, string line)
    {
        if (ranks.Rank == 0)
        {
            Console.WriteLine(line);
        }
    }

    private sealed class Counting(ICommunicator ranks) : ICommunicator
    {
        public int Rank => ranks.Rank;

        public int Size => ranks.Size;

        /// <summary>The bytes of the last gathering.</summary>
        public int Bytes { get; private set; }

        /// <summary>What each took.</summary>
        public List<double> Milliseconds { get; } = [];

        public void Gather(Span<byte> parts, ReadOnlySpan<int> lengths)
        {
            long start = Stopwatch.GetTimestamp();
            ranks.Gather(parts, lengths);
            Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Bytes = parts.Length;
        }
    }
}
