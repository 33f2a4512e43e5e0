using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Alphabets;

/// <summary>An approach on data: its training and its test.</summary>
internal sealed class Experiment
{
    private readonly RunOptions _options;
    private readonly Dataset _data;
    private readonly Learner<float> _learner;

    /// <summary>Makes it ready.</summary>
    /// <param name="approach">The approach.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="data">The data.</param>
    public Experiment(Approach approach, RunOptions options, Dataset data)
    {
        (Approach, _options, _data) = (approach, options, data);
        _learner = approach.Learner(options.Preset);
        TrainingPlan<float> plan = new()
        {
            Learner = _learner,
            Tasks = new SequenceTasks(data.Training, options.Preset, approach.Mixed),
            Iterations = options.OuterSteps,
            Seed = options.Seed,
            MetaBatch = options.Preset.MetaBatch,
            TasksPerBlock = 1,
            OuterStepSize = Schedule.Cosine(1e-3, 0, options.OuterSteps),
            ClipNorm = 10,
        };
        Training = new(approach.Name, plan, plan.Description);
    }

    /// <summary>The approach.</summary>
    public Approach Approach { get; }

    /// <summary>How it is trained.</summary>
    public TrainingRun Training { get; }

    /// <summary>Tests it on new alphabets.</summary>
    /// <param name="parameters">What was trained.</param>
    /// <param name="cancellation">Stops the test.</param>
    public SequenceResult Test(Parameters<float> parameters, CancellationToken cancellation)
    {
        Preset preset = _options.Preset;
        bool steps = _learner.Tested.TakesSteps;
        using ClassificationEvaluator<float> evaluator = steps
            ? new(_learner.Tested, preset.Steps, [.. Enumerable.Range(0, preset.Alphabets + 1).Select(k => k * preset.StepsEach)])
            : new(_learner.Tested, 0);
        double[][] Accuracies(SequenceTasks tasks) => [.. evaluator.Evaluate(
            parameters, tasks, _options.TestSeed, preset.TestTasks, new EvaluationOptions { Threads = _options.Threads }, cancellation)
            .NonTransductive.Accuracies];

        // [after][of][task]: where there are steps, those on the first alphabets; else the first alphabets in the support set.
        double[][][] after = [.. Enumerable.Range(0, preset.Alphabets).Select(_ => new double[preset.Alphabets][])];
        for (int of = 0; of < preset.Alphabets; of++)
        {
            double[][]? all = steps ? Accuracies(new(_data.Test, preset, only: of)) : null;
            for (int learned = 0; learned < preset.Alphabets; learned++)
            {
                after[learned][of] = all is not null ? all[learned + 1]
                    : Accuracies(new(_data.Test, preset, learned: learned + 1, only: of))[^1];
            }
        }

        return new(Approach, after, Accuracies(new(_data.Test, preset, mixed: true))[^1]);
    }
}
