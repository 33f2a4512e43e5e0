using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Examples.Runs;
using AutogradMaml.Maml;

namespace AutogradMaml.Examples.Omniglot;

/// <summary>What a method becomes in the test: how it adapts to a task, and what of the trained parameters it begins with.</summary>
internal sealed class Classifier
{
    private readonly RunOptions _options;
    private readonly MethodBasis _basis;
    private readonly Adaptation<float> _test;

    /// <summary>Describes it.</summary>
    /// <param name="options">What the command line asks for.</param>
    public Classifier(RunOptions options)
    {
        _options = options;
        _basis = new(options, options.Ways);
        _test = options.Method.Test?.Invoke(_basis) ?? options.Method.Learner(_basis).Tested;
    }

    /// <summary>The parameters to begin a task with.</summary>
    /// <param name="trained">What was trained.</param>
    /// <exception cref="ArgumentException">They are those of another net.</exception>
    public Parameters<float> Parameters(Parameters<float> trained) => MetaPart<float>.Load(_test.Parts, _basis.ForTest(trained));

    /// <summary>The parameters to begin a task with, of a net that was trained, now or before.</summary>
    /// <param name="net">The net.</param>
    /// <param name="option">The option that named its checkpoint.</param>
    /// <exception cref="UsageException">They are those of another net.</exception>
    public Parameters<float> Parameters(TrainedNet net, string option = CommandLine.Evaluate)
        => net.For(Parameters, "--method, --net, --ways, --preset, --inner-steps and --inner-step-size", option);

    /// <summary>The evaluation of this classifier.</summary>
    /// <param name="lastOnly">Whether predictions are made after the last inner step only.</param>
    public ClassificationEvaluator<float> Evaluator(bool lastOnly)
    {
        TrainingSettings settings = _options.Settings;
        return new(_test, settings.TestSteps, lastOnly ? [settings.TestSteps] : null);
    }

    /// <summary>This classifier as a learner that takes the inner steps of the test.</summary>
    public Learner<float> Learner() => new(_options.Method.Name, _test, new FirstOrder<float>(_options.Settings.TestSteps));
}
