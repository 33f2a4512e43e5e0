using AutogradMaml.Autograd;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Bandits;

/// <summary>The test: the same tasks for all methods.</summary>
internal static class Test
{
    /// <summary>What a method that needs no training earns.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="method">The method.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards OfKnown(Setting setting, Method method, RunOptions options, CancellationToken cancellation)
        => setting.Domain == Domain.Tabular
            ? method switch
            {
                Method.Psrl => ProcessGame.PlayPosterior(setting, options, cancellation),
                Method.Optimum => ProcessGame.Ceiling(setting, options, cancellation),
                _ => ProcessGame.PlayRandom(setting, options, cancellation),
            }
            : BanditGame.Play(setting, StrategyOf(setting, method), options, MethodNames.Of(method), cancellation);

    /// <summary>Whether a method can be played in a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="method">The method.</param>
    public static bool CanPlay(Setting setting, Method method)
        => setting.Domain == Domain.Tabular || method != Method.Optimum || setting.Length <= OptimalStrategy.MostPulls;

    /// <summary>What a trained method earns.</summary>
    /// <param name="experiment">The method.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="options">What the command line asks for.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Rewards OfTrained(
        Experiment experiment, Parameters<float> parameters, RunOptions options, CancellationToken cancellation)
        => MethodNames.Remembers(experiment.Method)
            ? OfMemory(experiment, parameters, options, byMode: false, cancellation) with
            {
                OfMode = OfMemory(experiment, parameters, options, byMode: true, cancellation).Mean,
            }
            : OfSteps(experiment, parameters, options, cancellation);

    private static Rewards OfMemory(
        Experiment experiment, Parameters<float> parameters, RunOptions options, bool byMode, CancellationToken cancellation)
    {
        Setting setting = experiment.Setting;
        TrialCall<float> call = new(setting.Environment, experiment.Policy!, 1, setting.Episodes, new(), "test", byMode);
        EnvironmentTasks<float> tasks = new(setting.Environment);
        int each = setting.Steps / setting.Length;
        return Rewards.OfChunks(
            options,
            setting.Length,
            (first, count, rewards) =>
            {
                using Tape<float> tape = new();
                TaskBatch<float> batch = tasks.Batch(options.TestSeed, first, count);
                Trials<float> trials = call.Of(batch.On(tape), parameters.On(tape).Under("policy"));
                ReadOnlySpan<float> earned = trials.Steps.Rewards.Values;
                for (int k = 0; k < earned.Length; k++)
                {
                    rewards[k / setting.Steps][k % setting.Steps / each] += earned[k];
                }
            },
            cancellation);
    }

    // The first pulls are those of the initial policy, by which it adapts, and the others those of what it has become.
    private static Rewards OfSteps(
        Experiment experiment, Parameters<float> parameters, RunOptions options, CancellationToken cancellation)
    {
        int length = experiment.Setting.Length;
        using Evaluator<float> evaluator = new(experiment.Tested!, 1);
        AdaptationCurve curve = evaluator.Evaluate(
            parameters, experiment.Plan.Tasks, options.TestSeed, options.Tested, new() { Threads = options.Threads }, cancellation);
        return Rewards.Of(
            options,
            length,
            (index, rewards) =>
            {
                for (int pull = 0; pull < length; pull++)
                {
                    rewards[pull] = -curve.Losses[pull < experiment.Before ? 0 : 1][index];
                }
            },
            cancellation);
    }

    private static BanditStrategy StrategyOf(Setting setting, Method method) => method switch
    {
        Method.Random => new RandomStrategy(),
        Method.GreedyUntriedFirst => new GreedyStrategy(GreedyStrategy.Preference),
        Method.GreedyAny => new GreedyStrategy(0),
        Method.GreedyTriedFirst => new GreedyStrategy(-GreedyStrategy.Preference),
        Method.Thompson => new ThompsonStrategy(),
        Method.Ucb => new UcbStrategy(),
        Method.Gittins => new GittinsStrategy(setting.Length),
        Method.Optimum => new OptimalStrategy(setting.Arms, setting.Length),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such strategy."),
    };
}
