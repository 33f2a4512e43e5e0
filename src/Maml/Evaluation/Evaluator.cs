using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>How well a learner does on tasks that it was not trained on, after given numbers of inner steps: outer losses and
/// measures.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>The start, one inner step and the end are recorded as programs when they are first needed, and replayed for all steps and
/// tasks, at every later evaluation too. Tasks are computed in blocks of a fixed size, so the number of threads changes no bit. Cost: K
/// inner gradients, and one outer loss for each reported step; memory for each thread that of three programs.</remarks>
public sealed class Evaluator<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int TasksPerBlock = 25;

    private readonly AdaptationRunners<T> _runners;
    private readonly int[] _after;

    /// <summary>Describes an evaluation of a learner as it was trained.</summary>
    /// <param name="learner">The learner.</param>
    public Evaluator(Learner<T> learner)
        : this((learner ?? throw new ArgumentNullException(nameof(learner))).Tested, learner.GradientIn(learner.PhaseCount - 1).Steps)
    {
    }

    /// <summary>Describes an evaluation of any adaptation whose parts fit the meta-parameters: with other steps, batch or objective than it
    /// was trained with.</summary>
    /// <param name="adaptation">What happens to a task.</param>
    /// <param name="steps">K, the number of inner steps; zero or more.</param>
    /// <param name="after">After which numbers of steps is looked, each from 0 to K; by default after every one.</param>
    /// <exception cref="ArgumentException">A number of steps is not from 0 to K, or the adaptation takes none and K is above 0.</exception>
    public Evaluator(Adaptation<T> adaptation, int steps, IReadOnlyList<int>? after = null)
    {
        _runners = new(adaptation);
        _after = EvaluatedSteps.Of(adaptation, steps, after);
    }

    /// <summary>After how many inner steps is looked, ascending.</summary>
    public IReadOnlyList<int> Steps => _after;

    /// <summary>Adapts to held-out tasks and measures the outer loss.</summary>
    /// <param name="meta">The trained meta-parameters.</param>
    /// <param name="tasks">The task distribution.</param>
    /// <param name="seed">The seed of the test tasks: another than that of training.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="options">Threads and reports.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>The losses and measures of all tasks.</returns>
    public AdaptationCurve Evaluate(
        Parameters<T> meta, ITaskDistribution<T> tasks, ulong seed, int count, EvaluationOptions? options = null,
        CancellationToken cancellation = default)
    {
        double[][] losses = [.. _after.Select(_ => new double[count])];
        Dictionary<string, double[][]> measures = [];
        EvaluatedShares shares = _runners.Run(meta, tasks, seed, count, TasksPerBlock, options ?? new(), (runner, numbers) =>
        {
            for (int place = 0; place < _after.Length; place++)
            {
                while (runner.Steps < _after[place])
                {
                    runner.Step();
                }

                Workspace<T> end = runner.End();
                Scatter(end.Output(EpisodeNames.Losses), losses[place], numbers);
                foreach (string output in end.Program.OutputNames.Where(static name => name != EpisodeNames.Losses))
                {
                    double[][] values;
                    lock (measures)
                    {
                        values = RoomOf(measures, output, count);
                    }

                    Scatter(end.Output(output), values[place], numbers);
                }
            }
        }, cancellation);
        foreach (string measure in shares.Names([.. measures.Keys]))
        {
            Array.ForEach(RoomOf(measures, measure, count), shares.Gather);
        }

        Array.ForEach(losses, shares.Gather);
        return new(
            _after, losses, measures.ToDictionary(
                static entry => entry.Key[(EpisodeNames.Measure.Length + 1)..], static entry => (IReadOnlyList<double[]>)entry.Value));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _runners.Dispose();

    private double[][] RoomOf(Dictionary<string, double[][]> measures, string name, int count)
    {
        if (!measures.TryGetValue(name, out double[][]? values))
        {
            // NaN for tasks of which it is not told.
            values = [.. _after.Select(_ => Enumerable.Repeat(double.NaN, count).ToArray())];
            measures.Add(name, values);
        }

        return values;
    }

    private static void Scatter(ReadOnlySpan<T> values, double[] target, int[] numbers)
    {
        for (int k = 0; k < numbers.Length; k++)
        {
            target[numbers[k]] = double.CreateChecked(values[k]);
        }
    }
}
