using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Holds tasks that are computed together against each by itself: what mixes them is refused, since nothing else would show
/// it.</summary>
internal static class TasksApart
{
    private const string InBlocksOfOne = " Or compute tasks one by one, in blocks of one (TasksPerBlock = 1).";

    /// <summary>Throws if a layer of the learner's net computes something else of a task on the task axis than of the task alone; in a
    /// block of one too.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="tasks">The tasks of a block.</param>
    /// <exception cref="MetaProgramException">One does; the message names it.</exception>
    public static void RequireLayers<T>(Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (LayersOnTaskAxis.Find(learner.Adaptation, meta, tasks) is { } fault)
        {
            throw new MetaProgramException($"{fault}{(tasks.Tasks > 1 ? InBlocksOfOne : string.Empty)}");
        }
    }

    /// <summary>What the same loss may differ by when it is computed otherwise, relative to it or to 1.</summary>
    public static double Rounding<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Cbrt(double.CreateChecked(T.BitIncrement(T.One) - T.One));

    /// <summary>Throws if the first two tasks, each by itself and both together, have other losses than in the block, or directions that
    /// don't add up. A mean over tasks shows in two of them as well as in all.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="meta">The meta-parameters.</param>
    /// <param name="tasks">The tasks of a block.</param>
    /// <param name="losses">What the block gave for their losses.</param>
    /// <param name="phase">The learner's phase.</param>
    /// <exception cref="MetaProgramException">They mix.</exception>
    public static void Require<T>(Learner<T> learner, Parameters<T> meta, TaskBatch<T> tasks, ReadOnlySpan<T> losses, int phase)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tasks.Tasks == 1)
        {
            return;
        }

        double rounding = Rounding<T>();
        using Tape<T> tape = new();
        MetaOutcome<T> both;
        try
        {
            both = learner.Compute(meta.On(tape), tasks.Only(0, 1).On(tape), phase);
        }
        catch (ArgumentException exception)
        {
            throw Mixed(learner, $"all of a block can be computed, and two of them can't, since {exception.Message}");
        }

        Parameters<T>? sum = null;
        for (int task = 0; task < 2; task++)
        {
            using Tape<T> own = new();
            MetaOutcome<T> outcome = learner.Compute(meta.On(own), tasks.Only(task).On(own), phase);
            double alone = double.CreateChecked(outcome.Losses.Values[0]);
            ReadOnlySpan<double> others = [double.CreateChecked(both.Losses.Values[task]), double.CreateChecked(losses[task])];
            foreach (double among in others)
            {
                if (!double.IsFinite(among) || !double.IsFinite(alone))
                {
                    return;
                }

                if (Math.Abs(among - alone) > rounding * Math.Max(1, Math.Abs(alone)))
                {
                    throw Mixed(
                        learner, FormattableString.Invariant($"by itself task {task} has the loss {alone:G6}, among others {among:G6}"));
                }
            }

            Parameters<T> direction = outcome.Direction.ToParameters();
            sum = sum is null ? direction : sum + direction;
        }

        double whole = Norm(both.Direction);
        foreach ((string name, Variable<T> value) in both.Direction)
        {
            double together = Norm(value.Values, []);
            double difference = Norm(value.Values, Tensors.ToArray(sum![name]));
            if (difference > rounding * Math.Max(together, 1e-3 * whole))
            {
                throw Mixed(learner, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the directions for '{name}' of two tasks, each by itself, add up to {difference:G3} from that of both together, of " +
                        $"norm {together:G3}"));
            }
        }
    }

    private static double Norm<T>(Variables<T> all)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Sqrt(all.Sum(static entry => Math.Pow(Norm(entry.Value.Values, []), 2)));

    private static double Norm<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> less)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int k = 0; k < values.Length; k++)
        {
            double difference = double.CreateChecked(values[k]) - (less.IsEmpty ? 0 : double.CreateChecked(less[k]));
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static MetaProgramException Mixed<T>(Learner<T> learner, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(
            $"The tasks of the learner '{learner.Name}' mix: {what}. " +
                (LayersOnTaskAxis.Looks(learner.Adaptation)
                    ? "No layer of the net does so by itself, so the loss or the learner mixes the tasks: some operation"
                    : "Some operation of a net or a loss") +
                " runs over the task axis, or broadcasts along it. Data are [tasks, examples, ...] there and adapted parameters " +
                "[tasks, ...], so that a parameter of shape [n] has to be given an axis for the examples, [tasks, 1, n]." +
                InBlocksOfOne);
}
