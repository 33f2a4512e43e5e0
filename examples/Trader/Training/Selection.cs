using AutogradMaml.Autograd;
using AutogradMaml.Examples.Runs;

namespace AutogradMaml.Examples.Trader;

/// <summary>Everything that comes before the test: training in the first period, choice in the second.</summary>
internal static class Selection
{
    /// <summary>Trains, and chooses the setting of each method that has a policy.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="features">The market with what is seen of it.</param>
    /// <param name="split">Its split.</param>
    /// <param name="folder">The folder of checkpoints.</param>
    /// <param name="view">Shows progress.</param>
    /// <param name="cancellation">Stops after the current iteration, with a checkpoint.</param>
    public static IReadOnlyList<Choice> Choose(
        RunOptions options, MarketFeatures features, WalkForward split, OutputFolder folder, IProgressView view,
        CancellationToken cancellation)
    {
        Experiment[] trained =
        [
            .. Experiment.Trained(options, new(features, split.TrainingWindows(), split.Training, inOrder: false)),
        ];
        TrainingRun[] trainings = [.. trained.Select(static experiment => experiment.Training!)];
        TrainingSession session = new(folder, options.Resume, trainings);
        Dictionary<Experiment, Parameters<float>> parameters = [];
        view.While(trainings, () =>
        {
            foreach (Experiment experiment in trained)
            {
                parameters[experiment] = session.Train(experiment.Training!, options.Threads, view, cancellation: cancellation);
            }
        });
        MarketTasks tasks = new(features, split.ValidationWindows(), split.Validation, inOrder: true);
        IReadOnlyList<int> tuningSteps = options.Preset.TuningSteps;
        List<Choice> choices = [];
        foreach (Method method in MethodNames.All.Where(static method => method >= Method.Pretrained))
        {
            choices.Add(Choice.Of(
                method,
                method switch
                {
                    Method.FineTuned => Experiment.Tuned(options, method)
                        .Select(experiment => (experiment, parameters[trained[0]], tuningSteps)),
                    Method.FromNothing => Experiment.Tuned(options, method)
                        .Select(experiment => (experiment, experiment.Learner.Initialize(options.Seed), tuningSteps)),
                    _ => trained.Where(experiment => experiment.Method == method)
                        .Select(experiment => (experiment, parameters[experiment], (IReadOnlyList<int>)[experiment.Steps])),
                },
                tasks,
                options.Threads,
                cancellation));
        }

        return choices;
    }
}
