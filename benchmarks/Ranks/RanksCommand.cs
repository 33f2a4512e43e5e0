using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AutogradMaml.Autograd;
using AutogradMaml.Benchmarks.Timing;
using AutogradMaml.Examples.Locomotion;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Mpi;

namespace AutogradMaml.Benchmarks.Ranks;

/// <summary><c>ranks</c>, under mpirun: what a gathering takes against its size, an iteration on all ranks, of one thread each, against one
/// on rank 0 alone, and what that consists of. Both are measured in turn, and the others sleep while rank 0 is alone.</summary>
/// <param name="options">What is measured, and where the numbers go.</param>
internal sealed class RanksCommand(RanksCommand.Options options)
{
    /// <summary>What gathering by itself is called among the plans.</summary>
    public const string Gatherings = "gathering";

    private const int FewestGathers = 5;
    private const int MostGathers = 500;
    private const int OuterSteps = 50;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(400);
    private static readonly int[] Sizes = [64, 1 << 10, 1 << 14, 1 << 17, 440 << 10, 1 << 20, 1 << 22, 1 << 24];

    private readonly List<RankRow> _rows = [];

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">A plan needs what is not there.</exception>
    public int Run()
    {
        if (options.What.Contains(RankPlans.Ant) && PublishedPlans.WhyMissing is { } reason)
        {
            throw new UsageException(reason);
        }

        var ranks = MpiCommunicator.Start();
        Say(ranks, $"{ranks.Library}, {ranks.Size} ranks, {options.Connection}, {Environment.ProcessorCount} logical processors");
        if (options.What.Contains(Gatherings))
        {
            Say(ranks, "bytes of all ranks      gathering, us (least to greatest of the rounds)   begun, then asked for, us");
            Array.ForEach(Sizes, size => Gathering(ranks, size));
        }

        Say(
            ranks,
            "plan                      blocks    bytes gathered   alone, ms (least)        ranks, ms (least)        in gathering, ms   " +
                "times as fast (least to greatest)");
        foreach (string name in options.What.Where(static name => name != Gatherings))
        {
            Iterations(ranks, name);
        }

        if (options.Json is { } path && ranks.Rank == 0)
        {
            RankRow.Append(path, _rows);
        }

        ranks.Finish();
        return ExitCodes.Success;
    }

    private void Gathering(MpiCommunicator ranks, int size)
    {
        var parts = new byte[size];
        int[] lengths = [.. Enumerable.Range(0, ranks.Size).Select(rank => ((rank + 1) * size / ranks.Size) - (rank * size / ranks.Size))];
        List<double> rounds = [];
        List<double> begunRounds = [];
        for (int round = -1; round < options.Rounds; round++)
        {
            double[] whole = Times(() => ranks.Gather(parts, lengths));
            double[] begun = Times(() => ranks.Gather(parts, lengths, static () => false));
            if (round >= 0)
            {
                rounds.Add(MeasuredTimes.Median(whole));
                begunRounds.Add(MeasuredTimes.Median(begun));
            }
        }

        GatheringRow row = new()
        {
            Connection = options.Connection,
            Library = ranks.Library,
            Ranks = ranks.Size,
            Rounds = options.Rounds,
            Bytes = size,
            Microseconds = MeasuredTimes.Rounded(MeasuredTimes.Median(rounds)),
            Least = MeasuredTimes.Rounded(rounds.Min()),
            Greatest = MeasuredTimes.Rounded(rounds.Max()),
            BegunMicroseconds = MeasuredTimes.Rounded(MeasuredTimes.Median(begunRounds)),
        };
        _rows.Add(row);
        Say(ranks, string.Create(
            CultureInfo.InvariantCulture,
            $"{size,18}   {row.Microseconds,12:F1} ({row.Least:F1} to {row.Greatest:F1})   {row.BegunMicroseconds,12:F1}"));

        // As many as rank 0 has time for.
        double[] Times(Action gather)
        {
            double first = Once(gather);
            int times = FromFirst(ranks, (int)Math.Clamp(Turn.TotalMicroseconds / 2 / first, FewestGathers, MostGathers));
            return [.. Enumerable.Range(0, times).Select(_ => Once(gather))];
        }

        static double Once(Action gather)
        {
            long start = Stopwatch.GetTimestamp();
            gather();
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }

    private void Iterations(MpiCommunicator ranks, string name)
    {
        TrainingPlan<float> plan = RankPlans.Of(name);
        CountingCommunicator counting = new(ranks);
        Trainer<float> trainer = new(plan);
        using Training<float> alone = trainer.Begin(trainer.Start(), new() { Threads = 1 });
        using Training<float> together = trainer.Begin(
            trainer.Start(), new() { Threads = 1, Communicator = counting, CompareRanksEvery = long.MaxValue });
        List<double> aloneRounds = [];
        List<double> ranksRounds = [];
        List<double> gatherRounds = [];
        List<double> processor = [];
        double aloneLeast = double.PositiveInfinity;
        double ranksLeast = double.PositiveInfinity;
        int[] bytes = [];
        for (int round = -1; round < options.Rounds; round++)
        {
            double[] own = Alone(ranks, () => Repeat(
                () =>
                {
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    alone.Step();
                    processor.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                },
                1,
                int.MaxValue,
                Turn));

            // As many as rank 0 took alone, so that both turns are about as long.
            int steps = FromFirst(ranks, own.Length);
            List<double> gathering = [];
            counting.Begin();
            double[] all = Repeat(
                () =>
                {
                    together.Step();
                    bytes = [.. counting.Bytes];
                    gathering.Add(counting.Begin());
                },
                steps,
                steps,
                TimeSpan.MaxValue);
            if (round < 0)
            {
                processor.Clear();
            }
            else
            {
                aloneLeast = Math.Min(aloneLeast, own.Min());
                ranksLeast = Math.Min(ranksLeast, all.Min());
                aloneRounds.Add(MeasuredTimes.Median(own));
                ranksRounds.Add(MeasuredTimes.Median(all));
                gatherRounds.Add(MeasuredTimes.Median(gathering));
            }
        }

        double[] ratios = [.. aloneRounds.Zip(ranksRounds, static (one, many) => one / many)];
        IterationRow row = new()
        {
            Connection = options.Connection,
            Library = ranks.Library,
            Ranks = ranks.Size,
            Rounds = options.Rounds,
            Plan = name,
            Tasks = plan.MetaBatch,
            Blocks = RankPlans.BlocksOf(plan),
            AloneMilliseconds = MeasuredTimes.Rounded(MeasuredTimes.Median(aloneRounds)),
            AloneLeastMilliseconds = MeasuredTimes.Rounded(aloneLeast),
            RanksMilliseconds = MeasuredTimes.Rounded(MeasuredTimes.Median(ranksRounds)),
            RanksLeastMilliseconds = MeasuredTimes.Rounded(ranksLeast),
            GatheringMilliseconds = MeasuredTimes.Rounded(MeasuredTimes.Median(gatherRounds)),
            TimesAsFast = MeasuredTimes.Rounded(MeasuredTimes.Median(ratios)),
            Least = MeasuredTimes.Rounded(ratios.Min()),
            Greatest = MeasuredTimes.Rounded(ratios.Max()),
        };
        _rows.Add(row);
        Say(ranks, string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-26}{row.Blocks,6}{bytes.Sum(),18}{row.AloneMilliseconds,12:F3} {$"({row.AloneLeastMilliseconds})",-12}" +
                $"{row.RanksMilliseconds,12:F3} {$"({row.RanksLeastMilliseconds})",-12}" +
                $"{row.GatheringMilliseconds,19:F3}{row.TimesAsFast,16:F2} ({row.Least:F2} to {row.Greatest:F2})"));
        if (options.Json is not null)
        {
            Alone(ranks, () =>
            {
                _rows.Add(Work(ranks, name, plan, trainer.Start(), MeasuredTimes.Rounded(MeasuredTimes.Median(processor)), bytes));
                return [0];
            });
        }
    }

    // Blocks in turn, so that what disturbs some of them disturbs them all.
    private WorkRow Work(
        MpiCommunicator ranks, string name, TrainingPlan<float> plan, TrainingState<float> state, double iteration, int[] bytes)
    {
        int blocks = RankPlans.BlocksOf(plan);
        Parameters<float> meta = state.MetaParameters;
        using OuterStep<float> outer = new(plan.OuterRules, meta, state.OptimizerState, blocks, plan.MetaBatch);
        Dictionary<int, MetaWorkspace<float>> workspaces = [];
        var taken = new List<double>[blocks];
        long begun = Stopwatch.GetTimestamp();
        for (int run = -1; run < 1 || Stopwatch.GetElapsedTime(begun) < Turn; run++)
        {
            for (int block = 0; block < blocks; block++)
            {
                int first = block * plan.BlockSize;
                int count = Math.Min(plan.BlockSize, plan.MetaBatch - first);
                TaskNumber[] numbers = [.. Enumerable.Range(first, count).Select(task => new TaskNumber(plan.Seed, task))];
                if (!workspaces.TryGetValue(numbers.Length, out MetaWorkspace<float>? workspace))
                {
                    MetaProgram<float> program = new(plan.Learner, meta, plan.Tasks.Batch(numbers), products: plan.Products);
                    workspaces.Add(numbers.Length, workspace = program.CreateWorkspace());
                    workspace.Write(meta);
                }

                TimeSpan before = Environment.CpuUsage.TotalTime;
                TaskBatch<float> batch = plan.Tasks.Batch(numbers);
                for (int k = 0; k < numbers.Length; k++)
                {
                    batch.SetKey(k, plan.Seed, 0, numbers[k].Index);
                }

                workspace.Write(batch);
                workspace.Run(0);
                (taken[block] ??= []).Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                for (int k = 0; k < meta.Count; k++)
                {
                    workspace.Direction(k).CopyTo(outer.Direction(block, k));
                }
            }

            if (run < 0)
            {
                begun = Stopwatch.GetTimestamp();
            }
        }

        outer.Compute(0);
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        for (int k = 0; k < OuterSteps; k++)
        {
            outer.Compute(0);
            outer.Take();
        }

        double step = (Environment.CpuUsage.TotalTime - begin).TotalMilliseconds / OuterSteps;
        foreach (MetaWorkspace<float> workspace in workspaces.Values)
        {
            workspace.Dispose();
        }

        return new()
        {
            Connection = options.Connection,
            Library = ranks.Library,
            Ranks = 1,
            Rounds = taken[0].Count - 1,
            Plan = name,
            Tasks = plan.MetaBatch,
            Parameters = meta.Sum(static entry => checked((int)entry.Value.FlattenedLength)),
            IterationMilliseconds = iteration,
            BlockMilliseconds = [.. taken.Select(static times => MeasuredTimes.Rounded(MeasuredTimes.Median([.. times.Skip(1)])))],
            OuterMilliseconds = MeasuredTimes.Rounded(step),
            GatheredBytes = bytes,
        };
    }

    // Rank 0 works and the others sleep, until it tells them that it is done.
    private static double[] Alone(MpiCommunicator ranks, Func<double[]> work)
    {
        double[] taken = ranks.Rank == 0 ? work() : [0];
        var told = new byte[ranks.Size];
        int[] lengths = [.. Enumerable.Repeat(1, ranks.Size)];
        ranks.Gather(told, lengths, static () =>
        {
            Thread.Sleep(1);
            return true;
        });
        return taken;
    }

    private static int FromFirst(MpiCommunicator ranks, int number)
    {
        var told = new int[ranks.Size];
        told[ranks.Rank] = number;
        ranks.Gather(MemoryMarshal.AsBytes(told.AsSpan()), [.. Enumerable.Repeat(sizeof(int), ranks.Size)]);
        return told[0];
    }

    private static double[] Repeat(Action work, int least, int most, TimeSpan time)
    {
        List<double> taken = [];
        long begun = Stopwatch.GetTimestamp();
        while (taken.Count < least || (taken.Count < most && Stopwatch.GetElapsedTime(begun) < time))
        {
            long start = Stopwatch.GetTimestamp();
            work();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. taken];
    }

    private static void Say(MpiCommunicator ranks, string line)
    {
        if (ranks.Rank == 0)
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>What is measured, and where the numbers go.</summary>
    internal sealed record Options
    {
        /// <summary>The plans that are measured, and gathering by itself.</summary>
        public required IReadOnlyList<string> What { get; init; }

        /// <summary>The number of rounds.</summary>
        public required int Rounds { get; init; }

        /// <summary>What connects the ranks, in words, for the record.</summary>
        public required string Connection { get; init; }

        /// <summary>Where the rows go, behind those that are there; null for nowhere.</summary>
        public string? Json { get; init; }
    }
}
