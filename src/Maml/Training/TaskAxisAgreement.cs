using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>Holds the tasks of a block against each of them alone: losses and direction must be the same but for rounding. Once for each
/// number of tasks and shape of their data.</summary>
/// <remarks>Cost: the learner once for each task of the block, without a task axis, and some passes through the net. How much rounding may
/// make is measured where it matters: by how far the results move if the meta-parameters are moved by some roundings. Only what disagrees
/// at three points is refused, so that a ReLU that rounding switches, say, is not.</remarks>
internal sealed class TaskAxisAgreement<T>(MetaLearner<T> learner)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Points = 3;
    private const string Remedy = " Or train with TaskExecution.Loop, which computes one task after the other.";

    private readonly ConcurrentDictionary<(int Tasks, TaskShape Shape), Lazy<bool>> _examined = new();

    /// <summary>Throws unless the tasks of a block come out as each of them does alone.</summary>
    /// <param name="metaParameters">The meta-parameters.</param>
    /// <param name="tasks">The tasks of the block, of the same shapes.</param>
    /// <param name="together">What the learner computed of them on the task axis.</param>
    /// <exception cref="InvalidOperationException">They don't; the message names the layer, if it is one.</exception>
    public void Require(Parameters<T> metaParameters, FewShotTask<T>[] tasks, MetaResult<T> together)
        => _ = _examined.GetOrAdd(
            (tasks.Length, TaskShape.Of(tasks[0])), _ => new Lazy<bool>(() => Examine(metaParameters, tasks, Result.Of(together)))).Value;

    private bool Examine(Parameters<T> metaParameters, FewShotTask<T>[] tasks, Result together)
    {
        LayersOnTaskAxis.Require(learner.InnerLoop, metaParameters, tasks, learner.Adapts, Remedy);
        RandomStream random = new(0, "task axis agreement");
        Parameters<T> point = metaParameters;
        for (int k = 0; k < Points; k++)
        {
            if (k > 0)
            {
                // Another point, far enough that nothing but what is always wrong is wrong there too.
                T Near(T value) => value * (T.One + T.CreateChecked(1e-3 * random.NextUniform(-1, 1)));
                point = Map(metaParameters, values => Array.ConvertAll(values, Near));
                together = Together(point, tasks);
            }

            // What is not finite ends the training, with a report of its own.
            Result alone = Alone(point, tasks);
            if (!together.IsFinite || !alone.IsFinite || Agree(together, alone, null)
                || Agree(together, alone, Alone(Map(point, values => Agreement.Moved<T>(values, () => random.NextUniform(-1, 1))), tasks)))
            {
                return true;
            }

            if (k == Points - 1)
            {
                throw Refused(together, alone);
            }
        }

        return true;
    }

    private Result Together(Parameters<T> metaParameters, FewShotTask<T>[] tasks)
    {
        using Tape<T> tape = new();
        return Result.Of(learner.Compute(metaParameters.On(tape), TaskData<T>.Stack(tape, tasks)));
    }

    private Result Alone(Parameters<T> metaParameters, FewShotTask<T>[] tasks)
    {
        using Tape<T> tape = new();
        Result? sum = null;
        foreach (FewShotTask<T> task in tasks)
        {
            tape.Clear();
            Result one = Result.Of(learner.Compute(metaParameters.On(tape), TaskData<T>.Single(tape, task)));
            sum = sum is null ? one : sum.Plus(one);
        }

        return sum!;
    }

    private static Parameters<T> Map(Parameters<T> parameters, Func<T[], T[]> function)
        => new(parameters.Select(entry => KeyValuePair.Create(
            entry.Key, Tensors.Wrap(function(Tensors.ToArray(entry.Value)), Tensors.ShapeOf(entry.Value)))));

    private static bool Agree(Result together, Result alone, Result? moved)
        => Agree(together.Losses, alone.Losses, moved?.Losses) && Agree(together.Direction, alone.Direction, moved?.Direction);

    private static bool Agree(T[] together, T[] alone, T[]? moved)
        => together.Length == alone.Length
            && Agreement.Distance<T>(together, alone)
                <= Agreement.Allowed<T>(Agreement.Largest<T>(alone), moved is null ? 0 : Agreement.Distance<T>(moved, alone));

    private InvalidOperationException Refused(Result together, Result alone)
    {
        string Words(T[] losses) => string.Join(", ", losses.Select(static loss => Word(double.CreateChecked(loss))));
        string apart = Word(Agreement.Distance<T>(together.Direction, alone.Direction));
        return new(
            $"The learner '{learner.Name}' computes something else of the {alone.Losses.Length} tasks of a block than of each alone: " +
            "losses " +
            $"[{Words(together.Losses)}] instead of [{Words(alone.Losses)}], directions up to {apart} apart. No layer of the net does " +
            "so by itself, so the " +
            $"loss or the learner mixes the tasks: on the task axis a loss leaves the first taskAxes axes out of its mean.{Remedy}");
    }

    private static string Word(double number) => number.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>The losses of some tasks, and their direction, all meta-parameters one after the other.</summary>
    private sealed record Result(T[] Losses, T[] Direction)
    {
        public bool IsFinite => Array.TrueForAll(Losses, T.IsFinite) && Array.TrueForAll(Direction, T.IsFinite);

        public static Result Of(MetaResult<T> result)
            => new([.. result.Losses.Values], [.. result.Gradient.SelectMany(static entry => entry.Value.ToArray())]);

        public Result Plus(Result other) => new([.. Losses, .. other.Losses], [.. Direction.Zip(other.Direction, static (a, b) => a + b)]);
    }
}
