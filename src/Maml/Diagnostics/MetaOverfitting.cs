using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Whether training has learned its tasks by heart: each of some tasks is left out in turn, and the loss on it is held against the
/// loss on those seen.</summary>
/// <remarks>Paired: the held-out loss of a task is from the training without it, its seen loss the mean from those with it. The risk
/// inflation ratio is the mean held-out loss over the mean seen loss; its interval is the jackknife over the tasks. On quadratic tasks of
/// one curvature, trained on n, it is (n + 1) / (n - 1) (docs/gallery.md, learning-to-memorize). A start that knows its tasks by heart
/// loses little where it sees nothing of a task: without support, or with the support set's targets shuffled among its examples. Cost: as
/// many trainings as tasks; memory for one on each thread.</remarks>
public sealed record MetaOverfitting
{
    /// <summary>The loss after adaptation on each task, from the training without it.</summary>
    public required IReadOnlyList<double> HeldOut { get; init; }

    /// <summary>The loss after adaptation on each task, mean over the trainings with it.</summary>
    public required IReadOnlyList<double> Seen { get; init; }

    /// <summary>The loss without any step on each task, from the training without it: what queries are worth with no support.</summary>
    public required IReadOnlyList<double> HeldOutWithoutSupport { get; init; }

    /// <summary>The loss after adaptation to a support set whose targets are shuffled among its examples, on each task, from the training
    /// without it.</summary>
    public required IReadOnlyList<double> HeldOutShuffled { get; init; }

    /// <summary>The same mean over the trainings with the task: where it is no greater than <see cref="Seen"/>, the support sets' labels
    /// are not read.</summary>
    public required IReadOnlyList<double> SeenShuffled { get; init; }

    /// <summary>The loss after adaptation on as many tasks of another seed, mean over them, from each training: less the seen loss it is
    /// the gap between training and new tasks.</summary>
    public required IReadOnlyList<double> NewTasks { get; init; }

    /// <summary>The mean held-out loss over the mean seen loss.</summary>
    public required Estimate RiskInflation { get; init; }

    /// <summary>Trains without each of the first tasks of a plan's distribution in turn.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="plan">The plan. Its distribution's first tasks are those that are trained on, over and over; its meta-batch may be
    /// smaller.</param>
    /// <param name="tasks">How many tasks there are; at least 3.</param>
    /// <param name="threads">The number of threads, each with trainings of its own. It changes no bit.</param>
    /// <param name="communicator">What connects the processes that measure together, each some of the trainings; null for one. All have
    /// the result.</param>
    /// <exception cref="ArgumentException">A number in the plan makes no sense.</exception>
    public static MetaOverfitting Measure<T>(TrainingPlan<T> plan, int tasks, int threads = 1, ICommunicator? communicator = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int steps = plan.Learner.GradientIn(plan.Learner.PhaseCount - 1).Steps;
        EvaluationOptions alone = new() { Threads = 1 };
        using Evaluator<T> evaluator = new(plan.Learner.Tested, steps, steps == 0 ? [0] : [0, steps]);

        // The losses of all tasks, those with shuffled targets, and behind them that without support and that on new tasks.
        double[][] measured = MeasuredTasks.Of(
            communicator,
            tasks,
            left =>
            {
                Trainer<T> trainer = new(plan with { Tasks = new AllButOne<T>(plan.Tasks, tasks, left) });
                Parameters<T> trained = trainer.Run(trainer.Start(), new() { Threads = 1 }).MetaParameters;
                AdaptationCurve curve = evaluator.Evaluate(trained, plan.Tasks, plan.Seed, tasks, alone);
                IReadOnlyList<double> shuffledTargets =
                    evaluator.Evaluate(trained, new ShuffledTargets<T>(plan.Tasks), plan.Seed, tasks, alone).Losses[^1];
                double newTasks = evaluator.Evaluate(trained, plan.Tasks, plan.Seed + 1, tasks, alone).Losses[^1].Average();
                return [.. curve.Losses[^1], .. shuffledTargets, curve.Losses[0][left], newTasks];
            },
            threads);
        double[][] loss = [.. measured.Select(numbers => numbers[..tasks])];
        double[][] lossShuffled = [.. measured.Select(numbers => numbers[tasks..(2 * tasks)])];
        double[] held = [.. loss.Select(static (losses, task) => losses[task])];
        double[] shuffled = [.. lossShuffled.Select(static (losses, task) => losses[task])];
        double[] seen = OfOthers(loss);
        double Ratio(int leftOut) => held.Where((_, task) => task != leftOut).Sum() / seen.Where((_, task) => task != leftOut).Sum();
        return new()
        {
            HeldOut = held,
            Seen = seen,
            NewTasks = [.. measured.Select(static numbers => numbers[^1])],
            HeldOutWithoutSupport = [.. measured.Select(static numbers => numbers[^2])],
            HeldOutShuffled = shuffled,
            SeenShuffled = OfOthers(lossShuffled),
            RiskInflation = Estimate.Jackknife(Ratio(-1), [.. Enumerable.Range(0, tasks).Select(Ratio)]),
        };

        // The mean of each task over the trainings with it.
        double[] OfOthers(double[][] byTraining) => [.. Enumerable.Range(0, tasks).Select(task
            => byTraining.Where((_, left) => left != task).Average(losses => losses[task]))];
    }

    /// <summary>The means as a table.</summary>
    public override string ToString() => DiagnosticText.Table(
        $"Leave one of {HeldOut.Count} tasks out",
        [
            ["loss on the task left out", Estimate.Of([.. HeldOut]).ToString()],
            ["loss on the tasks seen", Estimate.Of([.. Seen]).ToString()],
            ["on the task left out, without support", Estimate.Of([.. HeldOutWithoutSupport]).ToString()],
            ["on the task left out, support targets shuffled", Estimate.Of([.. HeldOutShuffled]).ToString()],
            ["on the tasks seen, support targets shuffled", Estimate.Of([.. SeenShuffled]).ToString()],
            ["loss on tasks of another seed", Estimate.Of([.. NewTasks]).ToString()],
            ["risk inflation", RiskInflation.ToString()],
        ]);

    /// <summary>All numbers as a JSON object.</summary>
    public string ToJson() => DiagnosticText.Json(writer =>
    {
        RiskInflation.WriteJson(writer, "riskInflation");
        foreach ((string name, IReadOnlyList<double> values) in ((string, IReadOnlyList<double>)[])
            [("heldOut", HeldOut), ("seen", Seen), ("heldOutWithoutSupport", HeldOutWithoutSupport),
                ("heldOutShuffled", HeldOutShuffled), ("seenShuffled", SeenShuffled), ("newTasks", NewTasks)])
        {
            writer.WriteStartArray(name);
            foreach (double value in values)
            {
                DiagnosticText.Value(writer, value);
            }

            writer.WriteEndArray();
        }
    });

    private sealed class AllButOne<T>(ITaskDistribution<T> tasks, int count, int left) : TaskDecorator<T>(tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Description => FormattableString.Invariant(
            $"{Tasks.Description}, the first {count} tasks without task {left}");

        public override TaskLayout LayoutOf(TaskNumber task) => Tasks.LayoutOf(Among(task));

        public override void Draw(TaskNumber task, TaskArrays<T> arrays) => Tasks.Draw(Among(task), arrays);

        private TaskNumber Among(TaskNumber task)
        {
            long place = task.Index % (count - 1);
            return task with { Index = place < left ? place : place + 1 };
        }
    }

    // A permutation of whole targets, drawn for each task.
    private sealed class ShuffledTargets<T>(ITaskDistribution<T> tasks) : TaskDecorator<T>(tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override string Description => $"{Tasks.Description}, support targets shuffled";

        public override void Draw(TaskNumber task, TaskArrays<T> arrays)
        {
            Tasks.Draw(task, arrays);
            Span<T> targets = arrays[EpisodeNames.SupportTargets];
            int examples = arrays.ShapeOf(EpisodeNames.SupportTargets)[0];
            int length = targets.Length / examples;
            int[] order = [.. Enumerable.Range(0, examples)];
            arrays.Stream(task.SupportSeed, "shuffled targets", task.Index).Shuffle(order);
            T[] before = targets.ToArray();
            for (int k = 0; k < examples; k++)
            {
                before.AsSpan(order[k] * length, length).CopyTo(targets[(k * length)..]);
            }
        }
    }
}
