using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a way of differentiating would take in memory, before anything of it is trained.</summary>
/// <param name="Way">The way in words.</param>
/// <param name="IsExact">Whether its direction is the gradient of the loss after adaptation.</param>
/// <param name="BytesPerBlock">The memory in which one block of tasks is computed, kept states included.</param>
/// <param name="Blocks">The blocks of an iteration; a trainer keeps the memory of each.</param>
/// <param name="IsExtrapolated">Whether the number is that of a straight line through shorter inner loops, since this one would take long
/// to record.</param>
public sealed record MemoryEstimate(string Way, bool IsExact, long BytesPerBlock, int Blocks, bool IsExtrapolated)
{
    // The memory of a recorded loop grows by the same from step to step once the first and the last differ from those between.
    private const int Fewer = 3;
    private const int More = 6;

    /// <summary>The memory of all blocks.</summary>
    public long Bytes => BytesPerBlock * Blocks;

    /// <summary>The estimate in words.</summary>
    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Way}: {(IsExtrapolated ? "about " : string.Empty)}{BytesPerBlock / 1e6:F2} MB a block, {Bytes / 1e6:F2} MB for " +
                $"{Blocks}{(IsExact ? ", exact" : string.Empty)}");

    internal static IReadOnlyList<MemoryEstimate> Of<T>(TrainingPlan<T> plan)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        MetaGradient<T> own = plan.Learner.GradientIn(plan.Learner.PhaseCount - 1);
        Parameters<T> meta = plan.Learner.Initialize(plan.Seed);
        TaskLayout layout = plan.Tasks.LayoutOf(new(plan.Seed, 0));
        int count = Math.Min(plan.BlockSize, plan.MetaBatch);
        TaskBatch<T> first = plan.Tasks.Batch(plan.Seed, 0, 1);
        TaskBatch<T> tasks = new(layout, count);
        for (int task = 0; task < count; task++)
        {
            for (int array = 0; array < layout.Count; array++)
            {
                first.Array(array, 0).CopyTo(tasks.Array(array, task));
            }

            tasks.SetKey(task, plan.Seed, 0, task);
        }

        List<MetaGradient<T>> ways = [own];
        if (own.OuterWeights is { } weights)
        {
            int root = (int)Math.Ceiling(Math.Sqrt(weights.Steps));
            MetaGradient<T>[] others =
            [
                new Unrolled<T>(weights), new TrajectoryAdjoint<T>(weights, 1),
                .. root > 1 ? [new TrajectoryAdjoint<T>(weights, root)] : (MetaGradient<T>[])[], new FirstOrder<T>(weights),
            ];
            ways.AddRange(others.Where(way => plan.Search is null || TrainingPlan<T>.IsSearchable(way)));
        }

        int blocks = (plan.MetaBatch + plan.BlockSize - 1) / plan.BlockSize;
        return [.. ways.DistinctBy(static way => way.Description).Select(way => Of(way))];

        MemoryEstimate Of(MetaGradient<T> way)
        {
            bool isLong = way.Trajectory is null && way.OuterWeights is not null && way.Steps > 2 * More;
            long bytes;
            if (isLong)
            {
                (long fewer, long more) = (Bytes(Shorter(way, Fewer)), Bytes(Shorter(way, More)));
                bytes = more + ((more - fewer) / (More - Fewer) * (way.Steps - More));
            }
            else
            {
                bytes = Bytes(way);
            }

            return new(
                way.Description.Length > 80
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{way.Name} steps={way.Steps}" +
                            $"{TrajectoryAdjoint<T>.KeptInWords(way.Trajectory?.KeepEvery ?? 1)}")
                    : way.Description,
                way.IsExact, bytes, blocks, isLong);
        }

        long Bytes(MetaGradient<T> way)
            => new MetaProgram<T>(
                new Learner<T>(plan.Learner.Name, plan.Learner.Adaptation, way), meta, tasks, products: plan.Products).WorkspaceBytes;

        static MetaGradient<T> Shorter(MetaGradient<T> way, int steps)
            => way.IsExact ? new Unrolled<T>(way.OuterWeights!.AtMost(steps)) : new FirstOrder<T>(way.OuterWeights!.AtMost(steps));
    }
}
