using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>One inner step of a number of tasks, and the scores of their queries, as programs that are replayed for every step and task.</summary>
internal sealed class ClassificationPrograms<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Program<T>[] _steps;
    private readonly Program<T>[] _predictions;

    /// <summary>Records them.</summary>
    /// <param name="innerLoop">The net, the loss and the inner steps.</param>
    /// <param name="metaParameters">The meta-parameters; any of the right shapes.</param>
    /// <param name="tasks">Tasks of the shapes that the programs are for.</param>
    /// <param name="steps">The number of inner steps.</param>
    /// <param name="batch">How many support examples a step sees; all by default.</param>
    public ClassificationPrograms(InnerLoop<T> innerLoop, Parameters<T> metaParameters, FewShotTask<T>[] tasks, int steps, int? batch)
    {
        Tasks = tasks.Length;
        SupportExamples = (int)tasks[0].SupportInputs.Lengths[0];
        Batches = InnerBatches.Of(SupportExamples, batch);
        using Tape<T> tape = new();
        Variables<T> meta = metaParameters.On(tape);
        TaskData<T> data = TaskData<T>.Stack(tape, tasks);
        Variables<T> own = innerLoop.ModelParameters(meta).Detach();
        Variables<T> theta = innerLoop.OfEachTask(own, Tasks);
        MetaParameterCount = meta.Count;
        SizeCount = innerLoop.StepSizes(meta).Length;
        CarriesState = innerLoop.CarriesState;
        InputLengths = [.. theta.Select(static entry => entry.Value.Shape.ElementCount)];
        Adapting = [.. theta.Index().Where(entry => innerLoop.Adapting(theta).TryGet(entry.Item.Key, out _)).Select(static entry => entry.Index)];

        // A net that keeps statistics may have values for each inner step; for any other net the steps differ by their sizes only.
        bool alike = innerLoop.Model.Statistics.Count == 0;
        _predictions = [.. Enumerable.Range(1, alike ? 1 : Math.Max(1, steps)).Select(after => Predict(tape, innerLoop, theta, data, after))];
        LayersOnTaskAxis.Require(innerLoop, metaParameters, tasks, adapts: true);
        (_steps, InitialState) = Steps(tape, innerLoop, theta, meta, data, alike ? Math.Min(steps, innerLoop.StepSize.DistinctSteps) : steps);
    }

    /// <summary>The number of tasks.</summary>
    public int Tasks { get; }

    /// <summary>The number of support examples of a task.</summary>
    public int SupportExamples { get; }

    /// <summary>Which support examples a step sees.</summary>
    public InnerBatches Batches { get; }

    /// <summary>The number of meta-parameters.</summary>
    public int MetaParameterCount { get; }

    /// <summary>The number of learned step sizes behind the net's own parameters.</summary>
    public int SizeCount { get; }

    /// <summary>For each of the net's parameters, the length of an input: it stands there once for each task if it adapts, else once.</summary>
    public int[] InputLengths { get; }

    /// <summary>Which of the net's parameters adapt.</summary>
    public int[] Adapting { get; }

    /// <summary>The values of the optimizer's state before the first step; if it is carried, only their lengths count.</summary>
    public T[][] InitialState { get; }

    /// <summary>Whether the state before the first step is carried, and stands last among the meta-parameters.</summary>
    public bool CarriesState { get; }

    /// <summary>Inputs: the net's parameters, support inputs, query inputs. Outputs: the scores of the queries, [tasks, queries, classes], normalized by
    /// themselves, and normalized by the support set.</summary>
    /// <param name="steps">After how many inner steps.</param>
    public Program<T> Prediction(int steps) => _predictions[Math.Clamp(steps - 1, 0, _predictions.Length - 1)];

    /// <summary>A step. Inputs: the net's parameters, the optimizer's state, the learned step sizes, inputs and targets of the batch. Outputs: the
    /// parameters that adapt, the state.</summary>
    /// <param name="number">The number of the step, from 0.</param>
    public Program<T> Step(int number) => _steps[Math.Min(number, _steps.Length - 1)];

    /// <summary>The number of classes that a net has scores for.</summary>
    /// <param name="innerLoop">The net.</param>
    /// <param name="metaParameters">The meta-parameters; any of the right shapes.</param>
    /// <param name="task">A task.</param>
    /// <exception cref="ArgumentException">The task's targets are no class numbers, or the net has no score for each class.</exception>
    public static int ClassesOf(InnerLoop<T> innerLoop, Parameters<T> metaParameters, FewShotTask<T> task)
    {
        Shape support = Tensors.ShapeOf(task.SupportTargets);
        Shape query = Tensors.ShapeOf(task.QueryTargets);
        if (support.Rank != 1 || query.Rank != 1)
        {
            throw new ArgumentException(
                $"The accuracy is of tasks whose targets are [examples] class numbers; got {support} for the support set and {query} " +
                "for the queries.");
        }

        using Tape<T> tape = new();
        Variables<T> theta = innerLoop.ModelParameters(metaParameters.On(tape));
        Shape scores = innerLoop.Model.Forward(theta, tape.Input(task.QueryInputs), InnerLoop<T>.QueryPass(0)).Shape;
        return scores.Rank == 2 && scores[0] == query[0]
            ? scores[1]
            : throw new ArgumentException(
                $"The net gave shape {scores} for queries with targets {query}, expected a score for each class: [queries, classes].");
    }

    private static Program<T> Predict(Tape<T> tape, InnerLoop<T> innerLoop, Variables<T> theta, TaskData<T> data, int steps)
    {
        Pass<T> pass = InnerLoop<T>.QueryPass(steps);
        Variable<T> together = innerLoop.Model.Forward(theta, data.QueryInputs, pass);
        Shape expected = [.. data.QueryTargets.Shape.Sizes, together.Shape[-1]];
        if (together.Shape != expected)
        {
            throw new ArgumentException(
                $"The net gave shape {together.Shape} for queries with targets {data.QueryTargets.Shape}, expected a score for each class: " +
                "[tasks, queries, classes].");
        }

        StatisticsCollector<T> collector = new();
        innerLoop.Model.Forward(theta, data.SupportInputs, pass.Collecting(collector));
        Variable<T> apart = innerLoop.Model.Forward(theta, data.QueryInputs, pass.NormalizingBy(collector.Statistics));
        return tape.Compile([.. theta.Values, data.SupportInputs, data.QueryInputs], [together, apart]);
    }

    private (Program<T>[] Steps, T[][] InitialState) Steps(
        Tape<T> tape, InnerLoop<T> innerLoop, Variables<T> theta, Variables<T> meta, TaskData<T> data, int distinct)
    {
        Variable<T> x = data.SupportInputs.Slice(1, 0, Batches.Size);
        Variable<T> y = data.SupportTargets.Slice(1, 0, Batches.Size);
        OptimizerState<T> state = innerLoop.InitialState(theta, meta).Detach();
        Variable<T>[] remembered = [.. state.Values];
        ReadOnlySpan<Variable<T>> sizes = innerLoop.StepSizes(meta);
        var programs = new Program<T>[distinct];
        for (int step = 0; step < distinct; step++)
        {
            (Variables<T> next, OptimizerState<T> nextState, _) = innerLoop.Step(
                theta, state, sizes, x, y, step, taskAxes: 1, InnerGradient.Detached, DerivativeUse.Differentiable);
            programs[step] = tape.Compile(
                [.. theta.Values, .. remembered, .. sizes, x, y], [.. Adapting.Select(k => next.Values[k]), .. nextState.Values]);
        }

        return (programs, [.. remembered.Select(static value => value.Values.ToArray())]);
    }
}
