using AutogradMaml.Autograd;
using AutogradMaml.Data;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>The settings of a run as objects of the library: how the net is trained, and which tasks it is validated and tested
/// on.</summary>
internal sealed class Experiment
{
    private readonly RunOptions _options;
    private readonly Dataset _data;

    /// <summary>Makes a run ready.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="data">The data.</param>
    /// <param name="start">What the training begins with; null to begin anew.</param>
    /// <exception cref="UsageException">The data have too few classes for the tasks that are asked for, or the start is another
    /// net.</exception>
    public Experiment(RunOptions options, Dataset data, TrainedNet? start = null)
    {
        _options = options;
        _data = data;
        TrainingSettings settings = options.Settings;
        Classifier = new Classifier(options);
        ValidationTasks = data.Validation is { } validation
            ? Lopsided(Episodes(validation, options.Shots, options.Settings.TestQueries))
            : null;
        TestEpisodes = Episodes(data.Test, options.Shots, options.Settings.TestQueries);
        ITaskDistribution<float> tested = options.TestRotations ? TestEpisodes.Turned() : TestEpisodes;
        TestTasks = Lopsided(options.SupportCopies is { } copies ? tested.WithSupportCopies(copies, Presets.Affine) : tested);
        TrainingPlan<float> plan = new()
        {
            Learner = options.Method.Learner(new(options, options.TrainingWays ?? options.Ways, data.Training.ClassCount)),
            Tasks = TrainingTasks(settings),
            Iterations = settings.Iterations,
            Seed = options.Seed,
            MetaBatch = settings.MetaBatch,
            TasksPerBlock = settings.TasksPerBlock,
            OuterOptimizer = settings.OuterRule == OuterRule.Adam ? new Adam<float>() : new Sgd<float>(),
            OuterStepSize = settings.OuterStepSize.Over(settings.Iterations),

            // The dense net's first weights after a step on five images are those before it and a matrix of rank five.
            Products = options.Net == NetKind.Mlp ? ProductOrder.Cheapest : ProductOrder.AsRecorded,
        };

        // In front, so that a run that goes on with another net is told so in a few words.
        string filters = options.Net != NetKind.Mlp ? $" of {settings.Filters} filters" : string.Empty;
        string words = $"net {Names.Of(options.Net)}{filters}; {plan.Description}";
        Training = start is null
            ? new TrainingRun(options.Method.Name, plan, words)
            : new TrainingRun(
                options.Method.Name, plan, $"{words}; begun with {start.Iterations} iterations of: {start.Plan}")
            {
                Begins = Beginning.Of(plan.Learner, plan.Seed, start),
            };
    }

    /// <summary>The training.</summary>
    public TrainingRun Training { get; }

    /// <summary>The net and how it adapts in the test.</summary>
    public Classifier Classifier { get; }

    /// <summary>The tasks to validate on; null where no characters are set aside for that.</summary>
    public ITaskDistribution<float>? ValidationTasks { get; }

    /// <summary>The tasks to test on.</summary>
    public ITaskDistribution<float> TestTasks { get; }

    /// <summary>The tasks to test on before their characters are turned and their support sets copied or cut, if they are.</summary>
    public ImageEpisodes<float> TestEpisodes { get; }

    private ITaskDistribution<float> TrainingTasks(TrainingSettings settings)
    {
        ITaskDistribution<float> tasks = _options.Method.Family == MethodFamily.Pretrained
            ? new ImageBatches<float>(_data.Training, settings.Queries)
            : Episodes(_data.Training, settings.Shots, settings.Queries, training: true);
        tasks = _options.RandomAffine ? tasks.Affine(Presets.Affine) : tasks;
        tasks = _options.RandomElastic ? tasks.Elastic(Presets.Elastic) : tasks;
        tasks = _options.Method.Family == MethodFamily.Pretrained ? tasks : Lopsided(tasks);
        return _options.SupportOrder == SupportOrder.Shuffled ? tasks.Shuffled() : tasks;
    }

    private ITaskDistribution<float> Lopsided(ITaskDistribution<float> tasks)
        => _options.SupportCounts is { } counts ? tasks.Lopsided(counts, _options.BalancedLoss) : tasks;

    private ImageEpisodes<float> Episodes(ImageSet set, int shots, int queries, bool training = false)
    {
        (int ways, string option) = training && _options.TrainingWays is { } own ? (own, "--training-ways") : (_options.Ways, "--ways");
        if (ways > set.ClassCount)
        {
            throw new UsageException($"{option}: '{set.Name}' has {set.ClassCount} classes, fewer than the {ways} asked for.");
        }

        bool within = _options.Alphabets == AlphabetKind.Within;
        ClassChoice classes = within ? ClassChoice.Within("one alphabet", global::AutogradMaml.Data.Omniglot.AlphabetOf)
            : training && _options.Labels == LabelKind.Fixed ? ClassChoice.FixedLabels
            : ClassChoice.Any;
        try
        {
            return new(set, ways, shots, queries, classes, onePersonEach: within);
        }
        catch (ArgumentException exception) when (within)
        {
            throw new UsageException($"--alphabets within: {OneLine.Of(exception)} {NoneSetAside(set)}");
        }
    }

    private string NoneSetAside(ImageSet set)
        => set == _data.Validation ? "Characters set aside for validation leave too few of an alphabet: --validation 0." : string.Empty;
}
