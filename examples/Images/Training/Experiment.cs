using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Images;

/// <summary>The settings of a run as objects of the library: how the net is trained, how it adapts in the test, and which tasks it is
/// validated and tested on.</summary>
internal sealed class Experiment
{
    private readonly RunOptions _options;
    private readonly Adaptation<float> _test;

    /// <summary>Makes a run ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="data">The data.</param>
    /// <exception cref="UsageException">The data have too few classes, or too few images, for the tasks that are asked for.</exception>
    public Experiment(RunOptions options, Dataset data)
    {
        _options = options;
        ImageSettings settings = options.Settings;
        MethodBasis basis = new(options, options.Ways);
        _test = options.Method.Test?.Invoke(basis) ?? options.Method.Learner(basis).Tested;
        TestTasks = Episodes(data.Test, options.Ways, options.Shots, settings.TestQueries);
        ValidationTasks = data.Validation is { } validation
            ? Episodes(validation, options.Ways, options.Shots, settings.TestQueries)
            : null;
        if (data.Training is not { } training)
        {
            return;
        }

        int ways = settings.TrainingWays ?? options.Ways;
        TrainingPlan<float> plan = new()
        {
            Learner = options.Method.Learner(new(options, ways)),
            Tasks = Episodes(training, ways, settings.Shots, settings.Queries),
            Iterations = settings.Iterations,
            Seed = options.Seed,
            MetaBatch = settings.MetaBatch,
            TasksPerBlock = settings.TasksPerBlock,
            OuterOptimizer = settings.OuterRule == OuterRule.Adam ? new Adam<float>() : new Sgd<float>(),
            OuterStepSize = settings.OuterStepSize.Over(settings.Iterations),
        };

        // In front, so that a run that goes on with another net is told so in a few words.
        Training = new(
            options.Method.Name, plan, $"net {Names.Of(options.Net)}{(settings.IsNarrow ? ", narrow" : string.Empty)}; {plan.Description}");
    }

    /// <summary>The training; null where a checkpoint is evaluated.</summary>
    public TrainingRun? Training { get; }

    /// <summary>The tasks to validate on; null where there are no classes for that.</summary>
    public ImageEpisodes<float>? ValidationTasks { get; }

    /// <summary>The tasks to test on.</summary>
    public ImageEpisodes<float> TestTasks { get; }

    /// <summary>The parameters that a test task begins with.</summary>
    /// <param name="trained">What was trained.</param>
    /// <exception cref="ArgumentException">They are those of another net.</exception>
    public Parameters<float> Take(Parameters<float> trained) => MetaPart<float>.Load(_test.Parts, trained);

    /// <summary>What adapts to a test task and judges it.</summary>
    /// <param name="lastOnly">Whether predictions are made after the last inner step only.</param>
    public ClassificationEvaluator<float> Evaluator(bool lastOnly)
    {
        int steps = _options.Settings.TestSteps;
        return new(_test, steps, lastOnly ? [steps] : null);
    }

    private static ImageEpisodes<float> Episodes(ImageSet set, int ways, int shots, int queries)
    {
        try
        {
            return new(set, ways, shots, queries);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--ways and --shots: {OneLine.Of(exception)}");
        }
    }
}
