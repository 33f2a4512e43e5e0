using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>Several trained nets that tell the classes of a task's queries together: for each query the class with the greatest mean of
/// their probabilities, p(c) = 1/M sum over m of softmax(scores of m)(c), each net adapted to the task by itself.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <remarks>Members may be of different nets and learners, as long as they tell as many classes; each is asked after the last number of
/// inner steps that its evaluator looks after, and both kinds of accuracy are those of <see cref="ClassificationEvaluator{T}"/>. Results
/// don't depend on the order of the members but for rounding. Cost: an evaluation of each member, and 16 bytes of memory for each class,
/// query and task until it is done. A query that one member has no finite scores for is told wrongly. Sources: B. Lakshminarayanan, A.
/// Pritzel and C. Blundell, Simple and scalable predictive uncertainty estimation using deep ensembles, 2017, section 2.4; for one training
/// that is stopped several times at the end of its schedule G. Huang et al., Snapshot ensembles, 2017.</remarks>
/// <example>
/// <code>
/// var ensemble = new ClassificationEnsemble&lt;float&gt;([(evaluator, first), (evaluator, second)]);
/// ClassificationResult result = ensemble.Evaluate(testEpisodes, seed: 7, count: 600);
/// </code>
/// </example>
public sealed class ClassificationEnsemble<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly string[] Kinds = [AdaptationPrograms<T>.Together, AdaptationPrograms<T>.Apart];

    private readonly (ClassificationEvaluator<T> Evaluator, Parameters<T> Meta)[] _members;
    private readonly int[] _after;

    /// <summary>Describes an ensemble.</summary>
    /// <param name="members">Evaluators, which stay their owner's, and trained meta-parameters; one evaluator may serve several
    /// members.</param>
    /// <exception cref="ArgumentException">There are no members.</exception>
    public ClassificationEnsemble(IReadOnlyList<(ClassificationEvaluator<T> Evaluator, Parameters<T> Meta)> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
        {
            throw new ArgumentException("An ensemble has at least one member, got none.", nameof(members));
        }

        foreach ((ClassificationEvaluator<T> evaluator, Parameters<T> meta) in members)
        {
            ArgumentNullException.ThrowIfNull(evaluator, nameof(members));
            ArgumentNullException.ThrowIfNull(meta, nameof(members));
        }

        _members = [.. members];
        _after = [_members.Max(static member => member.Evaluator.Steps[^1])];
    }

    /// <summary>The number of members.</summary>
    public int Count => _members.Length;

    /// <summary>After how many inner steps the members are asked: the most that one of them takes, a list of one.</summary>
    public IReadOnlyList<int> Steps => _after;

    /// <summary>Adapts all members to tasks and measures how often they tell the class of a query.</summary>
    /// <param name="tasks">The tasks: targets are [examples] class numbers.</param>
    /// <param name="seed">The seed of the tasks.</param>
    /// <param name="count">The number of tasks; at least 1.</param>
    /// <param name="options">Threads and reports; what is reported counts a task once for each member.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <exception cref="ArgumentException">The targets are no class numbers of a net, or nets tell different numbers of
    /// classes.</exception>
    public ClassificationResult Evaluate(
        ITaskDistribution<T> tasks, ulong seed, int count, EvaluationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new();
        Probabilities[] probabilities = [.. Kinds.Select(_ => new Probabilities(count))];
        double[][] accuracies = [.. Kinds.Select(_ => new double[count])];
        EvaluatedShares? shares = null;
        int done = 0;
        for (int member = 0; member < _members.Length; member++)
        {
            (ClassificationEvaluator<T> evaluator, Parameters<T> meta) = _members[member];
            bool isLast = member == _members.Length - 1;
            int before = done;
            EvaluationOptions own = options.Report is { } report
                ? options with { Report = more => report(done = before + more) } : options;
            shares = evaluator.Look(meta, tasks, seed, count, own, (runner, numbers) =>
            {
                Add(evaluator.ScoresAtTheEnd(runner), numbers, probabilities);
                for (int k = 0; isLast && k < numbers.Length; k++)
                {
                    for (int kind = 0; kind < Kinds.Length; kind++)
                    {
                        accuracies[kind][numbers[k]] = ClassScores.Accuracy(
                            probabilities[kind].Greatest(numbers[k]), runner.Batch, k);
                    }
                }
            }, cancellation);
        }

        Array.ForEach(accuracies, shares!.Gather);
        return new(new(_after, [accuracies[0]]), new(_after, [accuracies[1]]));
    }

    /// <summary>Adapts all members to one task and predicts the classes of its queries.</summary>
    /// <param name="task">The task; the targets of its queries play no part and may be missing.</param>
    /// <exception cref="ArgumentException">The targets of the support set are no class numbers of a net, or nets tell different numbers of
    /// classes.</exception>
    public TaskPredictions Predict(Parameters<T> task)
    {
        Probabilities[] probabilities = [.. Kinds.Select(static _ => new Probabilities(1))];
        foreach ((ClassificationEvaluator<T> evaluator, Parameters<T> meta) in _members)
        {
            evaluator.Look(meta, task, runner => Add(evaluator.ScoresAtTheEnd(runner), [0], probabilities));
        }

        return new(_after, [probabilities[0].Greatest(0)], [probabilities[1].Greatest(0)]);
    }

    // The scores of several tasks stand one behind the other, [tasks, queries, classes].
    private static void Add(Workspace<T> scores, ReadOnlySpan<int> numbers, Probabilities[] probabilities)
    {
        for (int kind = 0; kind < Kinds.Length; kind++)
        {
            // Tasks of a single query have none that are told together.
            if (!scores.Program.OutputNames.Contains(Kinds[kind]))
            {
                continue;
            }

            int classes = scores.Program.OutputShape(0)[-1];
            ReadOnlySpan<T> all = scores.Output(Kinds[kind]);
            int length = all.Length / numbers.Length;
            for (int k = 0; k < numbers.Length; k++)
            {
                probabilities[kind].Add(numbers[k], all.Slice(k * length, length), classes);
            }
        }
    }

    /// <summary>The probabilities of the queries of each task, summed over members.</summary>
    private sealed class Probabilities(int tasks)
    {
        private readonly (double[] Sums, int Classes)[] _tasks = new (double[], int)[tasks];

        public void Add(int task, ReadOnlySpan<T> scores, int classes)
        {
            (double[]? sums, int before) = _tasks[task];
            if (sums is null)
            {
                sums = new double[scores.Length];
                _tasks[task] = (sums, classes);
            }
            else if (classes != before)
            {
                throw new ArgumentException(
                    $"The nets of an ensemble tell equally many classes; one tells {before} and another {classes}.");
            }

            ClassScores.AddProbabilities(scores, classes, sums);
        }

        public int[] Greatest(int task)
            => _tasks[task] is ({ } sums, var classes) ? ClassScores.Greatest<double>(sums, classes) : [];
    }
}
